import { resolve } from 'node:path';
import { CATALOGUES } from '../../sync/connectors/catalogues';
import { compileMapping } from '../../sync/mapping/compile';
import { autotaskPlatformMappings } from '../../sync/mapping/presets/autotask-platform';
import type { FieldMap } from '../../sync/pipeline';
import { billingReport, type BillingReport } from '../../sync/pipeline/billing';
import { AutotaskBench } from './autotask-bench';
import { SYNC } from './bench';

const TRAFFIC = resolve(__dirname, '../.traffic/billing-month.jsonl');
const PERIOD = { from: '2026-02-01', to: '2026-03-31', zone: 'UTC' };
const HOUR = 3600;

function timeMap(): FieldMap {
	const mapping = autotaskPlatformMappings.find(({ entity }) => entity === 'timeEntry');
	const [psa, platform] = [CATALOGUES.autotask?.entities.timeEntry, CATALOGUES.platform?.entities.timeEntry];
	if (!mapping || !psa || !platform) throw new Error('there is no field map of time entries');
	return { mapping, compiled: compileMapping(mapping, { psa, platform }) };
}

let bench: AutotaskBench;

/** Some hours later, so that also what no change time tells of is read again. */
async function later(): Promise<void> {
	bench.pass(5 * HOUR);
	await bench.settle();
}

async function reportOfMonth(): Promise<BillingReport> {
	return await billingReport(await bench.store(), { sync: SYNC, period: PERIOD, maps: [timeMap()] });
}

beforeEach(async () => {
	bench = await AutotaskBench.start({ record: TRAFFIC, companies: 2 });
});
afterEach(async () => await bench.stop());

/** What the two systems themselves hold, reckoned without the sync. */
function books() {
	const { control: psa } = bench.autotask;
	const { control: platform } = bench.platform;
	const cents = (total: unknown): number => Math.round(Number(total) * 100);
	const invoices = psa.records('Invoices').filter(({ isVoided }) => isVoided !== true);
	const told = platform.list('invoice').filter(({ status }) => status !== 'void');
	const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
	return {
		psaMinutes: sum(
			psa
				.records('TimeEntries')
				.map((row) => (Date.parse(`${row.endDateTime}Z`) - Date.parse(`${row.startDateTime}Z`)) / 60_000),
		),
		platformMinutes: sum(platform.list('timeEntry').map(({ minutes }) => Number(minutes))),
		psaBilled: sum(
			psa
				.records('TimeEntries')
				.filter((row) => row.billingApprovalDateTime)
				.map((row) => (Date.parse(`${row.endDateTime}Z`) - Date.parse(`${row.startDateTime}Z`)) / 60_000),
		),
		psaCents: sum(invoices.map(({ invoiceTotal }) => cents(invoiceTotal))),
		platformCents: sum(told.map(({ total }) => cents(total))),
	};
}

/** The report says what the systems hold, to the minute and the cent. */
function expectBooks({ total }: BillingReport): void {
	const held = books();
	const cents = (text: string | undefined) => Math.round(Number(text ?? 0) * 100);
	expect({
		psaMinutes: total.time.psa.minutes,
		platformMinutes: total.time.platform.minutes,
		psaBilled: total.time.psa.billed,
		psaCents: cents(total.amounts[0]?.psa),
		platformCents: cents(total.amounts[0]?.platform),
	}).toEqual(held);
	expect(total.amounts.length).toBeLessThanOrEqual(1);
}

const reasonsOf = ({ companies }: BillingReport) =>
	companies.flatMap(({ waiting }) => waiting.map(({ reason }) => reason));

test('a month of billing: late entries, edits after billing, a credit, a re-opened period; the books agree to the minute and the cent', async () => {
	const { control: psa } = bench.autotask;
	const { control: platform } = bench.platform;
	await bench.settle();
	const [person] = psa.records('Resources');
	const technician = `${person.firstName} ${person.lastName}`;
	const companies = psa.records('Companies').filter(({ companyType }) => companyType === 1);
	for (const { id } of companies.slice(0, 2)) {
		psa.create('Tickets', { title: `Work for ${String(id)}`, companyID: id, status: 1, priority: 2, queueID: 5 });
	}
	await bench.settle();
	const tickets = platform.list('ticket');
	expect(tickets).toHaveLength(2);
	const work = (ticket: number, day: number, minutes: number, more: object = {}): string =>
		platform.create('timeEntry', {
			ticketId: String(tickets[ticket].id),
			technician,
			startedAt: `2026-02-${String(day).padStart(2, '0')}T09:00:00Z`,
			minutes,
			notes: `Day ${day}`,
			...more,
		} as never).id;

	// The month: odd minutes, some of it not billable.
	const entries = [1, 7, 13, 50, 59, 61].map((minutes, index) => work(index % 2, 2 + index, minutes));
	work(0, 16, 20, { billable: false });
	const lateInTheMonth = work(1, 24, 125);
	await bench.settle();
	let report = await reportOfMonth();
	expect([report.total.agrees, reasonsOf(report)]).toEqual([true, []]);
	expect(report.total.time.psa).toEqual({ minutes: 336, billable: 316, billed: 0 });
	expectBooks(report);

	// The first half is billed, and before the platform hears of it somebody edits what is billed there.
	const [first] = psa.bill({ until: '2026-02-15' });
	platform.edit('timeEntry', entries[0], { minutes: 11 } as never);
	await bench.settle();
	report = await reportOfMonth();
	expect(reasonsOf(report)).toEqual(['locked']);
	expect([report.total.time.psa.billed, report.total.difference.minutes]).toEqual([191, -10]);
	expect(report.total.invoices).toEqual({ psa: 2, platform: 2 });
	expectBooks(report);

	// A late entry of the billed half, and work on an agreement that Autotask does not know.
	const late = work(0, 10, 33);
	const stray = platform.create('agreement', {
		companyId: String(tickets[1].companyId),
		name: 'Only on the platform',
	} as never).id;
	const unsure = work(1, 11, 44, { agreementId: stray });
	await bench.settle();
	report = await reportOfMonth();
	expect(report.total.agrees).toBe(false);
	expect(
		reasonsOf(report)
			.filter((reason) => reason !== 'waiting')
			.sort(),
	).toEqual(['locked', 'waitingForParent']);
	expect(report.total.difference).toMatchObject({ minutes: -54 });
	expectBooks(report);
	const waiting = report.companies.flatMap((one) => one.waiting);
	expect(waiting.find(({ reason }) => reason === 'waitingForParent')).toMatchObject({
		platformId: unsure,
		psaId: null,
		minutes: 44,
	});
	// Never guessed: Autotask has no such entry, with another agreement or with none.
	expect(psa.records('TimeEntries')).toHaveLength(9);
	expect(platform.list('timeEntry').map(({ id }) => id)).toContain(late);

	// A credit; then the period is opened again, and what waited is sorted out by people.
	psa.credit(first, 12.34);
	await later();
	expectBooks(await reportOfMonth());
	psa.reopen(first);
	await later();
	for (const review of await (await bench.store()).reviews(SYNC, { status: 'open', limit: 10 })) {
		if (review.kind !== 'deadLetter') continue;
		await (await bench.store()).resolveReview(review.id, { choice: 'retry' }, Date.now(), 'ann');
	}
	platform.edit('timeEntry', unsure, { agreementId: null } as never);
	await later();
	report = await reportOfMonth();
	expectBooks(report);
	expect([report.total.agrees, reasonsOf(report)]).toEqual([true, []]);

	// All of it is billed.
	psa.bill();
	await later();
	report = await reportOfMonth();
	expectBooks(report);
	expect([report.total.agrees, reasonsOf(report)]).toEqual([true, []]);
	expect(report.total.time.psa.billed).toBe(report.total.time.psa.minutes);
	expect(report.total.time.psa.minutes).toBe(336 + 10 + 33 + 44);
	expect(platform.list('timeEntry').every(({ locked }) => locked)).toBe(true);
	expect(platform.list('timeEntry').map(({ id }) => id)).toContain(lateInTheMonth);
}, 180_000);
