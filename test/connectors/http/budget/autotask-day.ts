import { autotaskBudget } from '../../../../sync/connectors/autotask';
import { LocalState, TenantBudget, type ApiBudget, type Usage } from '../../../../sync/connectors/http';
import { SimulatedVendor } from './simulated-vendor';
import { VirtualTime } from './virtual-time';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIMIT = 10_000;

export interface DayOptions {
	/** What another tool calls in each minute of the day. */
	readonly othersInMinute: (minute: number) => number;
	/** Changes that come up in each minute; a change takes two calls. */
	readonly changesInMinute: (minute: number) => number;
	readonly hours?: number;
	readonly share?: number;
	readonly random?: () => number;
}

export interface Day {
	/** Our calls, and those of others. */
	readonly used: number;
	readonly others: number;
	/** Most calls of everybody in any 60 minutes, and most of ours. */
	readonly worstWindow: number;
	readonly limit: number;
	/** Calls beyond the limit: each suspends the API of the whole database. */
	readonly suspensions: number;
	/** How often the vendor was asked what is spent. */
	readonly measurements: number;
	/** Runs that ended because nothing was left, of how many. */
	readonly runsCutShort: number;
	readonly runs: number;
	/** Minutes in which something waited that could have been done without a limit. */
	readonly minutesLate: number;
	/** Changes that were not carried out by the end of the day. */
	readonly backlog: number;
	/** Calls of people, and those of them that were refused. */
	readonly interactive: { readonly calls: number; readonly refused: number };
}

/**
 * A day of one Autotask database in virtual time: two syncs whose runs start every minute on two workers with clocks of
 * their own, a person who opens a drop-down every five minutes, and another tool that spends from the same calls.
 */
export async function liveDay(options: DayOptions): Promise<Day> {
	const { othersInMinute, changesInMinute, hours = 24, share = 0.5, random = () => 0.5 } = options;
	const time = new VirtualTime();
	const start = time.now;
	const end = start + hours * HOUR;
	const vendor = new SimulatedVendor(time, { limit: LIMIT, windowMs: HOUR, skewMs: 7_000, saysRetryAfter: true });
	const shared = new LocalState();
	const policy = autotaskBudget(share);
	const workers = [-20 * MINUTE, 3 * HOUR].map(
		(apart) =>
			new TenantBudget('autotask', shared, { clock: { now: () => time.now + apart }, sleep: time.sleep, random }),
	);
	const [tally, interactive] = [
		{ others: 0, measurements: 0, runsCutShort: 0, runs: 0, minutesLate: 0 },
		{ calls: 0, refused: 0 },
	];
	let backlog = 0;

	/** @returns whether the call was sent */
	const call = async (budget: ApiBudget, endpoint: string | undefined, metering = false): Promise<boolean> => {
		const leave = await budget.take({ endpoint, metering });
		if ('refused' in leave) return false;
		await leave.done(await vendor.call(200, endpoint));
		return true;
	};
	const budgetFor = (worker: number, use: 'sync' | 'interactive'): ApiBudget => {
		const budget = workers[worker].for(use, policy);
		budget.measuredBy(async (): Promise<Usage | undefined> => {
			tally.measurements++;
			const sent = await call(budget, 'ThresholdInformation', true);
			return sent ? { calls: vendor.inWindow(), limit: LIMIT, windowMs: HOUR } : undefined;
		});
		return budget;
	};
	/** Three lists, then what waits, one change after the other. */
	const run = async (worker: number): Promise<boolean> => {
		const budget = budgetFor(worker, 'sync');
		for (const list of ['Companies', 'Contacts', 'Tickets']) if (!(await call(budget, list))) return false;
		while (backlog > 0) {
			backlog--;
			if ((await call(budget, 'Tickets')) && (await call(budget, 'Tickets'))) continue;
			backlog++;
			return false;
		}
		return true;
	};
	const sync = async (worker: number): Promise<void> => {
		while (time.now < end) {
			const began = time.now;
			tally.runs++;
			if (!(await run(worker))) tally.runsCutShort++;
			await time.sleep(Math.max(1_000, began + MINUTE - time.now));
		}
	};
	const person = async (): Promise<void> => {
		const budget = budgetFor(0, 'interactive');
		while (time.now < end) {
			await time.sleep(5 * MINUTE);
			interactive.calls++;
			if (!(await call(budget, 'Companies'))) interactive.refused++;
		}
	};
	const world = async (): Promise<void> => {
		for (let minute = 0; minute < hours * 60; minute++) {
			if (backlog > 0) tally.minutesLate++;
			backlog += changesInMinute(minute);
			const calls = othersInMinute(minute);
			tally.others += calls;
			vendor.othersCall(calls);
			await time.sleep(MINUTE);
		}
	};
	// Each worker begins with the look-up of the zone.
	for (const worker of [0, 1]) void call(budgetFor(worker, 'sync'), undefined).then(() => sync(worker));
	void person();
	void world();
	await time.runUntil(end);
	const { arrived: used, worst: worstWindow, refused: suspensions } = vendor;
	return { used, worstWindow, limit: LIMIT, suspensions, backlog, interactive, ...tally };
}
