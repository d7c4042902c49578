import type { IDataObject, IRun, ITriggerFunctions } from 'n8n-workflow';
import type { RunEnd } from './run-loop';

/** Starts the workflow of a trigger with the given items and waits until the run has ended; never rejects. */
export async function runOnce(context: ITriggerFunctions, items: IDataObject[], what: string): Promise<RunEnd> {
	try {
		const done = context.helpers.createDeferredPromise<IRun>();
		context.emit([context.helpers.returnJsonArray(items)], undefined, done);
		const run: IRun | undefined = await done.promise;
		return run?.status === 'error' || run?.status === 'crashed' || run?.data.resultData.error ? 'failure' : 'success';
	} catch (error) {
		// n8n has logged the run itself; the loop goes on.
		context.logger.warn(`A run of ${what} could not be carried out`, {
			reason: error instanceof Error ? error.message : 'unknown',
		});
		return 'failure';
	}
}
