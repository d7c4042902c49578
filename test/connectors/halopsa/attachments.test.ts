import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import type { Connector, WriteOptions } from '../../../sync/connectors/connector';
import { createHaloPsaConnector, type HaloPsaClient } from '../../../sync/connectors/halopsa';
import { HaloPsaAttachments } from '../../../sync/connectors/halopsa/attachments/attachments';
import type { ApiCall } from '../../../sync/connectors/halopsa/client';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

let simulator: HaloPsaSimulator;
let connector: Connector;
let ticket: number;
let other: number;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 2 } });
	connector = createHaloPsaConnector(optionsFor(simulator));
	[ticket, other] = simulator.control.records('Tickets').map(({ id }) => Number(id));
});
afterEach(() => simulator.close());

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const holding = (bytes: Buffer): WriteOptions => ({
	contents: {
		open: async (hash) =>
			hash === hashOf(bytes)
				? { stream: Readable.from([bytes], { objectMode: false }), size: bytes.length, contentType: null }
				: null,
	},
});
const attach = async (bytes: Buffer, more: FlatRecord = {}): Promise<NativeRecord> =>
	await connector.create(
		'attachment',
		{ ticket_id: ticket, filename: 'photo.png', sha256: hashOf(bytes), filesize: bytes.length, ...more },
		'at-1',
		'key',
		holding(bytes),
	);
/** What an agent attaches in HaloPSA's own screens. */
const upload = (bytes: Buffer, more: Record<string, unknown> = {}): string => {
	const data_base64 = bytes.toString('base64');
	const made = simulator.control.create('Attachment', { ticket_id: ticket, filename: 'a.txt', data_base64, ...more });
	return `${ticket}/${String(made.id)}`;
};
const stored = () => simulator.control.records('Attachment');
async function bytesOf(id: string): Promise<Buffer> {
	const content = await connector.contents?.open(id);
	return Buffer.concat((await content?.stream.toArray()) as Buffer[]);
}

describe('files', () => {
	it.each([1, 2, 3, 1000, 3_000_001])('of %i bytes come back as they were sent', async (length) => {
		const bytes = randomBytes(length);
		const file = await attach(bytes);
		expect(file).toMatchObject({ entity: 'attachment', id: `${ticket}/${String(stored()[0].id)}` });
		const shown = { ticket_id: ticket, filename: 'photo.png', filesize: length, visibility: 'internal' };
		expect(file.record).toMatchObject({ ...shown, sha256: hashOf(bytes) });
		expect((await connector.read('attachment', [file.id])).get(file.id)?.record).toMatchObject(shown);
		expect((await bytesOf(file.id)).equals(bytes)).toBe(true);
	});

	it('come also where the answer is the record with the bytes in it', async () => {
		simulator.control.set({ filesInRecords: true });
		const bytes = randomBytes(700_000);
		expect((await bytesOf(upload(bytes))).equals(bytes)).toBe(true);
	});

	it('that are JSON themselves are files like others, whatever is in them', async () => {
		const bytes = Buffer.from('{"data":"QUFB","id":7}');
		expect(await bytesOf(upload(bytes, { filename: 'export.json' }))).toEqual(bytes);
	});

	it('are shown to users only where that is said, and their names lead nowhere', async () => {
		const file = await attach(Buffer.from('x'), { visibility: 'public', filename: '../../etc/"pass\nwd' });
		expect(stored()[0]).toMatchObject({ showforusers: true, filename: '.._.._etc_"pass_wd', ticket_id: ticket });
		expect(file.record).toMatchObject({ visibility: 'public' });
		const hidden = await attach(Buffer.from('y'));
		expect(stored()[1]).toMatchObject({ showforusers: false });
		const again = await connector.read('attachment', [file.id, hidden.id]);
		expect([file, hidden].map(({ id }) => again.get(id)?.record['visibility'])).toEqual(['public', 'internal']);
	});

	it('that HaloPSA would show to users against what is said are taken away again', async () => {
		simulator.control.set({ filesAlwaysShown: true });
		const error = await failureOf(attach(Buffer.from('secret')));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'attachment', field: 'visibility' } });
		expect(error.message).toContain('taken away again');
		expect(stored()).toEqual([]);
		await attach(Buffer.from('flyer'), { visibility: 'public' });
		expect(stored()).toHaveLength(1);
	});

	it.each([0, 4711])('that HaloPSA puts on ticket %i instead are taken away again', async (elsewhere) => {
		const calls: string[] = [];
		const send = async ({ method, path }: ApiCall) => {
			calls.push(`${method} ${path}`);
			const data = method === 'POST' ? { id: 7, ticket_id: elsewhere } : [];
			return { status: 200, headers: {}, data, dateMs: null };
		};
		const attachments = new HaloPsaAttachments({ send } as unknown as HaloPsaClient, optionsFor(simulator));
		const bytes = Buffer.from('x');
		const payload = { ticket_id: ticket, filename: 'x.txt', sha256: hashOf(bytes) };
		const error = await failureOf(attachments.create(payload, 'at-1', 'key', holding(bytes)));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { field: 'ticket_id' } });
		expect(calls).toEqual(['POST /Attachment', 'GET /Attachment', 'DELETE /Attachment/7']);
	});

	it('are found by their bytes, whatever they are called, and on their own ticket only', async () => {
		const bytes = randomBytes(5000);
		const id = upload(bytes, { filename: 'mine.png' });
		upload(randomBytes(5000));
		const wanted = { ticket_id: ticket, filename: 'other.png', filesize: 5000, sha256: hashOf(bytes) };
		const payloads = [wanted, { ...wanted, ticket_id: other }, { ...wanted, sha256: hashOf(Buffer.from('y')) }];
		const keys = payloads.map((payload) => ({ sourceId: 'at-1', targetId: null, payload }));
		const found = await connector.find('attachment', keys);
		expect(found.map((all) => all.map(({ record, rule }) => [record.id, rule]))).toEqual([[[id, 'content']], [], []]);
	});

	it('come with the next look at what changed, and an idle look is one call', async () => {
		const first = await connector.changes('attachment', null, 500);
		expect(first.rows).toEqual([]);
		simulator.control.clock.set({ skewMs: 600_000 });
		const id = upload(Buffer.from('hello'), { filename: 'C:\\Users\\jo\\hello.txt', showforusers: true });
		const second = await connector.changes('attachment', first.state, 500);
		expect(second.rows.map((row) => [row.id, row.record['filename'], row.record['visibility']])).toEqual([
			[id, 'hello.txt', 'public'],
		]);
		simulator.control.clock.set({ skewMs: 1_800_000 });
		const third = await connector.changes('attachment', second.state, 500);
		const calls = connector.calls();
		expect((await connector.changes('attachment', third.state, 500)).rows).toEqual([]);
		expect(connector.calls() - calls).toBe(1);
	});

	it('that are too large are refused before a byte is sent', async () => {
		const error = await failureOf(attach(Buffer.alloc(20_000_001)));
		expect(error).toMatchObject({ code: 'BAD_INPUT', subject: { field: 'filesize' } });
		expect(error.message).toContain('20000001 bytes');
		expect(simulator.control.requests.entries().filter(({ method }) => method === 'POST')).toEqual([]);
	});

	it('whose answer was lost are there once, and found', async () => {
		const bytes = randomBytes(100);
		simulator.control.faults.add({ kind: 'lostResponse', method: 'POST', path: '/Attachment', times: 1, delayMs: 1 });
		const error = await failureOf(attach(bytes));
		expect(error.subject.uncertain).toBe(true);
		expect(stored()).toHaveLength(1);
		const payload = { ticket_id: ticket, filename: 'photo.png', filesize: 100, sha256: hashOf(bytes) };
		const [found] = await connector.find('attachment', [{ sourceId: 'at-1', targetId: null, payload }]);
		expect(found.map(({ record }) => record.id)).toEqual([`${ticket}/${String(stored()[0].id)}`]);
	});

	it('are sent again with a new token where the old one was taken back', async () => {
		await connector.read('attachment', [`${ticket}/1`]);
		simulator.control.revokeTokens();
		const bytes = randomBytes(2000);
		const file = await attach(bytes);
		simulator.control.revokeTokens();
		expect((await bytesOf(file.id)).equals(bytes)).toBe(true);
	});

	it('that are gone are told as gone', async () => {
		for (const id of [`${ticket}/999999`, '7', '__proto__', '1/2/3', '1/../../Client/1']) {
			expect(await bytesOf(id).catch((error: { code?: string }) => error.code)).toBe('NOT_FOUND');
		}
		expect(await connector.read('attachment', [`${ticket}/999999`, '__proto__', `99999/1`])).toEqual(new Map());
		const error = await failureOf(attach(Buffer.from('z'), { sha256: 'a' }));
		expect(error).toMatchObject({ code: 'NOT_FOUND', subject: { field: 'sha256' } });
	});

	it('are never changed', async () => {
		const file = await attach(Buffer.from('x'), { visibility: 'public' });
		const error = await failureOf(connector.update('attachment', file, { visibility: 'internal' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { id: file.id, field: 'visibility' } });
		expect(stored()[0]).toMatchObject({ showforusers: true });
	});

	it.each([
		[{ filename: ' ' }, 'filename must not be empty'],
		[{ ticket_id: '1/../../Client' }, 'ticket_id must be the ID of a ticket'],
		[{ visibility: 'everybody' }, 'visibility must be'],
		[{ datecreated: '2026-01-01T00:00:00Z' }, 'datecreated is read-only'],
		[{ download_url: 'http://x' }, 'download_url is no field of it'],
	])('with %j are refused', async (more, message) => {
		const error = await failureOf(attach(Buffer.from('x'), more as FlatRecord));
		expect(error.message).toContain(message);
		expect(stored()).toEqual([]);
	});
});
