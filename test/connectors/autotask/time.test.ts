import type { AutotaskSimulator } from '../../../sandbox/autotask';
import type { Connector, WriteOptions } from '../../../sync/connectors/connector';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

let simulator: AutotaskSimulator;
let connector: Connector;
let ticketID: number;
let people: readonly string[];

beforeEach(async () => {
	simulator = await startRecorded({ seed: { companies: 1, contactsPerCompany: 1, tickets: 2 } });
	// A tenant of its own: what is known of its people is kept by tenant.
	connector = createAutotaskConnector(optionsFor(simulator));
	ticketID = Number(simulator.control.records('Tickets')[0].id);
	people = simulator.control.records('Resources').map(({ firstName, lastName }) => `${firstName} ${lastName}`);
});
afterEach(() => simulator.close());

const START = '2026-02-16T09:00:00Z';
const work = (more: FlatRecord = {}): FlatRecord => ({
	ticketID,
	technician: people[1],
	startDateTime: START,
	hoursWorked: 0.75,
	notes: 'Replaced the drum',
	...more,
});
const create = async (payload: FlatRecord, options: WriteOptions = {}): Promise<NativeRecord> =>
	await connector.create('timeEntry', payload, 'te-1', 'key', options);
const stored = ({ id }: NativeRecord): Record<string, unknown> =>
	simulator.control.record('TimeEntries', Number(id)) ?? {};
const resourceOf = (name: string): number => {
	const found = simulator.control
		.records('Resources')
		.find(({ firstName, lastName }) => `${firstName} ${lastName}` === name);
	return Number(found?.id);
};

describe('creating time', () => {
	it('is the named person’s, in their default role, as long as the hours say, and internal', async () => {
		const [, engineer] = simulator.control.records('Roles');
		// Who has two roles has a default one.
		const entry = await create(work({ technician: ` ${people[0].toUpperCase()} ` }));
		expect(stored(entry)).toMatchObject({
			ticketID,
			resourceID: resourceOf(people[0]),
			startDateTime: '2026-02-16T09:00:00.000',
			endDateTime: '2026-02-16T09:45:00.000',
			hoursWorked: 0.75,
			summaryNotes: null,
			internalNotes: 'Replaced the drum',
		});
		expect(stored(entry).roleID).not.toBe(engineer.id);
		expect(entry.record).toMatchObject({
			technician: people[0],
			notes: 'Replaced the drum',
			visibility: 'internal',
			workRole: 'Technician',
			billed: false,
		});
	});

	it.each([1, 7, 10, 20, 50, 59, 61, 479, 1440])('keeps %i minutes to the minute', async (minutes) => {
		const entry = await create(work({ hoursWorked: Number((minutes / 60).toFixed(2)) }));
		expect(Math.round(Number(entry.record['hoursWorked']) * 60)).toBe(minutes);
	});

	it('lets the hours decide where they and the end differ', async () => {
		const entry = await create(work({ endDateTime: '2026-02-16T11:00:00Z', hoursWorked: 1.5 }));
		expect(entry.record).toMatchObject({ endDateTime: '2026-02-16T10:30:00.000Z', hoursWorked: 1.5 });
	});

	it('writes what clients may read as the summary, and takes names for work type and role', async () => {
		const entry = await create(
			work({ technician: people[0], visibility: 'public', workType: 'onsite support', workRole: 'Systems Engineer' }),
		);
		const codes = simulator.control.records('BillingCodes');
		expect(stored(entry)).toMatchObject({
			summaryNotes: 'Replaced the drum',
			internalNotes: null,
			billingCodeID: codes.find(({ name }) => name === 'Onsite Support')?.id,
		});
		expect(entry.record).toMatchObject({
			visibility: 'public',
			workType: 'Onsite Support',
			workRole: 'Systems Engineer',
		});
	});

	it('names the person who did the work where somebody stands in, and reads that person back', async () => {
		const synonyms = { technician: ['Nobody Either', people[2]] };
		const entry = await create(work({ technician: 'Jane Doe' }), { synonyms });
		expect(stored(entry)).toMatchObject({
			resourceID: resourceOf(people[2]),
			internalNotes: '[Jane Doe, 2026-02-16 09:00:00 UTC]\nReplaced the drum',
		});
		expect(entry.record).toMatchObject({ technician: 'Jane Doe', notes: 'Replaced the drum' });
	});

	it.each([
		[{ technician: 'Jane Doe' }, 'nobody active in Autotask is called "Jane Doe"', 'technician'],
		[{ workType: 'Remote Support (old)' }, 'workType "Remote Support (old)" is the name of none', 'workType'],
		[{ workType: 'Cabling Material' }, 'is the name of none that is active', 'workType'],
		[{ workRole: 'Systems Engineer' }, 'does not work in this role', undefined],
		[{ hoursWorked: 0 }, 'of 0 minutes cannot be kept', 'hoursWorked'],
		[{ hoursWorked: 24.5 }, 'at most 24 hours', 'hoursWorked'],
		[{ startDateTime: null }, 'startDateTime is missing', 'startDateTime'],
		[{ summaryNotes: 'For everybody' }, 'summaryNotes is read-only', 'summaryNotes'],
	] as const)('refuses %j, and says why', async (more, why, field) => {
		const error = await failureOf(create(work(more)));
		expect(['REJECTED', 'BAD_INPUT']).toContain(error.code);
		expect(error.message).toContain(why);
		if (field !== undefined) expect(error.subject.field).toBe(field);
		expect(simulator.control.records('TimeEntries')).toEqual([]);
	});

	it('never guesses between two people, or a role', async () => {
		const [first, second] = simulator.control.records('Resources');
		simulator.control.corrupt('Resources', Number(second.id), { firstName: first.firstName, lastName: first.lastName });
		expect((await failureOf(create(work({ technician: people[0] })))).message).toContain('2 active resources');
		simulator.control.corrupt('Resources', Number(second.id), { isActive: false, defaultServiceDeskRoleID: null });
		simulator.control.corrupt('Resources', Number(first.id), { defaultServiceDeskRoleID: null });
		for (const { id, resourceID } of simulator.control.records('ResourceServiceDeskRoles')) {
			if (resourceID === first.id)
				simulator.control.corrupt('ResourceServiceDeskRoles', Number(id), { isDefault: false });
		}
		const patient = createAutotaskConnector(optionsFor(simulator, { clock: { now: () => Date.now() + 7_200_000 } }));
		const error = await failureOf(patient.create('timeEntry', work({ technician: people[0] }), 'te-1', 'key'));
		expect(error.message).toContain('several service desk roles');
	});

	it('says whose week is closed, and what to do', async () => {
		simulator.control.timesheet(resourceOf(people[1]), '2026-02-16', 'submitted');
		const error = await failureOf(create(work({ startDateTime: '2026-02-18T09:00:00Z' })));
		expect(error.code).toBe('REJECTED');
		expect(error.message).toContain(`the timesheet of ${people[1]} for the week of 2026-02-16`);
		expect(error.message).toContain('Have the approver reject it');
	});

	it('says what to switch on where the API user may not enter time for others', async () => {
		simulator.control.set({ proxyTimeEntry: false });
		const error = await failureOf(create(work()));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { entity: 'timeEntry' } });
		expect(error.message).toContain(`may not enter time for ${people[1]}. Switch on "Proxy Time Entry"`);
	});

	it('leaves open what became of time whose reading back fails', async () => {
		simulator.control.faults.add({ kind: 'unavailable', method: 'GET', path: 'TimeEntries/\\d+$' });
		const error = await failureOf(create(work()));
		expect(error).toMatchObject({ code: 'UNAVAILABLE', subject: { entity: 'timeEntry', uncertain: true } });
		expect(simulator.control.records('TimeEntries')).toHaveLength(1);
	});

	it('leaves open what became of time that does not show, and finds it later, and no other', async () => {
		simulator.control.set({ readAfterCreateMs: 60_000, indexLagMs: 60_000 });
		const synonyms = { technician: [people[2]] };
		const payload = work({ technician: 'Jane Doe', hoursWorked: 0.33 });
		const error = await failureOf(create(payload, { synonyms }));
		expect(error).toMatchObject({ code: 'TIMEOUT', subject: { entity: 'timeEntry', uncertain: true } });
		simulator.control.set({ readAfterCreateMs: 0, indexLagMs: 0 });
		simulator.control.catchUpIndex();
		const looked = [
			payload,
			{ ...payload, technician: people[2] },
			{ ...payload, hoursWorked: 0.5 },
			{ ...payload, startDateTime: '2026-02-16T09:00:01Z' },
			{ ...payload, notes: 'Something else' },
			{ ...payload, ticketID: ticketID + 1 },
		];
		const found = await connector.find(
			'timeEntry',
			looked.map((one) => ({ sourceId: 'te-1', targetId: null, payload: one })),
		);
		expect(found.map((candidates) => candidates.map(({ rule }) => rule))).toEqual([['text'], [], [], [], [], []]);
	});
});

describe('changing time', () => {
	it('sends the window with new hours: without it nothing would change', async () => {
		const entry = await create(work());
		const after = await connector.update('timeEntry', entry, { hoursWorked: 2 });
		expect(after.record).toMatchObject({ hoursWorked: 2, startDateTime: '2026-02-16T09:00:00.000Z' });
		const moved = await connector.update('timeEntry', after, { startDateTime: '2026-02-16T10:00:00Z' });
		expect(moved.record).toMatchObject({ hoursWorked: 2, endDateTime: '2026-02-16T12:00:00.000Z' });
	});

	it('touches nothing else', async () => {
		const entry = await create(work({ visibility: 'public', workType: 'Remote Support' }));
		const before = stored(entry);
		await connector.update('timeEntry', entry, { notes: 'Replaced the whole printer' });
		const { summaryNotes, lastModifiedDateTime, ...rest } = stored(entry);
		expect(summaryNotes).toBe('Replaced the whole printer');
		expect(before).toMatchObject(rest);
	});

	it.each([true, false])('keeps everything in a zone without PATCH (%s)', async (collectionPatch) => {
		const entry = await create(work({ visibility: 'public', workType: 'Remote Support', isNonBillable: true }));
		const before = stored(entry);
		simulator.control.set({ collectionPatch });
		await connector.update('timeEntry', entry, { isNonBillable: false });
		const { isNonBillable, hoursToBill, lastModifiedDateTime, ...rest } = stored(entry);
		expect(isNonBillable).toBe(false);
		expect(before).toMatchObject(rest);
	});

	it('keeps the line that names who did the work, and takes it off when that person is found', async () => {
		const entry = await create(work({ technician: 'Jane Doe' }), { synonyms: { technician: [people[2]] } });
		const after = await connector.update('timeEntry', entry, { notes: 'Replaced the fuser' });
		expect(stored(after).internalNotes).toBe('[Jane Doe, 2026-02-16 09:00:00 UTC]\nReplaced the fuser');
		const found = await connector.update('timeEntry', after, { technician: people[1] });
		expect(stored(found)).toMatchObject({ resourceID: resourceOf(people[1]), internalNotes: 'Replaced the fuser' });
		expect(found.record).toMatchObject({ technician: people[1], notes: 'Replaced the fuser' });
	});

	it('hides a text from clients when asked, beside what was internal, and never shows them one', async () => {
		const entry = await create(work({ visibility: 'public' }));
		simulator.control.edit('TimeEntries', Number(entry.id), { internalNotes: 'He never pays' });
		const [now] = [...(await connector.read('timeEntry', [entry.id])).values()];
		expect(now.record).toMatchObject({ notes: 'Replaced the drum', visibility: 'public' });
		const hidden = await connector.update('timeEntry', now, { visibility: 'internal' });
		expect(stored(hidden)).toMatchObject({ summaryNotes: '', internalNotes: 'Replaced the drum\n\nHe never pays' });
		const error = await failureOf(connector.update('timeEntry', hidden, { visibility: 'public' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { id: entry.id, field: 'visibility' } });
		expect(stored(hidden).summaryNotes).toBe('');
	});

	it('gives back time that moved, and touches none that was billed', async () => {
		const entry = await create(work());
		const moved = { ...entry, changedAt: '2020-01-01T00:00:00.000Z' };
		expect((await failureOf(connector.update('timeEntry', moved, { notes: 'x' }))).code).toBe('PRECONDITION');
		simulator.control.corrupt('TimeEntries', Number(entry.id), { billingApprovalDateTime: '2026-03-01T08:00:00.000' });
		const error = await failureOf(connector.update('timeEntry', entry, { notes: 'x' }));
		expect(error).toMatchObject({ code: 'REJECTED', subject: { id: entry.id, field: 'billed' } });
		expect(error.message).toContain('approved and posted for billing on 2026-03-01');
		expect(stored(entry).internalNotes).toBe('Replaced the drum');
	});
});

describe('reading time', () => {
	it('finds what changed, and no time of projects', async () => {
		const first = await connector.changes('timeEntry', null, 500);
		expect(first).toMatchObject({ rows: [], more: false });
		const entry = await create(work());
		const other = await create(work());
		simulator.control.corrupt('TimeEntries', Number(other.id), { ticketID: null, taskID: 5 });
		const calls = connector.calls();
		const second = await connector.changes('timeEntry', first.state, 500);
		expect(connector.calls() - calls).toBe(2);
		expect(second.rows.map(({ id }) => id)).toEqual([entry.id]);
	});

	it('finds time that was approved, though it may not be stamped as changed', async () => {
		const entry = await create(work());
		simulator.control.clock.set({ skewMs: 3_600_000 });
		const later = (await connector.changes('timeEntry', null, 500)).state;
		simulator.control.corrupt('TimeEntries', Number(entry.id), {
			billingApprovalDateTime: new Date(Date.now() + 3_600_000).toISOString().slice(0, 23),
		});
		const { rows } = await connector.changes('timeEntry', later, 500);
		expect(rows.map(({ record }) => record['billed'])).toEqual([true]);
	});

	it('finds several by id, and leaves out what is gone or no id at all', async () => {
		const entries = [await create(work()), await create(work({ hoursWorked: 3 }))];
		const found = await connector.read('timeEntry', [...entries.map(({ id }) => id), '999999', '__proto__', '1/2']);
		expect([...found.keys()].sort()).toEqual(entries.map(({ id }) => id).sort());
	});

	it('lists people, work types and roles by name', async () => {
		const fields = await connector.fields('timeEntry');
		const values = (name: string) => fields.find((one) => one.name === name)?.options?.map(({ value }) => value);
		expect(values('technician')).toEqual(people);
		expect(values('workType')).toEqual(
			expect.arrayContaining(['Remote Support', 'Onsite Support', 'Remote Support (old)']),
		);
		expect(values('workType')).not.toContain('Cabling Material');
		expect(values('workRole')).toEqual(['Technician', 'Systems Engineer']);
	});
});
