import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AutotaskSimulator } from '../../../sandbox/autotask';
import type { Connector } from '../../../sync/connectors/connector';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import { toNativeNote } from '../../../sync/connectors/autotask/notes/records';
import { queryAnswer, vendorRecord } from '../../../sync/connectors/autotask/schemas';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

const FIXTURE = join(__dirname, '../../../../shared/fixtures/autotask/ticket-note-list-01.json');

let simulator: AutotaskSimulator;
let connector: Connector;
let ticketID: number;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
	connector = createAutotaskConnector(optionsFor(simulator));
	ticketID = Number(simulator.control.records('Tickets')[0].id);
});
afterEach(() => simulator.close());

const create = async (payload: Readonly<Record<string, string | number>>): Promise<NativeRecord> =>
	await connector.create('note', { ticketID, noteType: 3, ...payload }, 'nt-1', 'key');
const stored = ({ id }: NativeRecord) => simulator.control.record('TicketNotes', Number(id)) ?? {};

describe('creating a note', () => {
	it('makes it internal where nothing is said of its readers, and calls it by its first words', async () => {
		const note = await create({ description: 'He never pays' });
		expect(stored(note)).toMatchObject({ ticketID, publish: 2, title: 'He never pays', description: 'He never pays' });
		expect(note.record).toMatchObject({ ticketID, publish: 2, description: 'He never pays' });
	});

	it('makes it internal where nobody may be mailed: workflow rules mail every public one', async () => {
		const { control } = simulator;
		const [ticket] = control.records('Tickets');
		const [contact] = control.records('Contacts');
		control.corrupt('Tickets', ticketID, { contactID: contact.id });
		const payload = { ticketID, noteType: 3, description: 'Your printer is fixed', publish: 1 };
		const quiet = await connector.create('note', payload, 'nt-1', 'key', { quiet: true });
		expect(stored(quiet)).toMatchObject({ publish: 2, description: 'Your printer is fixed' });
		expect(control.mails()).toEqual([]);
		await connector.create('note', payload, 'nt-2', 'key');
		expect(control.mails()).toMatchObject([{ ticketId: ticket.id, to: contact.emailAddress, cause: 'publicNote' }]);
	});

	it('names author and time in the first line, and reads them from there', async () => {
		const note = await create({
			description: 'Call me back',
			publish: 1,
			author: 'Jane Doe',
			createDateTime: '2026-11-25T14:03:22.000Z',
		});
		expect(stored(note)).toMatchObject({
			title: 'Call me back',
			description: '[Jane Doe, 2026-11-25 14:03:22 UTC]\nCall me back',
		});
		expect(note.record).toMatchObject({
			description: 'Call me back',
			publish: 1,
			author: 'Jane Doe',
			createDateTime: '2026-11-25T14:03:22Z',
		});
	});

	it('leaves open what became of a note that does not show at all, and finds it later', async () => {
		simulator.control.set({ readAfterCreateMs: 60_000, indexLagMs: 60_000 });
		const payload = { ticketID, noteType: 3, description: 'Call me back', publish: 2 };
		const error = await failureOf(create(payload));
		expect(error).toMatchObject({ code: 'TIMEOUT', subject: { entity: 'note', uncertain: true } });
		simulator.control.set({ readAfterCreateMs: 0, indexLagMs: 0 });
		simulator.control.catchUpIndex();
		const [found] = await connector.find('note', [{ sourceId: 'nt-1', targetId: null, payload }]);
		expect(found.map(({ rule }) => rule)).toEqual(['text']);
	});

	it('leaves open what became of a note whose reading back fails', async () => {
		simulator.control.faults.add({ kind: 'unavailable', method: 'GET', path: 'TicketNotes/\\d+$' });
		const error = await failureOf(create({ description: 'Call me back', publish: 1 }));
		expect(error).toMatchObject({ code: 'UNAVAILABLE', subject: { entity: 'note', uncertain: true } });
		expect(error.message).toMatch(/the note \d+ was created before that/);
		expect(
			simulator.control.records('TicketNotes').filter(({ description }) => description === 'Call me back'),
		).toHaveLength(1);
	});

	it.each([
		[{ description: '' }, 'description must not be empty'],
		[{ description: 'x', publish: 'all' }, 'publish must be the number'],
		[{ description: 'x', ticketID: '1/../../Companies' }, 'ticketID must be the id of a ticket'],
		[{ description: 'x', creatorResourceID: 4 }, 'creatorResourceID is read-only'],
	])('refuses %j', async (payload, why) => {
		const error = await failureOf(create(payload));
		expect(error.code).toBe('BAD_INPUT');
		expect(error.message).toContain(why);
	});
});

describe('changing a note', () => {
	it('keeps its first line, its type and its readers', async () => {
		const given = { author: 'Jane Doe', createDateTime: '2026-11-25T14:03:22Z', noteType: 2, publish: 1 };
		const note = await create({ description: 'Call me bakc', ...given });
		const after = await connector.update('note', note, { description: 'Call me back' });
		expect(stored(note)).toMatchObject({
			description: '[Jane Doe, 2026-11-25 14:03:22 UTC]\nCall me back',
			noteType: 2,
			publish: 1,
		});
		expect(after.record).toMatchObject({ description: 'Call me back', author: 'Jane Doe' });
	});

	it('hides a note from clients when asked, and never shows them one', async () => {
		const note = await create({ description: 'The password is hunter2', publish: 1 });
		const hidden = await connector.update('note', note, { publish: 2 });
		expect(stored(note)).toMatchObject({ publish: 2 });
		for (const publish of [1, 4]) {
			const error = await failureOf(connector.update('note', hidden, { publish }));
			expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'note', id: note.id, field: 'publish' } });
		}
		expect(stored(note)).toMatchObject({ publish: 2 });
	});

	it('gives back a note that moved', async () => {
		const note = await create({ description: 'Call me back' });
		const moved = { ...note, changedAt: '2020-01-01T00:00:00.000Z' };
		expect((await failureOf(connector.update('note', moved, { description: 'x' }))).code).toBe('PRECONDITION');
	});
});

describe('reading notes', () => {
	it('finds what changed, with one call when nothing did', async () => {
		const first = await connector.changes('note', null, 500);
		expect(first.more).toBe(false);
		const note = await create({ description: 'Call me back' });
		const second = await connector.changes('note', first.state, 500);
		expect(second.rows.map(({ id }) => id)).toContain(note.id);
		expect(second.rows.find(({ id }) => id === note.id)?.record['author']).toEqual(expect.any(String));
	});

	it('finds several by id, and leaves out what is gone or no id at all', async () => {
		const notes = [await create({ description: 'one' }), await create({ description: 'two' })];
		const found = await connector.read('note', [...notes.map(({ id }) => id), '999999', '__proto__', '1/2']);
		expect([...found.keys()].sort()).toEqual(notes.map(({ id }) => id).sort());
	});

	it('finds the note that an unanswered call has made, and no other one with the same words', async () => {
		const payload = {
			ticketID,
			description: 'done',
			publish: 2,
			author: 'Jane',
			createDateTime: '2026-11-25T14:03:22.400Z',
		};
		const made = await create({ ...payload });
		await create({ ...payload, createDateTime: '2026-11-25T14:05:00Z' });
		await create({ ...payload, publish: 1 });
		const [candidates] = await connector.find('note', [{ sourceId: 'nt-1', targetId: null, payload }]);
		expect(candidates.map(({ record, rule }) => [record.id, rule])).toEqual([[made.id, 'text']]);
	});

	it('offers the types and readers that the tenant has', async () => {
		const fields = await connector.fields('note');
		expect(fields.find(({ name }) => name === 'publish')).toMatchObject({
			audience: { public: [1], internal: [2] },
			options: expect.arrayContaining([expect.objectContaining({ value: 1 }), expect.objectContaining({ value: 2 })]),
		});
	});

	(existsSync(FIXTURE) ? it : it.skip)('reads what Autotask really answers', () => {
		const answer = queryAnswer(vendorRecord).parse(JSON.parse(readFileSync(FIXTURE, 'utf8')));
		const names = { resources: new Map([[10, 'Jane Doe']]), contacts: new Map<number, string>() };
		for (const raw of answer.items) {
			expect(toNativeNote(raw, names).record).toMatchObject({ publish: 1, author: 'Jane Doe', ticketID: 100 });
		}
	});
});
