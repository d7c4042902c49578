import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import type { Connector, WriteOptions } from '../../../sync/connectors/connector';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { Json } from '../../../sync/model/json';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

let simulator: ConnectWiseSimulator;
let connector: Connector;
let ticketId: number;

const START = '2026-11-25T09:00:00Z';
const TECHNICIAN = 'Tina Chang';

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
	connector = createConnectWiseConnector(optionsFor(simulator));
	ticketId = Number(simulator.control.records('tickets')[0].id);
});
afterEach(() => simulator.close());

type Payload = Readonly<Record<string, Json>>;

const create = async (payload: Payload, options: WriteOptions = {}): Promise<NativeRecord> =>
	await connector.create(
		'timeEntry',
		{ ticketId, technician: technician(), timeStart: START, ...payload },
		'te-1',
		'key',
		options,
	);
const stored = ({ id }: NativeRecord) => simulator.control.record('timeEntries', Number(id)) ?? {};
const technician = () => {
	const [member] = simulator.control.records('members');
	return `${String(member.firstName)} ${String(member.lastName)}`;
};
const other = () => {
	const member = simulator.control.records('members')[1];
	return `${String(member.firstName)} ${String(member.lastName)}`;
};

describe('creating a time entry', () => {
	it('charges it to the ticket, for the member of that name', async () => {
		const entry = await create({ actualHours: 0.5, billableOption: 'DoNotBill', 'workType/name': 'On-Site' });
		expect(stored(entry)).toMatchObject({
			chargeToType: 'ServiceTicket',
			chargeToId: ticketId,
			member: { name: technician() },
			actualHours: 0.5,
			billableOption: 'DoNotBill',
			workType: { name: 'On-Site' },
		});
		expect(entry.record).toMatchObject({ ticketId, technician: technician(), timeStart: START, actualHours: 0.5 });
	});

	it.each([
		['less than the span: the rest is deducted', '2026-11-25T10:00:00Z', 20, '2026-11-25T10:00:00Z', 0.33],
		['the whole span', '2026-11-25T09:20:00Z', 20, '2026-11-25T09:20:00Z', 0.33],
		['more than the span: the end moves', '2026-11-25T09:10:00Z', 15, '2026-11-25T09:15:00Z', 0.25],
		['odd seconds', '2026-11-25T09:59:17Z', 59, '2026-11-25T09:59:17Z', 0.98],
	])('counts the minutes that count: %s', async (_what, timeEnd, minutes, end, hours) => {
		const entry = await create({ timeEnd, actualHours: minutes / 60 });
		expect(stored(entry)).toMatchObject({ timeEnd: end, actualHours: hours });
		expect(Math.round(Number(entry.record['actualHours']) * 60)).toBe(minutes);
	});

	it('keeps every whole minute, whatever the span', async () => {
		for (const minutes of [1, 7, 29, 31, 43, 58, 61, 119]) {
			const entry = await create({ timeEnd: '2026-11-25T11:03:11Z', actualHours: minutes / 60, notes: `${minutes}` });
			expect([minutes, Math.round(Number(stored(entry).actualHours) * 60)]).toEqual([minutes, minutes]);
		}
	});

	it('keeps an internal text where no invoice prints it, and shows no tab of the ticket', async () => {
		for (const more of [{}, { visibility: 'Internal' }] as Payload[]) {
			const entry = await create({ notes: 'He never pays', ...more });
			expect(stored(entry)).toMatchObject({
				internalNotes: 'He never pays',
				addToDetailDescriptionFlag: false,
				addToInternalAnalysisFlag: false,
				addToResolutionFlag: false,
			});
			expect(stored(entry)).not.toHaveProperty('notes');
			expect(entry.record).toMatchObject({ notes: 'He never pays', visibility: 'Internal' });
		}
	});

	it('shows clients what is for clients', async () => {
		const entry = await create({ notes: 'Replaced the fan', visibility: 'Discussion' });
		expect(stored(entry)).toMatchObject({ notes: 'Replaced the fan', addToDetailDescriptionFlag: true });
		expect(entry.record).toMatchObject({ notes: 'Replaced the fan', visibility: 'Discussion' });
	});

	it('gives it to the fallback where nobody has the name, and names the person in the first line', async () => {
		const entry = await create(
			{ technician: 'Jane Doe', notes: 'Replaced the fan', visibility: 'Discussion' },
			{ synonyms: { technician: ['Nobody Either', other()] } },
		);
		expect(stored(entry)).toMatchObject({
			member: { name: other() },
			notes: '[Jane Doe, 2026-11-25 09:00:00 UTC]\nReplaced the fan',
		});
		expect(entry.record).toMatchObject({ technician: 'Jane Doe', notes: 'Replaced the fan' });
	});

	it('says what to do where nobody has the name and there is no fallback', async () => {
		const error = await failureOf(create({ technician: TECHNICIAN + ' the Third' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'timeEntry', field: 'technician' } });
		expect(error.message).toContain('name a fallback');
		expect(simulator.control.records('timeEntries')).toEqual([]);
	});

	it('gives no time to a member who left', async () => {
		const { id } = simulator.control.records('members')[0];
		simulator.control.corrupt('members', Number(id), { inactiveFlag: true });
		expect((await failureOf(create({}))).message).toContain('is a member who is inactive');
	});

	it.each([
		[{ ticketId: '1/../2' }, 'ticketId must be the id of a ticket'],
		[{ timeStart: 'yesterday' }, 'timeStart must be a time'],
		[{ actualHours: -1 }, 'actualHours must be a number of hours'],
		[{ visibility: 'Public' }, 'visibility must be one of'],
		[{ status: 'Billed' }, 'status is read-only'],
		[{ hoursDeduct: 1 }, 'hoursDeduct is read-only'],
	])('refuses %j', async (payload, why) => {
		const error = await failureOf(create(payload as Payload));
		expect(error.code).toBe('BAD_INPUT');
		expect(error.message).toContain(why);
	});

	it('says what to do about a period that is closed', async () => {
		simulator.control.set({ timeClosedBefore: '2026-12-01T00:00:00Z' });
		const error = await failureOf(create({}));
		expect(error.code).toBe('REJECTED');
		expect(error.message).toContain('no open time period for that day');
		expect(error.message).toContain('retry');
	});
});

describe('changing a time entry', () => {
	it('counts the minutes that are asked for, with the ends that are there', async () => {
		const entry = await create({ timeEnd: '2026-11-25T10:00:00Z', actualHours: 1 });
		const shorter = await connector.update('timeEntry', entry, { actualHours: 0.75 });
		expect(stored(entry)).toMatchObject({ timeEnd: '2026-11-25T10:00:00Z', hoursDeduct: 0.25, actualHours: 0.75 });
		const moved = await connector.update('timeEntry', shorter, { timeEnd: '2026-11-25T12:00:00Z' });
		expect(moved.record).toMatchObject({ timeEnd: '2026-11-25T12:00:00Z', actualHours: 0.75 });
		const open = await create({ actualHours: 1 });
		await connector.update('timeEntry', open, { actualHours: 2 });
		expect(stored(open)).toMatchObject({ actualHours: 2 });
	});

	it('keeps the first line that names the person, and takes it off with the person', async () => {
		const fallback = { synonyms: { technician: [other()] } };
		const entry = await create({ technician: 'Jane Doe', notes: 'Fna', visibility: 'Discussion' }, fallback);
		const corrected = await connector.update('timeEntry', entry, { notes: 'Fan' });
		expect(stored(entry)).toMatchObject({ notes: '[Jane Doe, 2026-11-25 09:00:00 UTC]\nFan' });
		await connector.update('timeEntry', corrected, { technician: technician() });
		expect(stored(entry)).toMatchObject({ member: { name: technician() }, notes: 'Fan' });
	});

	it('hides a text from clients when asked, and never shows them one', async () => {
		const entry = await create({ notes: 'hunter2', visibility: 'Discussion' });
		const hidden = await connector.update('timeEntry', entry, { visibility: 'Internal' });
		expect(stored(entry)).toMatchObject({ addToDetailDescriptionFlag: false, addToInternalAnalysisFlag: true });
		for (const visibility of ['Discussion', 'Resolution', 'Time Entry Only']) {
			const error = await failureOf(connector.update('timeEntry', hidden, { visibility }));
			expect(error).toMatchObject({ code: 'REJECTED', subject: { field: 'visibility', id: entry.id } });
		}
		const kept = await create({ notes: 'He never pays' });
		expect((await failureOf(connector.update('timeEntry', kept, { visibility: 'Discussion' }))).code).toBe('REJECTED');
		await connector.update('timeEntry', kept, { notes: 'He pays late' });
		expect(stored(kept)).toMatchObject({ internalNotes: 'He pays late' });
	});

	it('gives back an entry that moved, and one that is gone', async () => {
		const entry = await create({});
		const moved = { ...entry, changedAt: '2020-01-01T00:00:00Z' };
		expect((await failureOf(connector.update('timeEntry', moved, { notes: 'x' }))).code).toBe('PRECONDITION');
		simulator.control.remove('timeEntries', Number(entry.id));
		expect((await failureOf(connector.update('timeEntry', entry, { notes: 'x' }))).code).toBe('NOT_FOUND');
	});

	it('says what to do where its sheet is approved, and where it is billed', async () => {
		const entry = await create({ actualHours: 1 });
		simulator.control.approve();
		const read = async () => (await connector.read('timeEntry', [entry.id])).get(entry.id) as NativeRecord;
		const approved = await failureOf(connector.update('timeEntry', await read(), { notes: 'x' }));
		expect(approved.message).toContain('time sheet was submitted or approved. Reverse the approval');
		simulator.control.reverse();
		const [invoice] = simulator.control.bill();
		const billed = await read();
		expect(billed.record).toMatchObject({ status: 'Billed', 'invoice/id': invoice.id, hoursBilled: 1 });
		const refused = await failureOf(connector.update('timeEntry', billed, { notes: 'x' }));
		expect(refused.message).toContain('it has been billed. Reopen the invoice');
		simulator.control.reopen(Number(invoice.id));
		expect((await connector.update('timeEntry', await read(), { notes: 'x' })).record).toMatchObject({ notes: 'x' });
	});
});

describe('reading time entries', () => {
	it('leaves out what is charged to no service ticket', async () => {
		const entry = await create({ notes: 'one' });
		const company = simulator.control.records('companies')[0].id;
		const fields = { chargeToType: 'Company', company: { id: company }, timeStart: START, actualHours: 1 };
		const { id } = simulator.control.create('timeEntries', fields);
		const { rows, more } = await connector.changes('timeEntry', null, 100);
		expect([rows.map((row) => row.id), more]).toEqual([[entry.id], false]);
		const read = await connector.read('timeEntry', [entry.id, String(id), '999999', '../1', '__proto__']);
		expect([...read.keys()]).toEqual([entry.id]);
	});

	it.each([
		[{ notes: 'x', addToDetailDescriptionFlag: true }, 'Discussion'],
		[{ notes: 'x', addToInternalAnalysisFlag: true }, 'Internal'],
		[{ notes: 'x', addToResolutionFlag: true }, 'Resolution'],
		[{ notes: 'x', addToDetailDescriptionFlag: true, addToInternalAnalysisFlag: true }, 'Discussion and Internal'],
		[{ notes: 'x' }, 'Time Entry Only'],
		[{ internalNotes: 'x' }, 'Internal'],
		[{}, 'Internal'],
	])('tells who reads %j', async (fields, visibility) => {
		const given = { chargeToId: ticketId, chargeToType: 'ServiceTicket', timeStart: START, ...fields };
		const { id } = simulator.control.create('timeEntries', given);
		const [record] = (await connector.read('timeEntry', [String(id)])).values();
		expect(record.record['visibility']).toBe(visibility);
	});

	it('finds what an unanswered call has made, and nothing that only looks alike', async () => {
		const payload = {
			ticketId,
			technician: technician(),
			timeStart: '2026-11-25T09:00:00.400Z',
			actualHours: 1 / 3,
			notes: 'Replaced  the fan',
		};
		const made = await create({ ...payload, notes: 'Replaced the fan' });
		await create({ ...payload, timeStart: '2026-11-25T09:00:01Z' });
		await create({ ...payload, technician: other() });
		await create({ ...payload, actualHours: 0.5 });
		await create({ ...payload, notes: 'Replaced the fans' });
		const keys = { sourceId: 'te-1', targetId: null, payload };
		const [candidates] = await connector.find('timeEntry', [keys]);
		expect(candidates.map(({ record, rule }) => [record.id, rule])).toEqual([[made.id, 'text']]);
	});
});

describe('a time entry that writes on its ticket', () => {
	it.each(['listed', 'copied'] as const)('arrives once, as time and not as a note (%s)', async (timeNotes) => {
		simulator.control.set({ timeNotes });
		const note = simulator.control.create(
			'notes',
			{ text: 'Called back', detailDescriptionFlag: true },
			{ parentId: ticketId },
		);
		const fields = { chargeToId: ticketId, chargeToType: 'ServiceTicket', timeStart: START, actualHours: 1 };
		const flags = { addToDetailDescriptionFlag: true, addToResolutionFlag: true };
		simulator.control.create('timeEntries', { ...fields, ...flags, notes: 'Replaced the fan' });
		const time = await connector.changes('timeEntry', null, 100);
		expect(time.rows.map(({ record }) => record['notes'])).toEqual(['Replaced the fan']);
		const texts = (await connector.changes('note', null, 100)).rows.map(({ record }) => record['text']);
		expect(texts).toContain(note.text);
		expect(texts).not.toContain('Replaced the fan');
	});

	it('hides no note that somebody wrote with the same words at another time', async () => {
		simulator.control.create('notes', { text: 'done', detailDescriptionFlag: true }, { parentId: ticketId });
		simulator.control.clock.set({ skewMs: 60_000 });
		const fields = { chargeToId: ticketId, chargeToType: 'ServiceTicket', timeStart: START, notes: 'done' };
		simulator.control.create('timeEntries', { ...fields, addToDetailDescriptionFlag: true });
		const texts = (await connector.changes('note', null, 100)).rows.map(({ record }) => record['text']);
		expect(texts).toContain('done');
	});
});
