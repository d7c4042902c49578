import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { LEAST_GAP_MS, LONGEST_GAP_MS, LONGEST_RUN_MS, RunLoop, type RunEnd, type RunReason } from '../run-loop';
import { runOnce } from '../run-once';
import type { WakeReason } from '../wake-up';
import { hintItem, type Hint } from './hint';

/** As many items as a run is started with. */
const MOST_ITEMS = 1_000;

/** Runs of a trigger's own workflow, one after another, each with the events that have come since the last one. */
export class EventRuns {
	readonly #hints: Hint[] = [];
	readonly #loop: RunLoop;

	/** @param sync null where events are passed on, and nothing but they starts a run */
	constructor(
		private readonly context: ITriggerFunctions,
		private readonly sync: string | null,
	) {
		this.#loop = new RunLoop({
			intervalMs: null,
			leastGapMs: LEAST_GAP_MS,
			longestGapMs: LONGEST_GAP_MS,
			longestRunMs: LONGEST_RUN_MS,
			run: async (reason) => await this.#run(reason),
			now: () => performance.now(),
		});
	}

	add(reason: WakeReason, hints: readonly Hint[]): void {
		this.#hints.push(...hints);
		this.#loop.wake(reason);
	}

	stop(): void {
		this.#loop.stop();
	}

	async #run(reason: RunReason): Promise<RunEnd> {
		const hints = this.#hints.splice(0, MOST_ITEMS);
		const fields = { ...syncFields(this.sync), ...(this.sync !== null && { reason }) };
		const items = hints.length > 0 ? hints.map((hint) => hintItem(hint, fields)) : [fields];
		const what = this.sync === null ? `"${this.context.getNode().name}"` : `the sync "${this.sync}"`;
		const end = await runOnce(this.context, items, what);
		if (this.#hints.length > 0) this.#loop.wake('webhook');
		return end;
	}
}

export function syncFields(sync: string | null): IDataObject {
	return sync === null ? {} : { syncKey: sync };
}
