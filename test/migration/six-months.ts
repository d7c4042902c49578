import { Random } from '../../sandbox/seed/random';
import type { Phase } from '../../sync/model/phase';
import { wrongInReport } from './books';
import type { Msp } from './msp';
import { People, STRANGER } from './people';
import { runInWeather, type WeatherLog } from './weather';

export interface Length {
	readonly seed: number;
	/** Working days in each of the six months. */
	readonly days: number;
	/** What people do in a day, on both sides together. */
	readonly edits: number;
}

/** What happens in a month beside daily work. */
interface MonthPlan {
	/** Companies that move to the portal, by number, each on a day of its own. */
	readonly moves?: readonly number[];
	/** Where the sync is switched to when the month has been billed. */
	readonly then?: Phase;
	/** An invoice of the month before is credited in part, or opened once more. */
	readonly corrects?: 'credit' | 'reopen';
	readonly newCompany?: 'psa' | 'platform';
}

/** 1, 1 → 2, a step back to 1, 2 again, 3. */
const MONTHS: readonly MonthPlan[] = [
	{ newCompany: 'psa', then: 2 },
	{ moves: [0, 1], then: 1 },
	{ newCompany: 'platform', corrects: 'credit', then: 2 },
	{ moves: [2, 3], corrects: 'reopen' },
	{ moves: [4, 5, 6], then: 3 },
	{},
];
const FIRST_MONTH = Date.UTC(2026, 2, 1);
const DAY_S = 24 * 3600;
const RUNS_A_DAY = 3;
const STARTING_TICKETS = 6;

export interface History {
	readonly weather: WeatherLog;
	readonly phases: Phase[];
	/** Numbers of all invoices, by month. */
	readonly billed: string[][];
	reopened: number;
	credits: number;
	refusedByPlatform: number;
	/** What is wrong in the billing reports, one of which people click for each month. */
	readonly reports: { looked: number; readonly wrong: string[] };
}

/** Six months in the life of an MSP that leaves its PSA. At the end nothing is on its way any more. */
export async function sixMonths(msp: Msp, { seed, days, edits }: Length): Promise<History> {
	const random = new Random(seed);
	const people = new People(msp, random);
	const history: History = {
		weather: {},
		phases: [1],
		billed: [],
		reopened: 0,
		credits: 0,
		refusedByPlatform: 0,
		reports: { looked: 0, wrong: [] },
	};
	// What was there before anybody thought of a sync.
	for (let ticket = 0; ticket < STARTING_TICKETS; ticket++) {
		const known = people.newTicket('psa');
		people.note('psa', ticket % 2 === 0 ? 'public' : 'internal', known);
		people.time('psa', { on: known });
	}
	await msp.settle();

	for (const [month, plan] of MONTHS.entries()) {
		const moves = [...(plan.moves ?? [])];
		for (let day = 0; day < days; day++) {
			begin(msp, month, day, days);
			if (day === 0 && plan.newCompany) people.newCompany(plan.newCompany);
			if (day === Math.floor(days / 2)) people.time('platform', { technician: STRANGER });
			// Companies go one by one, the rest of them on the last day.
			for (const company of day === days - 1 ? moves.splice(0) : moves.splice(0, 1)) {
				const name = people.companies[company];
				if (name !== undefined) await msp.move(name);
			}
			for (let run = 0; run < RUNS_A_DAY; run++) {
				people.work(Math.ceil(edits / RUNS_A_DAY));
				await runInWeather(msp, random, history.weather);
				msp.pass(random.integer(30, 150) * 60);
			}
		}
		await closeMonth(msp, people, random, history, month, plan);
		if (plan.then) {
			await msp.switchTo(plan.then);
			history.phases.push(plan.then);
		}
	}
	await msp.settle();
	return history;
}

/** The morning of a working day; days are spread over their month. */
function begin(msp: Msp, month: number, day: number, days: number): void {
	const first = new Date(FIRST_MONTH);
	first.setUTCMonth(first.getUTCMonth() + month);
	const morning = first.getTime() + (1 + Math.floor((day * 26) / days)) * DAY_S * 1000 + 8 * 3600 * 1000;
	msp.pass(Math.max(0, Math.floor((morning - Date.now()) / 1000)));
}

/**
 * The month is billed in the PSA; before the platform hears of it somebody corrects what is billed there. Late entries
 * follow. An invoice of last month is credited in part, or opened again and its corrections sent once more.
 */
async function closeMonth(
	msp: Msp,
	people: People,
	random: Random,
	history: History,
	month: number,
	plan: MonthPlan,
): Promise<void> {
	await msp.settle();
	await nameStrangers(msp, random);
	const bills = msp.psa.bill(new Date(Date.now()).toISOString());
	history.billed.push(bills);
	const billed = msp.memory.times.filter(({ ids }) => ids.psa !== undefined && ids.platform !== undefined).slice(-12);
	const onInvoice = billed.filter(({ ids }) => msp.psa.invoiceOf(ids.psa ?? '') !== undefined);
	for (const known of onInvoice.slice(0, 2)) {
		if (people.correct(known, 'platform')) known.late = true;
		else history.refusedByPlatform++;
	}
	people.time('platform', { daysAgo: 20 });
	if (bills[0] !== undefined) msp.psa.pay(bills[0]);
	await msp.settle();

	const [last] = history.billed[month - 1] ?? [];
	if (plan.corrects === 'credit' && last !== undefined) {
		msp.psa.credit(last, random.integer(100, 9_999) / 100);
		history.credits++;
	}
	if (plan.corrects === 'reopen') await reopen(msp, history);
	await msp.settle();
	history.reports.looked++;
	history.reports.wrong.push(...(await wrongInReport(msp)));
}

/** The invoice of an entry that was corrected after it was billed is opened again, and what waited is sent once more. */
async function reopen(msp: Msp, history: History): Promise<void> {
	const late = msp.memory.times.find((known) => known.late && msp.psa.invoiceOf(known.ids.psa ?? '') !== undefined);
	const invoice = late && msp.psa.invoiceOf(late.ids.psa ?? '');
	if (invoice === undefined)
		throw new Error('No entry waits that was corrected after it was billed: the month proves nothing.');
	const freed = msp.memory.times.filter((known) => known.late && msp.psa.invoiceOf(known.ids.psa ?? '') === invoice);
	msp.psa.reopen(invoice);
	history.reopened++;
	msp.pass(5 * 3600);
	await msp.settle();
	const ids = new Set(freed.map(({ ids: { psa } }) => psa));
	for (const review of await msp.openReviews()) {
		if (review.kind !== 'deadLetter' || !ids.has(review.psaId ?? undefined)) continue;
		await (await msp.store()).resolveReview(review.id, { choice: 'retry' }, Date.now(), 'ann');
	}
	for (const known of freed) known.late = false;
}

/** Whose time nobody in the PSA could be found for is told by name, as the entry about it asks. */
async function nameStrangers(msp: Msp, random: Random): Promise<void> {
	for (const { id, technician } of msp.platform.times()) {
		if (technician === STRANGER) msp.platform.editTime(id, { technician: random.pick(msp.psa.technicians()) });
	}
	await msp.settle();
}
