import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { autotaskBudget } from '../../sync/connectors/autotask';
import { TenantBudget } from '../../sync/connectors/http';
import type { SharedState } from '../../sync/model/shared-state';
import { openSqliteStore } from '../../sync/store/sqlite';
import { liveDay, type Day, type DayOptions } from '../connectors/http/budget/autotask-day';
import type { Say } from './say';

/** One simulated day of an Autotask database: calls are those of any 60 minutes where they are called a window. */
interface DayFigures {
	readonly used: number;
	/** What our calls and others' together may amount to in a day, by the vendor. */
	readonly allowed: number;
	readonly others: number;
	readonly worstWindow: number;
	readonly limit: number;
	readonly suspensions: number;
	readonly measurements: number;
	readonly interactiveRefused: number;
	/** Minutes of the day in which a change waited for calls. */
	readonly minutesLate: number;
	readonly backlog: number;
}

export interface BudgetFigures {
	/** Another tool makes 60 % of the calls; runs may bring the whole to 50 %, and to 75 %. */
	readonly others60: DayFigures;
	readonly others60Share75: DayFigures;
	readonly alone: DayFigures;
	/** What asking for leave costs, with the embedded store: microseconds, and changes of the shared state per 1,000 calls. */
	readonly cost: { readonly usPerCall: number; readonly changesPerThousand: number };
}

const HOURS = 24;
/** A first load of 2,000 changes at one o'clock, and one change a minute all day. */
const changesInMinute = (minute: number): number => (minute === 60 ? 2_000 : 1);

/** Lives through the days in virtual time, and measures the cost of a call in real time. */
export async function measureBudget(say: Say): Promise<BudgetFigures> {
	say('A simulated day in which another tool burns 60 % of the calls …');
	const day = async (options: Omit<DayOptions, 'changesInMinute'>): Promise<DayFigures> =>
		figures(await liveDay({ ...options, changesInMinute, hours: HOURS }));
	const others60 = await day({ othersInMinute: () => 100 });
	const others60Share75 = await day({ othersInMinute: () => 100, share: 0.75 });
	say('… and one in which nobody else calls …');
	const alone = await day({ othersInMinute: () => 0 });
	return { others60, others60Share75, alone, cost: await costOfLeave() };
}

function figures({ interactive, runs: _runs, runsCutShort: _cut, ...day }: Day): DayFigures {
	return { ...day, allowed: day.limit * HOURS, interactiveRefused: interactive.refused };
}

const CALLS = 3_000;

async function costOfLeave(): Promise<BudgetFigures['cost']> {
	const folder = mkdtempSync(join(tmpdir(), 'psa-sync-budget-'));
	const store = await openSqliteStore(join(folder, 'sync.sqlite'));
	try {
		let changes = 0;
		const counted: SharedState = {
			async changeState(key, change) {
				changes++;
				return await store.changeState(key, change);
			},
		};
		const budget = new TenantBudget('bench', counted).for('sync', autotaskBudget());
		const start = performance.now();
		for (let call = 0; call < CALLS; call++) {
			const leave = await budget.take({ endpoint: 'Tickets' });
			if ('refused' in leave) throw new Error(`The budget refused call ${call}: ${leave.refused.message}`);
			await leave.done({ headers: {}, dateMs: Math.floor(Date.now() / 1000) * 1000 });
		}
		const ms = performance.now() - start;
		return {
			usPerCall: Math.round((ms / CALLS) * 1000),
			changesPerThousand: Math.round((changes / CALLS) * 1000),
		};
	} finally {
		await store.close();
		rmSync(folder, { recursive: true, force: true });
	}
}
