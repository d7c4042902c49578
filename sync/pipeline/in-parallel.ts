import type { SyncError } from '../model/errors';

/**
 * Runs tasks with at most `width` at a time, until one returns an error that stops all: what was not begun by then is
 * handed to `skipped`. What was begun is always finished.
 *
 * @returns the error that stopped the run, or null.
 */
export async function inParallel<T>(
	tasks: readonly T[],
	width: number,
	handlers: {
		readonly run: (task: T, index: number) => Promise<SyncError | null>;
		readonly skipped: (task: T, error: SyncError) => Promise<void>;
	},
): Promise<SyncError | null> {
	let next = 0;
	let stopped: SyncError | null = null;
	const worker = async (): Promise<void> => {
		while (next < tasks.length) {
			const index = next++;
			if (stopped) await handlers.skipped(tasks[index], stopped);
			else stopped = (await handlers.run(tasks[index], index)) ?? stopped;
		}
	};
	const results = await Promise.allSettled(Array.from({ length: Math.min(width, tasks.length) }, worker));
	const broken = results.find((result) => result.status === 'rejected');
	if (broken) throw broken.reason;
	return stopped;
}
