import type { IRun, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../../sync/model/clock';
import { SyncError } from '../../../sync/model/errors';
import { toNodeError } from '../../shared/node-errors';
import { parseSyncKey } from '../../shared/sync-key';
import { onWakeUp } from '../../shared/wake-up';
import { DEFAULT_INTERVAL_S, LONGEST_INTERVAL_S } from './properties';
import { RunLoop, type RunEnd, type RunReason } from './run-loop';

/** n8n has to finish activating the workflow first. */
const FIRST_RUN_MS = 1_000;
const LEAST_GAP_MS = 1_000;
const LONGEST_RUN_MS = 60 * 60_000;

const interval = z.coerce.number().min(1).max(LONGEST_INTERVAL_S);

/** Runs the loop for as long as the workflow is active; in the editor it starts the workflow once. */
export async function trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
	const { sync, intervalMs } = readParameters(this);
	if (this.getMode() === 'manual') {
		return { manualTriggerFunction: async () => this.emit(startItem(this, sync, 'manual')) };
	}
	const loop = new RunLoop({
		intervalMs,
		leastGapMs: LEAST_GAP_MS,
		longestRunMs: LONGEST_RUN_MS,
		run: async (reason) => await runOnce(this, sync, reason),
		// Of the process, not of the day: a clock that is set back by an hour must not stop the runs for an hour.
		now: () => performance.now(),
	});
	const stopListening = onWakeUp(sync, () => loop.wake());
	loop.start(FIRST_RUN_MS);
	return {
		closeFunction: async () => {
			stopListening();
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

/** Starts the workflow and waits until the run has ended. */
async function runOnce(context: ITriggerFunctions, sync: string, reason: RunReason): Promise<RunEnd> {
	try {
		const done = context.helpers.createDeferredPromise<IRun>();
		context.emit(startItem(context, sync, reason), undefined, done);
		const run: IRun | undefined = await done.promise;
		return run?.status === 'error' || run?.status === 'crashed' || run?.data.resultData.error ? 'failure' : 'success';
	} catch (error) {
		// n8n has logged the run itself; the loop goes on by its interval.
		context.logger.warn(`A run of the sync "${sync}" could not be carried out`, {
			reason: error instanceof Error ? error.message : 'unknown',
		});
		return 'failure';
	}
}

function startItem(
	context: ITriggerFunctions,
	sync: string,
	reason: RunReason,
): ReturnType<ITriggerFunctions['helpers']['returnJsonArray']>[] {
	return [
		context.helpers.returnJsonArray({ syncKey: sync, reason, startedAt: new Date(systemClock.now()).toISOString() }),
	];
}
