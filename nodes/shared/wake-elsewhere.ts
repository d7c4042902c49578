import { systemClock } from '../../sync/model/clock';
import { openStore } from './store';

/**
 * n8n in queue mode carries out runs in workers, and starts them from its leading process. What a run has to say to the
 * triggers goes through the store then.
 */
export function isQueueMode(): boolean {
	return process.env.EXECUTIONS_MODE === 'queue';
}

/** How often the triggers look for it; one read of the store each. */
const LOOK_MS = 1_000;
/** One would do; more are taken along. */
const MOST_NOTES = 1_000;

const inboxOf = (sync: string): string => `wake:${sync}`;

/** Leaves word for the process that starts the runs of a sync. It is a hint: where it is lost, the interval applies. */
export function leaveWord(sync: string): void {
	openStore()
		.then((store) => store.leaveNotes(inboxOf(sync), [true], systemClock.now()))
		.catch(() => {
			// A store that fails is told of by the run that needs it.
		});
}

/**
 * Calls `heard` when another process has left word.
 * @returns a function that stops looking; nothing is looked for where n8n is one process
 */
export function listenForWord(sync: string, heard: () => void): () => void {
	if (!isQueueMode()) return () => undefined;
	const look = async (): Promise<void> => {
		const notes = await (await openStore()).takeNotes(inboxOf(sync), MOST_NOTES);
		if (notes.length > 0) heard();
	};
	const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS);
	timer.unref();
	return () => clearInterval(timer);
}
