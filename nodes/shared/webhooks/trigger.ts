import type { IDataObject, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { systemClock } from '../../../sync/model/clock';
import { toNodeError } from '../node-errors';
import { LEAST_GAP_MS, LONGEST_GAP_MS, LONGEST_RUN_MS, RunLoop, type RunReason } from '../run-loop';
import { runOnce } from '../run-once';
import { onWakeUp, wakeUp, type WakeReason } from '../wake-up';
import { hintItem, sampleHint, type Hint } from './hint';
import { inboxOf, onBell, takeHints } from './inbox';
import { readPurpose } from './parameters';
import type { TriggerSystem } from './trigger-system';

/** How often hints are looked for that another process has left; one read of the store each. */
const LOOK_MS = 1_000;
const MOST_ITEMS = 1_000;

/**
 * Passes events on for as long as the workflow is active: to When Due where the sync has one, else into runs of this
 * workflow, one after another. In the editor it starts the workflow with the event that came, or with a sample.
 */
export async function trigger(this: ITriggerFunctions, { system }: TriggerSystem): Promise<ITriggerResponse> {
	const sync = inNode(this, () => readPurpose(this));
	const isTest = this.getMode() === 'manual';
	const inbox = inboxOf(this.getWorkflow().id, this.getNode().id, isTest);
	if (isTest) {
		return {
			manualTriggerFunction: async () => {
				const hints = await takeHints(inbox);
				const shown = hints.length > 0 ? hints : [sampleHint(system, systemClock.now())];
				this.emit([this.helpers.returnJsonArray(shown.map((hint) => hintItem(hint, syncFields(sync))))]);
			},
		};
	}
	const runs = new EventRuns(this, sync);
	const look = async (): Promise<void> => {
		try {
			const hints = await takeHints(inbox);
			if (hints.length === 0) return;
			if (sync === null) runs.add('webhook', hints);
			else wakeUp(sync, 'webhook', hints);
		} catch (error) {
			this.logger.warn(`"${this.getNode().name}" could not look for events`, {
				reason: error instanceof Error ? error.message : 'unknown',
			});
		}
	};
	const timer = setInterval(() => void look(), LOOK_MS);
	timer.unref();
	const stops = [() => clearInterval(timer), onBell(inbox, () => void look()), () => runs.stop()];
	if (sync !== null) stops.push(onWakeUp(sync, (reason, hints) => runs.add(reason, hints), 'substitutes'));
	return {
		closeFunction: async () => {
			for (const stop of stops) stop();
		},
	};
}

/** Runs of the trigger's own workflow, each with the events that have come since the last one. */
class EventRuns {
	readonly #hints: Hint[] = [];
	readonly #loop: RunLoop;

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

	async #run(reason: RunReason): ReturnType<typeof runOnce> {
		const hints = this.#hints.splice(0, MOST_ITEMS);
		const fields = { ...syncFields(this.sync), ...(this.sync !== null && { reason }) };
		const items = hints.length > 0 ? hints.map((hint) => hintItem(hint, fields)) : [fields];
		const what = this.sync === null ? `"${this.context.getNode().name}"` : `the sync "${this.sync}"`;
		const end = await runOnce(this.context, items, what);
		if (this.#hints.length > 0) this.#loop.wake('webhook');
		return end;
	}
}

function syncFields(sync: string | null): IDataObject {
	return sync === null ? {} : { syncKey: sync };
}

function inNode<T>(context: ITriggerFunctions, work: () => T): T {
	try {
		return work();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
