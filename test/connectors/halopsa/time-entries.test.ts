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

const nameOf = (agent: number): string =>
	String(simulator.control.records('Agent').find(({ id }) => id === agent)?.name);
const work = (): FlatRecord => ({
	technician: nameOf(3),
	timetaken: 0.75,
	actionarrivaldate: '2026-11-25T14:00:00.000Z',
	actioncompletiondate: '2026-11-25T14:45:00.000Z',
	notes: 'Replaced the fuser',
});
const create = async (payload: FlatRecord, options: WriteOptions = {}): Promise<NativeRecord> =>
	await connector.create('timeEntry', { ticket_id: ticket, ...payload }, 'te-1', 'key', options);
const actions = () => simulator.control.records('Actions').filter((one) => one.ticket_id === ticket);
const stored = ({ id }: NativeRecord) => actions().find((one) => `${ticket}/${String(one.id)}` === id) ?? {};
const write = (fields: Record<string, unknown>): string => {
	const made = simulator.control.create('Actions', { ticket_id: ticket, outcome: 'Public Note', ...fields });
	return `${ticket}/${String(made.id)}`;
};
/** A connector as another process has it, which remembers nothing. */
const afresh = (): Connector => createHaloPsaConnector(optionsFor(simulator));

describe('an action that is taken apart', () => {
	it('is a note and a time entry where it has text and time', async () => {
		const id = write({ note: 'Rebooted it', timetaken: 0.25, outcome_id: 4, outcome: undefined });
		const [note, entry] = [await connector.read('note', [id]), await connector.read('timeEntry', [id])];
		expect(note.get(id)?.record).toMatchObject({ note: 'Rebooted it' });
		expect(entry.get(id)?.record).toMatchObject({ timetaken: 0.25, notes: 'Rebooted it', technician: nameOf(2) });
	});

	it('is the time entry alone that it was made for, for a connector that remembers nothing, too', async () => {
		const entry = await create(work());
		expect((await afresh().read('note', [entry.id])).size).toBe(0);
		expect((await afresh().changes('note', null, 100)).rows.map(({ id }) => id)).not.toContain(entry.id);
		expect((await afresh().changes('timeEntry', null, 100)).rows.map(({ id }) => id)).toEqual([entry.id]);
	});

	it('stays a time entry when its time is taken from it', async () => {
		const entry = await create(work());
		const after = await connector.update('timeEntry', entry, { timetaken: 0 });
		expect(after.record['timetaken']).toBe(0);
		expect((await afresh().read('timeEntry', [entry.id])).size).toBe(1);
		expect((await afresh().read('note', [entry.id])).size).toBe(0);
	});

	it('is told by an outcome of the tenant’s own where there is one of that name', async () => {
		simulator.control.corrupt('Outcome', 6, { outcome: 'time entry', newstatus: -1 });
		const entry = await create(work());
		expect(stored(entry)).toMatchObject({ outcome_id: 6, outcome: 'time entry' });
		expect((await afresh().read('note', [entry.id])).size).toBe(0);
	});
});

describe('creating a time entry', () => {
	it('is the work of the agent of that name, as long as it says and when it says', async () => {
		const entry = await create({ ...work(), visibility: 'public' });
		expect(stored(entry)).toMatchObject({ who_agentid: 3, who: nameOf(3), timetaken: 0.75, hiddenfromuser: false });
		expect(entry.record).toMatchObject({ ...work(), visibility: 'public', billable: false });
	});

	it('names who did the work where somebody stands in', async () => {
		const entry = await create(
			{ ...work(), technician: 'Jane Doe' },
			{ synonyms: { technician: ['Nobody', nameOf(2)] } },
		);
		expect(stored(entry)).toMatchObject({
			who_agentid: 2,
			note: '[Jane Doe, 2026-11-25 14:00:00 UTC]\nReplaced the fuser',
		});
		expect(entry.record).toMatchObject({ technician: 'Jane Doe', notes: 'Replaced the fuser' });
	});

	it('says whom to map where nobody has the name', async () => {
		const error = await failureOf(
			create({ ...work(), technician: 'Jane Doe' }, { synonyms: { technician: ['Nobody'] } }),
		);
		expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'timeEntry', field: 'technician' } });
		expect(error.message).toContain('"Jane Doe"');
		expect(error.message).toContain('field map');
	});

	it('is billed by its charge type, and says so where there is none of that name', async () => {
		const entry = await create({ ...work(), billable: true, chargerate_name: 'on-site support' });
		expect(stored(entry).chargerate).toBe(2);
		expect(entry.record).toMatchObject({ billable: true, chargerate_name: 'On-site Support' });
		const fallback = await create(
			{ ...work(), billable: true, chargerate_name: 'Lab' },
			{ synonyms: { chargerate_name: ['After Hours'] } },
		);
		expect(stored(fallback).chargerate).toBe(3);
		const unknown: FlatRecord[] = [{ billable: true }, { billable: true, chargerate_name: 'Lab' }];
		for (const payload of unknown) {
			const error = await failureOf(create({ ...work(), ...payload }));
			expect(error).toMatchObject({ code: 'REJECTED', subject: { field: 'chargerate_name' } });
			expect(error.message).toContain('Remote Support, On-site Support, After Hours');
		}
		const free = await create({ ...work(), billable: false, chargerate_name: 'On-site Support' });
		expect(stored(free).chargerate).toBe(0);
		expect(free.record).toMatchObject({ billable: false, chargerate_name: null });
	});

	it('mails nobody when it is to be quiet', async () => {
		await create({ ...work(), visibility: 'public' }, { quiet: true });
		expect(simulator.control.mails()).toEqual([]);
	});

	it.each([
		[{ timetaken: 'long' }, 'timetaken must be a number of hours'],
		[{ timetaken: -1 }, 'timetaken must be a number of hours'],
		[{ technician: '' }, 'technician must be the name'],
		[{ actioninvoicenumber: 4 }, 'actioninvoicenumber is read-only'],
		[{ actionarrivaldate: 'yesterday' }, 'actionarrivaldate must be a time'],
	])('refuses %j', async (payload, why) => {
		const error = await failureOf(create({ ...work(), ...payload }));
		expect(error.code).toBe('BAD_INPUT');
		expect(error.message).toContain(why);
	});

	it('is found where its answer was lost, and nothing else for it', async () => {
		const made = await create(work());
		await create({ ...work(), timetaken: 0.5 });
		await create({ ...work(), technician: nameOf(2) });
		const payload = { ticket_id: ticket, ...work() };
		const [found] = await afresh().find('timeEntry', [{ sourceId: 'te-1', targetId: null, payload }]);
		expect(found.map(({ record }) => record.id)).toEqual([made.id]);
	});
});

describe('changing a time entry', () => {
	it('writes what changed and nothing else', async () => {
		const entry = await create({ ...work(), billable: true, chargerate_name: 'Remote Support' });
		const after = await connector.update('timeEntry', entry, { timetaken: 1.25, actioncompletiondate: null });
		expect(after.record).toMatchObject({ ...work(), timetaken: 1.25, actioncompletiondate: null, billable: true });
	});

	it('keeps the name of who did the work, and takes it off when an agent did', async () => {
		const entry = await create({ ...work(), technician: 'Jane Doe' }, { synonyms: { technician: [nameOf(2)] } });
		const edited = await connector.update('timeEntry', entry, { notes: 'Replaced it twice' });
		expect(stored(entry).note).toBe('[Jane Doe, 2026-11-25 14:00:00 UTC]\nReplaced it twice');
		const moved = await connector.update('timeEntry', edited, { technician: nameOf(3) });
		expect(stored(entry)).toMatchObject({ who_agentid: 3, note: 'Replaced it twice' });
		expect(moved.record).toMatchObject({ technician: nameOf(3), notes: 'Replaced it twice' });
	});

	it('does not make billable what is not, by its kind of work alone', async () => {
		const entry = await create({ ...work(), billable: false });
		await connector.update('timeEntry', entry, { chargerate_name: 'After Hours' });
		expect(stored(entry).chargerate).toBe(0);
	});

	it('never shows clients what they do not see', async () => {
		const entry = await create(work());
		const error = await failureOf(connector.update('timeEntry', entry, { visibility: 'public' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { field: 'visibility' } });
	});
});

describe('the fields of time entries', () => {
	it('offer the charge types that the tenant has', async () => {
		const fields = await connector.fields('timeEntry');
		expect(fields.find(({ name }) => name === 'chargerate_name')?.options?.map(({ value }) => value)).toEqual([
			'Remote Support',
			'On-site Support',
			'After Hours',
		]);
	});
});
