import { resolve } from 'node:path';
import { AutotaskBench } from './autotask-bench';

const TRAFFIC = resolve(__dirname, '../.traffic/autotask-time.jsonl');

let bench: AutotaskBench;
let ticketId: string;
let ticketID: number;
let companyID: number;
let contractID: number;
let technician: string;

beforeEach(async () => {
	bench = await AutotaskBench.start({ record: TRAFFIC, companies: 1 });
	await bench.settle();
	const { control } = bench.autotask;
	[{ id: contractID, companyID }] = control.records('Contracts') as { id: number; companyID: number }[];
	const [person] = control.records('Resources');
	technician = `${person.firstName} ${person.lastName}`;
	const fields = { title: 'Printer is on fire', companyID, contractID, status: 1, priority: 2, queueID: 5 };
	ticketID = Number(control.create('Tickets', fields).id);
	await bench.settle();
	ticketId = String(bench.platform.control.list('ticket')[0].id);
});
afterEach(async () => await bench.stop());

const worked = (more: Record<string, unknown> = {}): string =>
	bench.platform.control.create('timeEntry', {
		ticketId,
		technician,
		startedAt: '2026-02-27T09:00:00Z',
		minutes: 50,
		notes: 'Replaced the drum',
		...more,
	} as never).id;
const psaTime = () => bench.autotask.control.records('TimeEntries');
const platformTime = () => bench.platform.control.list('timeEntry');

test('time of the platform becomes billable time in Autotask, is invoiced there, and comes back locked', async () => {
	const [agreement] = bench.platform.control.list('agreement');
	expect(agreement).toMatchObject({ type: 'Recurring Service', active: true, endsOn: '2030-12-31' });
	expect(bench.platform.control.list('ticket')[0]).toMatchObject({ agreementId: agreement.id });
	worked({ agreementId: agreement.id, workType: 'Onsite', visibility: 'public' });
	await bench.settle();
	const [entry] = psaTime();
	expect(entry).toMatchObject({
		ticketID,
		contractID,
		startDateTime: '2026-02-27T09:00:00.000',
		endDateTime: '2026-02-27T09:50:00.000',
		summaryNotes: 'Replaced the drum',
		isNonBillable: false,
	});
	expect(platformTime()).toMatchObject([{ minutes: 50, locked: false, technician }]);
	const [invoice] = bench.autotask.control.bill();
	await bench.settle();
	const { invoiceTotal } = bench.autotask.control.record('Invoices', invoice) ?? {};
	const [told] = bench.platform.control.list('invoice');
	expect(told).toMatchObject({ total: invoiceTotal, kind: 'invoice', status: 'sent', currency: 'USD' });
	expect(platformTime()).toMatchObject([{ minutes: 50, locked: true, invoiceId: told.id }]);
	bench.autotask.control.reopen(invoice);
	bench.pass(5 * 3600);
	await bench.settle();
	expect(platformTime()).toMatchObject([{ minutes: 50, locked: false, invoiceId: null }]);
	expect(bench.platform.control.list('invoice')).toMatchObject([{ status: 'void' }]);
	expect(await bench.openReviews()).toEqual([]);
});

test('time that Autotask closes its week for waits for a person, who is told whose and which', async () => {
	const [{ id }] = bench.autotask.control.records('Resources');
	bench.autotask.control.timesheet(Number(id), '2026-02-27', 'approved');
	worked();
	await bench.settle();
	expect(psaTime()).toEqual([]);
	const [review] = await bench.openReviews();
	expect(review).toMatchObject({ kind: 'deadLetter', entity: 'timeEntry', side: 'psa' });
	expect(review.message).toContain(`the timesheet of ${technician} for the week of 2026-02-23`);
});

test('edits of both sides meet, and internal notes stay internal', async () => {
	worked({ notes: 'He never pays', visibility: 'internal' });
	await bench.settle();
	const [{ id }] = psaTime();
	bench.autotask.control.edit('TimeEntries', Number(id), {
		startDateTime: '2026-02-27T10:00:00',
		endDateTime: '2026-02-27T10:20:00',
		internalNotes: 'He never pays, ever',
	});
	bench.platform.control.edit('timeEntry', String(platformTime()[0].id), { billable: false });
	await bench.settle();
	expect(psaTime()).toMatchObject([{ isNonBillable: true, summaryNotes: null, internalNotes: 'He never pays, ever' }]);
	expect(platformTime()).toMatchObject([
		{
			minutes: 20,
			startedAt: '2026-02-27T10:00:00.000Z',
			billable: false,
			notes: 'He never pays, ever',
			visibility: 'internal',
		},
	]);
	expect(psaTime()).toHaveLength(1);
});
