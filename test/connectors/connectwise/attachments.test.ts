import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import type { Connector } from '../../../sync/connectors/connector';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

let simulator: ConnectWiseSimulator;
let connector: Connector;
let ticketId: number;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
	connector = createConnectWiseConnector(optionsFor(simulator));
	ticketId = Number(simulator.control.records('tickets')[0].id);
});
afterEach(() => simulator.close());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const BYTES = Buffer.from([0, 13, 10, 45, 45, 255, ...Buffer.from('--boundary\r\n')]);
const contents = (bytes: Buffer) => ({
	open: async () => ({ stream: Readable.from([bytes]), size: bytes.length, contentType: null }),
});

const send = async (payload: Readonly<Record<string, string>>, bytes = BYTES): Promise<NativeRecord> =>
	await connector.create(
		'attachment',
		{ ticketId, fileName: 'log.txt', size: bytes.length, sha256: sha256(bytes), ...payload },
		'at-1',
		'key',
		{ contents: contents(bytes) },
	);

describe('attachments of ConnectWise', () => {
	it('arrive byte for byte, under their name, and kept from the portal unless they are for clients', async () => {
		const hidden = await send({ fileName: 'a "quoted"\nname.txt' });
		const shown = await send({ visibility: 'Customer Portal' });
		expect(simulator.control.files(ticketId)).toEqual([
			{ fileName: 'a "quoted"\nname.txt', bytes: BYTES, isPublic: false },
			{ fileName: 'log.txt', bytes: BYTES, isPublic: true },
		]);
		expect(hidden.record).toMatchObject({
			ticketId,
			visibility: 'Internal',
			size: BYTES.length,
			sha256: sha256(BYTES),
		});
		expect(shown.record).toMatchObject({ visibility: 'Customer Portal' });
	});

	it('are read with the changed tickets, and give away their bytes', async () => {
		const id = `${ticketId}/${simulator.control.attach(ticketId, 'photo.png', BYTES, true)}`;
		const { rows } = await connector.changes('attachment', null, 100);
		expect(rows.map((row) => [row.id, row.record['fileName'], row.record['visibility']])).toEqual([
			[id, 'photo.png', 'Customer Portal'],
		]);
		const content = await connector.contents?.open(id);
		expect(content?.size).toBe(BYTES.length);
		expect(await buffer(content?.stream as Readable)).toEqual(BYTES);
		expect([...(await connector.read('attachment', [id, `${ticketId}/999`, '../1', '1/2/3'])).keys()]).toEqual([id]);
	});

	it('are found again by their bytes, whatever they are called', async () => {
		const id = `${ticketId}/${simulator.control.attach(ticketId, 'other name.txt', BYTES)}`;
		simulator.control.attach(ticketId, 'log.txt', Buffer.alloc(BYTES.length));
		const payload = { ticketId, fileName: 'log.txt', size: BYTES.length, sha256: sha256(BYTES) };
		const [found] = await connector.find('attachment', [{ sourceId: 'at-1', targetId: null, payload }]);
		expect(found.map(({ record, rule }) => [record.id, rule])).toEqual([[id, 'content']]);
	});

	it('say what is wrong: gone, without bytes, not to be changed', async () => {
		const error = await failureOf(connector.contents?.open(`${ticketId}/999`) ?? Promise.resolve());
		expect(error.code).toBe('NOT_FOUND');
		const none = { contents: { open: async () => null } };
		const payload = { ticketId, fileName: 'x', sha256: sha256(BYTES) };
		const unavailable = await failureOf(connector.create('attachment', payload, 'at-1', 'key', none));
		expect(unavailable.code).toBe('UNAVAILABLE');
		expect(simulator.control.files(ticketId)).toEqual([]);
		const made = await send({});
		expect((await failureOf(connector.update('attachment', made, { fileName: 'y' }))).code).toBe('REJECTED');
	});
});
