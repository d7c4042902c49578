import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import type { Connector, WriteOptions } from '../../../sync/connectors/connector';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import { aroundBase64, encodedSize, fromBase64Field } from '../../../sync/connectors/http';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

let simulator: AutotaskSimulator;
let connector: Connector;
let ticketID: number;
let now: number;
let tenants = 0;

beforeEach(async () => {
	simulator = await startRecorded({
		seed: { companies: 1, contactsPerCompany: 1, tickets: 2 },
		// What was sent in the last five minutes is kept by tenant.
		userName: `psasync@attachments-${++tenants}.example`,
	});
	now = Date.now();
	connector = createAutotaskConnector(optionsFor(simulator, { clock: { now: () => now } }));
	ticketID = Number(simulator.control.records('Tickets')[0].id);
});
afterEach(() => simulator.close());

const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
/** In chunks that fit no group of three. */
const chunked = (bytes: Buffer, size = 1000): Readable =>
	Readable.from(
		Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
			bytes.subarray(index * size, (index + 1) * size),
		),
		{ objectMode: false },
	);
const holding = (bytes: Buffer): WriteOptions => ({
	contents: {
		open: async (hash) =>
			hash === hashOf(bytes) ? { stream: chunked(bytes), size: bytes.length, contentType: null } : null,
	},
});
const attach = async (bytes: Buffer, more: FlatRecord = {}): Promise<NativeRecord> =>
	await connector.create(
		'attachment',
		{
			ticketID,
			fullPath: 'photo.png',
			contentType: 'image/png',
			sha256: hashOf(bytes),
			fileSize: bytes.length,
			...more,
		},
		'at-1',
		'key',
		holding(bytes),
	);
async function bytesOf(id: string): Promise<Buffer> {
	const content = await connector.contents?.open(id);
	const chunks: Buffer[] = [];
	for await (const chunk of content?.stream ?? []) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

describe('files', () => {
	it.each([1, 2, 3, 999, 1000, 1001, 3_000_001])('of %i bytes come back as they were sent', async (length) => {
		const bytes = randomBytes(length);
		const file = await attach(bytes);
		expect(file.record).toMatchObject({
			fullPath: 'photo.png',
			fileSize: length,
			sha256: hashOf(bytes),
			visibility: 'internal',
		});
		expect((await bytesOf(file.id)).equals(bytes)).toBe(true);
		const { requests } = simulator.control;
		expect(
			requests
				.entries()
				.filter(({ method }) => method === 'POST')
				.some(({ path }) => path.endsWith('/Attachments')),
		).toBe(true);
	});

	it('come also where the answer is a list of one, as was seen live', async () => {
		// Not recorded: the specification has another form.
		const other = await startRecorded({ record: undefined, seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		try {
			other.control.set({ attachmentInList: true });
			connector = createAutotaskConnector(optionsFor(other));
			ticketID = Number(other.control.records('Tickets')[0].id);
			const bytes = randomBytes(700);
			const file = await attach(bytes);
			expect((await bytesOf(file.id)).equals(bytes)).toBe(true);
		} finally {
			await other.close();
		}
	});

	it('are shown to clients only where that is said, and their names lead nowhere', async () => {
		const file = await attach(Buffer.from('x'), { visibility: 'public', fullPath: '../../etc/"pass\nwd' });
		const stored = simulator.control.records('TicketAttachments')[0];
		expect(stored).toMatchObject({ publish: 1, fullPath: '.._.._etc_"pass_wd', ticketID });
		expect(file.record).toMatchObject({ visibility: 'public' });
	});

	it('are read once where several of their size are looked for', async () => {
		const file = await attach(randomBytes(5000));
		const wanted = { ticketID, fullPath: 'a.png', fileSize: 5000 };
		simulator.control.requests.clear();
		const keys = ['x', 'y', 'z'].map((text) => ({
			sourceId: text,
			targetId: null,
			payload: { ...wanted, sha256: hashOf(Buffer.from(text)) },
		}));
		expect(await connector.find('attachment', keys)).toEqual([[], [], []]);
		const [, number] = file.id.split('/');
		const reads = simulator.control.requests.entries().filter(({ path }) => path.endsWith(`/Attachments/${number}`));
		expect(reads).toHaveLength(1);
	});

	it('are found by their bytes, whatever they are called, and on their own ticket only', async () => {
		const bytes = randomBytes(5000);
		const file = await attach(bytes);
		await attach(randomBytes(5000));
		const wanted = { ticketID, fullPath: 'other.png', fileSize: 5000, sha256: hashOf(bytes) };
		const found = await connector.find(
			'attachment',
			[wanted, { ...wanted, ticketID: ticketID + 1 }, { ...wanted, sha256: hashOf(Buffer.from('y')) }].map(
				(payload) => ({
					sourceId: 'at-1',
					targetId: null,
					payload,
				}),
			),
		);
		expect(found.map((all) => all.map(({ record, rule }) => [record.id, rule]))).toEqual([
			[[file.id, 'content']],
			[],
			[],
		]);
	});

	it('come with the next look, and none of notes or links', async () => {
		const first = await connector.changes('attachment', null, 500);
		const file = await attach(Buffer.from('x'));
		for (const odd of [{ ticketNoteID: 5 }, { timeEntryID: 5 }, { attachmentType: 'FILE_LINK' }]) {
			const other = await attach(Buffer.from('y'));
			simulator.control.corrupt('AttachmentInfo', Number(other.id.split('/')[1]), odd);
		}
		const calls = connector.calls();
		const second = await connector.changes('attachment', first.state, 500);
		expect(connector.calls() - calls).toBe(1);
		expect(second.rows.map(({ id }) => id)).toEqual([file.id]);
	});

	it('wait where Autotask takes no more in five minutes, and are refused where they are too large', async () => {
		const large = randomBytes(4_000_000);
		await attach(large);
		const error = await failureOf(attach(large));
		expect(error).toMatchObject({ code: 'PAUSED', subject: { retryAfterMs: 300_000 } });
		expect(error.retryable).toBe(true);
		expect(simulator.control.records('TicketAttachments')).toHaveLength(1);
		now += 300_000;
		await attach(large);
		const huge = await failureOf(attach(randomBytes(6_000_001)));
		expect(huge.message).toContain('of 6000001 bytes is more than the 6 MB');
	});

	it('that are gone are told as gone', async () => {
		for (const id of ['7001/999999', '7001', '__proto__', '1/2/3']) {
			expect(await bytesOf(id).catch((error: { code?: string }) => error.code)).toBe('NOT_FOUND');
		}
		const error = await failureOf(
			connector.create(
				'attachment',
				{ ticketID, fullPath: 'x', sha256: 'a' },
				'at-1',
				'key',
				holding(Buffer.from('z')),
			),
		);
		expect(error).toMatchObject({ code: 'NOT_FOUND', subject: { field: 'sha256' } });
	});

	it('are never changed', async () => {
		const file = await attach(Buffer.from('x'), { visibility: 'public' });
		const error = await failureOf(connector.update('attachment', file, { visibility: 'internal' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { id: file.id, field: 'visibility' } });
	});
});

describe('a file in a JSON text', () => {
	const all = async (stream: Readable): Promise<Buffer> => Buffer.concat((await stream.toArray()) as Buffer[]);
	const missing = (): Error => new Error('missing');

	it.each([1, 2, 3, 4, 5, 7, 64])('is read from pieces of %i bytes, whatever its other fields say', async (size) => {
		const bytes = randomBytes(200);
		const answer = JSON.stringify({
			items: [{ title: '"data":"QUFB"', contentType: 'data', data: bytes.toString('base64'), id: 7 }],
		});
		expect((await all(fromBase64Field(chunked(Buffer.from(answer), size), missing))).equals(bytes)).toBe(true);
	});

	it('is read with escaped slashes and line breaks', async () => {
		const bytes = Buffer.from([255, 255, 254, 63, 255, 255]);
		const text = bytes.toString('base64').replaceAll('/', '\\/');
		const answer = `{"data" : "${text.slice(0, 5)}\\r\\n${text.slice(5)}"}`;
		expect((await all(fromBase64Field(Readable.from([Buffer.from(answer)]), missing))).equals(bytes)).toBe(true);
	});

	it.each(['{"data":null}', '{}', '{"data":"QUJD', ''])('is missing in %j', async (answer) => {
		await expect(all(fromBase64Field(Readable.from([Buffer.from(answer)]), missing))).rejects.toThrow('missing');
	});

	it.each([0, 1, 2, 3, 4, 1001])('is as long as said, with %i bytes', async (length) => {
		const bytes = randomBytes(length);
		const body = await all(aroundBase64('{"data":"', chunked(bytes, 7), '"}'));
		expect(body).toHaveLength(11 + encodedSize(length));
		expect(JSON.parse(body.toString())).toEqual({ data: bytes.toString('base64') });
	});
});
