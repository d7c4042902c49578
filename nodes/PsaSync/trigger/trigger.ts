import type { IDataObject, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../../sync/model/clock';
import { SyncError } from '../../../sync/model/errors';
import { toNodeError } from '../../shared/node-errors';
import { LEAST_GAP_MS, LONGEST_GAP_MS, LONGEST_RUN_MS, RunLoop, type RunReason } from '../../shared/run-loop';
import { runOnce } from '../../shared/run-once';
import { parseSyncKey } from '../../shared/sync-key';
import { listenForWord } from '../../shared/wake-elsewhere';
import { onWakeUp } from '../../shared/wake-up';
import { DEFAULT_INTERVAL_S, LONGEST_INTERVAL_S } from './properties';

/** n8n has to finish activating the workflow first. */
const FIRST_RUN_MS = 1_000;

const interval = z.coerce.number().min(1).max(LONGEST_INTERVAL_S);

/**
 * Runs the loop for as long as the workflow is active; in the editor it starts the workflow once. One that starts by
 * hand does nothing while the workflow is active.
 */
export async function trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
	if (this.getNodeParameter('starts', 'byItself') === 'byHand') {
		const item = { startedAt: new Date(systemClock.now()).toISOString() };
		return { manualTriggerFunction: async () => this.emit([this.helpers.returnJsonArray(item)]) };
	}
	const { sync, intervalMs } = readParameters(this);
	if (this.getMode() === 'manual') {
		return { manualTriggerFunction: async () => this.emit([this.helpers.returnJsonArray(startItem(sync, 'manual'))]) };
	}
	const loop = new RunLoop({
		intervalMs,
		leastGapMs: LEAST_GAP_MS,
		longestGapMs: LONGEST_GAP_MS,
		longestRunMs: LONGEST_RUN_MS,
		run: async (reason) => await runOnce(this, [startItem(sync, reason)], `the sync "${sync}"`),
		// Of the process, not of the day: a clock that is set back by an hour must not stop the runs for an hour.
		now: () => performance.now(),
	});
	const stops = [onWakeUp(sync, (reason) => loop.wake(reason)), listenForWord(sync, () => loop.wake())];
	loop.start(FIRST_RUN_MS);
	return {
		closeFunction: async () => {
			for (const stop of stops) stop();
			loop.stop();
		},
	};
}

function readParameters(context: ITriggerFunctions): { sync: string; intervalMs: number } {
	try {
		const sync = parseSyncKey(context.getNodeParameter('syncKey'));
		const seconds = interval.safeParse(context.getNodeParameter('interval', DEFAULT_INTERVAL_S));
		if (!seconds.success) {
			throw new SyncError('BAD_INPUT', `"Every (Seconds)" must be a number from 1 to ${LONGEST_INTERVAL_S}.`);
		}
		return { sync, intervalMs: seconds.data * 1000 };
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

function startItem(sync: string, reason: RunReason): IDataObject {
	return { syncKey: sync, reason, startedAt: new Date(systemClock.now()).toISOString() };
}
