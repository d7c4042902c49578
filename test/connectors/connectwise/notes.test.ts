import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import type { Connector } from '../../../sync/connectors/connector';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import { toNativeNote } from '../../../sync/connectors/connectwise/notes/records';
import { serviceNote } from '../../../sync/connectors/connectwise/notes/schema';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

const FIXTURES = join(__dirname, '../../../../shared/fixtures/connectwise');

let simulator: ConnectWiseSimulator;
let connector: Connector;
let ticketId: number;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
	connector = createConnectWiseConnector(optionsFor(simulator));
	ticketId = Number(simulator.control.records('tickets')[0].id);
});
afterEach(() => simulator.close());

const create = async (payload: Readonly<Record<string, string | number | boolean>>): Promise<NativeRecord> =>
	await connector.create('note', { ticketId, ...payload }, 'nt-1', 'key');
const stored = ({ id }: NativeRecord) => simulator.control.record('notes', Number(id.split('/')[1])) ?? {};

describe('creating a note', () => {
	it('makes it internal where nothing is said of its readers', async () => {
		const note = await create({ text: 'He never pays' });
		expect(stored(note)).toMatchObject({
			detailDescriptionFlag: false,
			internalAnalysisFlag: true,
			resolutionFlag: false,
		});
		expect(note.record).toMatchObject({ ticketId, visibility: 'Internal', text: 'He never pays' });
	});

	it('names author and time in the first line, and reads them from there', async () => {
		const note = await create({
			text: 'Call me back',
			visibility: 'Discussion',
			author: 'Jane Doe',
			dateCreated: '2026-11-25T14:03:22Z',
		});
		expect(stored(note).text).toBe('[Jane Doe, 2026-11-25 14:03:22 UTC]\nCall me back');
		expect(note.record).toMatchObject({
			text: 'Call me back',
			visibility: 'Discussion',
			author: 'Jane Doe',
			dateCreated: '2026-11-25T14:03:22Z',
		});
	});

	it.each([
		[{ text: '' }, 'text must not be empty'],
		[{ text: 'x', visibility: 'Public' }, 'visibility must be one of Discussion, Internal, Resolution'],
		[{ text: 'x', ticketId: '1/../../companies' }, 'ticketId must be the id of a ticket'],
		[{ text: 'x', createdBy: 'me' }, 'createdBy is read-only'],
	])('refuses %j', async (payload, why) => {
		const error = await failureOf(create(payload));
		expect(error.code).toBe('BAD_INPUT');
		expect(error.message).toContain(why);
	});
});

describe('changing a note', () => {
	it('keeps its first line', async () => {
		const note = await create({ text: 'Call me bakc', author: 'Jane Doe', dateCreated: '2026-11-25T14:03:22Z' });
		const after = await connector.update('note', note, { text: 'Call me back' });
		expect(stored(note).text).toBe('[Jane Doe, 2026-11-25 14:03:22 UTC]\nCall me back');
		expect(after.record).toMatchObject({ text: 'Call me back', author: 'Jane Doe' });
	});

	it('hides a note from clients when asked, and never shows them one', async () => {
		const note = await create({ text: 'The password is hunter2', visibility: 'Discussion' });
		const hidden = await connector.update('note', note, { visibility: 'Internal' });
		expect(stored(note)).toMatchObject({ detailDescriptionFlag: false, internalAnalysisFlag: true });
		for (const visibility of ['Discussion', 'Resolution']) {
			const error = await failureOf(connector.update('note', hidden, { visibility }));
			expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'note', id: note.id, field: 'visibility' } });
		}
		expect(stored(note)).toMatchObject({ detailDescriptionFlag: false, internalAnalysisFlag: true });
	});

	it('writes nothing onto a note of which nobody can say who reads it', async () => {
		const fields = { text: 'both', detailDescriptionFlag: true, internalAnalysisFlag: true };
		const { id } = simulator.control.create('notes', fields, { parentId: ticketId });
		const found = await connector.read('note', [`${ticketId}/${String(id)}`]);
		const note = found.get(`${ticketId}/${String(id)}`) as NativeRecord;
		expect(note.record).toMatchObject({ visibility: 'Internal' });
		expect((await failureOf(connector.update('note', note, { text: 'He never pays' }))).code).toBe('REJECTED');
		await connector.update('note', note, { text: 'He never pays', visibility: 'Internal' });
		expect(stored(note)).toMatchObject({ text: 'He never pays', detailDescriptionFlag: false });
	});

	it('gives back a note that moved, and one that is gone', async () => {
		const note = await create({ text: 'Call me back' });
		const moved = { ...note, changedAt: '2020-01-01T00:00:00Z' };
		expect((await failureOf(connector.update('note', moved, { text: 'x' }))).code).toBe('PRECONDITION');
		simulator.control.remove('notes', Number(note.id.split('/')[1]));
		expect((await failureOf(connector.update('note', note, { text: 'x' }))).code).toBe('NOT_FOUND');
	});
});

describe('reading notes', () => {
	it('finds several by their tickets, and leaves out what is gone or no id at all', async () => {
		const notes = [await create({ text: 'one' }), await create({ text: 'two' })];
		const ids = [...notes.map(({ id }) => id), `${ticketId}/999999`, '999999/1', '12', '__proto__', '1/2/3', '../1'];
		const found = await connector.read('note', ids);
		expect([...found.keys()].sort()).toEqual(notes.map(({ id }) => id).sort());
	});

	it('finds the note that an unanswered call has made, and no other one with the same words', async () => {
		const payload = {
			ticketId,
			text: 'done',
			visibility: 'Internal',
			author: 'Jane',
			dateCreated: '2026-11-25T14:03:22.400Z',
		};
		const made = await create({ ...payload });
		await create({ ...payload, dateCreated: '2026-11-25T14:05:00Z' });
		await create({ ...payload, visibility: 'Discussion' });
		const [candidates] = await connector.find('note', [{ sourceId: 'nt-1', targetId: null, payload }]);
		expect(candidates.map(({ record, rule }) => [record.id, rule])).toEqual([[made.id, 'text']]);
	});

	(existsSync(FIXTURES) ? it : it.skip).each(['note-01', 'note-03', 'note-list-02', 'note-list-03'])(
		'reads what ConnectWise really answers: %s',
		(file) => {
			const recorded: unknown = JSON.parse(readFileSync(join(FIXTURES, `${file}.json`), 'utf8'));
			for (const note of serviceNote.array().parse([recorded].flat())) {
				const { record } = toNativeNote(note, String(note.ticketId));
				expect(record).toMatchObject({ text: note.text, author: expect.any(String) });
				expect(record['visibility']).toBe(note.internalAnalysisFlag ? 'Internal' : 'Discussion');
			}
		},
	);
});

describe('the notes of changed tickets', () => {
	it('come whole, and only once more where nothing happened since', async () => {
		await create({ text: 'one' });
		await create({ text: 'two' });
		const first = await connector.changes('note', null, 10);
		expect(first.rows.map(({ record }) => record['text'])).toEqual(expect.arrayContaining(['one', 'two']));
		expect([first.more, typeof first.at]).toEqual([false, 'string']);
		simulator.control.clock.set({ skewMs: 120_000 });
		const second = await connector.changes('note', first.state, 10);
		expect(second.rows.map(({ id }) => id)).toEqual(expect.arrayContaining([`${ticketId}/${2}`]));
		simulator.control.requests.clear();
		const third = await connector.changes('note', second.state, 10);
		expect(third.rows).toEqual([]);
		expect(simulator.control.requests.entries().map(({ path }) => path)).toEqual(['/service/tickets']);
	});

	it('of a ticket that was deleted are none', async () => {
		const { id } = simulator.control.create('tickets', {
			summary: 'Gone',
			company: { id: simulator.control.records('companies')[0].id },
			board: { name: 'Service Desk' },
		});
		simulator.control.remove('tickets', Number(id));
		const payload = { ticketId: Number(id), text: 'x', visibility: 'Internal' };
		expect(await connector.find('note', [{ sourceId: 'nt-1', targetId: null, payload }])).toEqual([[]]);
	});
});
