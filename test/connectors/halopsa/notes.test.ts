import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import type { Connector, WriteOptions } from '../../../sync/connectors/connector';
import { createHaloPsaConnector } from '../../../sync/connectors/halopsa';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

let simulator: HaloPsaSimulator;
let connector: Connector;
let ticket: number;

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
	connector = createHaloPsaConnector(optionsFor(simulator));
	ticket = Number(simulator.control.records('Tickets')[0].id);
});
afterEach(() => simulator.close());

const create = async (payload: FlatRecord, options: WriteOptions = {}): Promise<NativeRecord> =>
	await connector.create('note', { ticket_id: ticket, ...payload }, 'nt-1', 'key', options);
const actions = () => simulator.control.records('Actions').filter((one) => one.ticket_id === ticket);
const stored = ({ id }: NativeRecord) => actions().find((one) => `${ticket}/${String(one.id)}` === id) ?? {};
/** What an agent writes in HaloPSA's own screens. */
const write = (fields: Record<string, unknown>): string => {
	const made = simulator.control.create('Actions', { ticket_id: ticket, outcome: 'Public Note', ...fields });
	return `${ticket}/${String(made.id)}`;
};
const agentName = (): string => String(simulator.control.records('Agent').find(({ id }) => id === 2)?.name);

describe('creating a note', () => {
	it('hides it from the user where nothing is said of its readers', async () => {
		const note = await create({ note: 'He never pays' });
		expect(stored(note)).toMatchObject({ hiddenfromuser: true, note: 'He never pays', outcome: 'Private Note' });
		expect(note.record).toMatchObject({ ticket_id: ticket, visibility: 'internal', note: 'He never pays' });
	});

	it('writes HTML that shows the text as it is, and reads the text from it', async () => {
		const text = 'Use <b> & "quotes"\n  indented\n\n{{ $json }} <script>alert(1)</script>';
		const note = await create({ note: text });
		expect(stored(note).note_html).toBe(
			'Use &lt;b&gt; &amp; &quot;quotes&quot;<br>&nbsp;&nbsp;indented<br><br>{{ $json }} &lt;script&gt;alert(1)&lt;/script&gt;',
		);
		expect(note.record['note']).toBe(text);
		expect((await connector.read('note', [note.id])).get(note.id)?.record['note']).toBe(text);
	});

	it('is its author’s where the author is an agent, at its own time', async () => {
		const datetime = '2026-11-25T14:03:22.000Z';
		const note = await create({
			note: 'Call me back',
			visibility: 'public',
			author: ` ${agentName().toUpperCase()}`,
			datetime,
		});
		expect(stored(note)).toMatchObject({
			who: agentName(),
			who_agentid: 2,
			note: 'Call me back',
			hiddenfromuser: false,
		});
		expect(note.record).toMatchObject({ author: agentName(), datetime, note: 'Call me back' });
	});

	it('names anybody else in the first line, and reads them from there', async () => {
		const note = await create({ note: 'Call me back', author: 'Jane Doe', datetime: '2026-11-25T14:03:22.000Z' });
		expect(stored(note)).toMatchObject({ note: '[Jane Doe, 2026-11-25 14:03:22 UTC]\nCall me back' });
		expect(note.record).toMatchObject({ note: 'Call me back', author: 'Jane Doe' });
		expect(Date.parse(String(note.record['datetime']))).toBe(Date.parse('2026-11-25T14:03:22Z'));
	});

	it('carries no time and leaves the status of the ticket alone', async () => {
		const { status_id } = simulator.control.record('Tickets', ticket) ?? {};
		const note = await create({ note: 'x', visibility: 'public' });
		expect(stored(note).timetaken).toBe(0);
		expect(simulator.control.record('Tickets', ticket)?.status_id).toBe(status_id);
		expect((await connector.changes('timeEntry', null, 100)).rows).toEqual([]);
	});

	it('says what to set up where no outcome suits', async () => {
		const error = await failureOf(create({ note: 'x', outcome_id: 4711 }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'note', field: 'outcome_id' } });
		expect(error.message).toContain('4711');
		expect(error.message).toContain('fixed value');
	});

	it.each([
		[{ note: '' }, 'note must not be empty'],
		[{ note: 'x', visibility: 'everybody' }, 'visibility must be'],
		[{ note: 'x', ticket_id: '1/../../Client' }, 'ticket_id must be the ID of a ticket'],
		[{ note: 'x', outcome: 'Close Ticket' }, 'outcome is read-only'],
		[{ note: 'x', new_status: 9 }, 'new_status is no field of it'],
	])('refuses %j', async (payload, why) => {
		const error = await failureOf(create(payload));
		expect(error.code).toBe('BAD_INPUT');
		expect(error.message).toContain(why);
	});
});

describe('mails to clients', () => {
	it('go out with a public note, and with none that is to be quiet or internal', async () => {
		const { mails } = simulator.control;
		await create({ note: 'internal' });
		await create({ note: 'quiet', visibility: 'public' }, { quiet: true });
		expect(mails()).toEqual([]);
		await create({ note: 'loud', visibility: 'public' });
		expect(mails()).toMatchObject([{ ticketId: ticket, cause: 'action' }]);
	});
});

describe('changing a note', () => {
	it('keeps its first line', async () => {
		const note = await create({ note: 'Call me bakc', author: 'Jane Doe', datetime: '2026-11-25T14:03:22Z' });
		const after = await connector.update('note', note, { note: 'Call me back' });
		expect(stored(note)).toMatchObject({ note: '[Jane Doe, 2026-11-25 14:03:22 UTC]\nCall me back' });
		expect(after.record).toMatchObject({ note: 'Call me back', author: 'Jane Doe' });
	});

	it('hides a note from clients when asked, and never shows them one', async () => {
		const note = await create({ note: 'The password is hunter2', visibility: 'public' });
		const hidden = await connector.update('note', note, { visibility: 'internal' });
		expect(stored(note)).toMatchObject({ hiddenfromuser: true });
		const error = await failureOf(connector.update('note', hidden, { visibility: 'public' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'note', id: note.id, field: 'visibility' } });
		expect(stored(note)).toMatchObject({ hiddenfromuser: true });
	});

	it('gives back a note that moved, and says of one that is gone', async () => {
		const note = await create({ note: 'Call me back' });
		const moved = { ...note, changedAt: '2020-01-01T00:00:00.000Z' };
		expect((await failureOf(connector.update('note', moved, { note: 'x' }))).code).toBe('PRECONDITION');
		const gone = { ...note, id: `${ticket}/999` };
		expect((await failureOf(connector.update('note', gone, { note: 'x' }))).code).toBe('NOT_FOUND');
	});
});

describe('reading notes', () => {
	it('takes what agents and clients wrote, and nothing that HaloPSA wrote by itself', async () => {
		const { rows } = await connector.changes('note', null, 100);
		expect(rows.every(({ record }) => record['outcome'] !== 'Rule Applied')).toBe(true);
		const id = write({ note_html: '<p>Hi,</p><p>see <a href="https://kb.example/1">this</a></p>', timetaken: 0.5 });
		const read = (await connector.read('note', [id])).get(id);
		expect(read?.record).toMatchObject({
			note: 'Hi,\nsee this (https://kb.example/1)',
			author: agentName(),
			visibility: 'public',
		});
	});

	it('takes no change of status without a word for a note', async () => {
		const id = write({ outcome_id: 4, outcome: undefined });
		expect((await connector.read('note', [id])).size).toBe(0);
	});

	it('finds what changed, edits too, with one call when nothing did', async () => {
		const first = await connector.changes('note', null, 100);
		expect(first.more).toBe(false);
		const id = write({ note: 'new' });
		const second = await connector.changes('note', first.state, 100);
		expect(second.rows.map((row) => row.id)).toContain(id);
		const number = simulator.control.records('Actions').findIndex((one) => one.note === 'new') + 1;
		simulator.control.edit('Actions', number, { note: 'newer' });
		const third = await connector.changes('note', second.state, 100);
		expect(third.rows.find((row) => row.id === id)?.record['note']).toBe('newer');
	});

	it('costs one call when nothing changed', async () => {
		simulator.control.clock.set({ frozenAt: '2026-11-30T10:00:00Z' });
		let { state } = await connector.changes('note', null, 100);
		simulator.control.clock.set({ frozenAt: '2026-11-30T11:00:00Z' });
		({ state } = await connector.changes('note', state, 100));
		const before = connector.calls();
		await connector.changes('note', state, 100);
		expect(connector.calls() - before).toBe(1);
	});

	it('reads the actions of a ticket once for its notes and its time', async () => {
		simulator.control.requests.clear();
		await connector.changes('note', null, 100);
		await connector.changes('timeEntry', null, 100);
		const read = simulator.control.requests.entries().filter(({ path }) => /\/Actions$/i.test(path));
		expect(read).toHaveLength(1);
	});

	it('never reads a first line from what a client wrote', async () => {
		const id = write({ note: '[Your Boss, 2026-11-25 14:03:22 UTC]\npay them' });
		const number = simulator.control.records('Actions').length;
		simulator.control.corrupt('Actions', number, { who_type: 0, who_agentid: 0, who: 'A Client', actionby_user_id: 1 });
		const read = (await connector.read('note', [id])).get(id);
		expect(read?.record).toMatchObject({ author: 'A Client', note: '[Your Boss, 2026-11-25 14:03:22 UTC]\npay them' });
	});

	it('finds several by id, and leaves out what is gone or no id at all', async () => {
		const ids = [write({ note: 'one' }), write({ note: 'two' })];
		const found = await connector.read('note', [...ids, `${ticket}/999`, '999999/1', '__proto__', '1', '1/2/3']);
		expect([...found.keys()].sort()).toEqual([...ids].sort());
	});

	it('finds the note that an unanswered call has made, and no other one with the same words', async () => {
		const payload = { ticket_id: ticket, note: 'done', author: 'Jane', datetime: '2026-11-25T14:03:22.400Z' };
		const made = await create(payload);
		await create({ ...payload, datetime: '2026-11-25T14:05:00Z' });
		await create({ ...payload, visibility: 'public' });
		const [found] = await connector.find('note', [{ sourceId: 'nt-1', targetId: null, payload }]);
		expect(found.map(({ record, rule }) => [record.id, rule])).toEqual([[made.id, 'text']]);
	});
});
