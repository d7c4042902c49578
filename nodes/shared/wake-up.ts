import { isQueueMode, leaveWord } from './wake-elsewhere';
import type { Hint } from './webhooks/hint';

/**
 * Tells the triggers that a sync has work which should not wait for the next full interval: those of this process, or
 * where n8n in queue mode has them in another one, through the store.
 */
export type WakeReason =
	/** A run left work over, or a person decided something. */
	| 'moreIsWaiting'
	/** A system says that something changed. */
	| 'webhook';

/** @param hints which records may have changed, where a system has named them */
type Listener = (reason: WakeReason, hints: readonly Hint[]) => void;

/** Who starts runs of the sync anyway (When Due), and who does only where nobody else would. */
interface Listeners {
	readonly schedules: Set<Listener>;
	readonly substitutes: Set<Listener>;
}

const listeners = new Map<string, Listeners>();

/**
 * Calls every schedule of a sync, or where there is none one substitute: two would start two runs. A listener that throws
 * does not keep the others from hearing it.
 */
export function wakeUp(sync: string, reason: WakeReason = 'moreIsWaiting', hints: readonly Hint[] = []): void {
	const ofSync = listeners.get(sync);
	if (!ofSync) {
		if (isQueueMode()) leaveWord(sync);
		return;
	}
	const { schedules, substitutes } = ofSync;
	for (const listener of schedules.size > 0 ? [...schedules] : [...substitutes].slice(0, 1)) {
		try {
			listener(reason, hints);
		} catch {
			// The caller is a run that did its work; what a trigger makes of the hint is not its concern.
		}
	}
}

/**
 * Listens for wake-ups of one sync.
 * @returns a function that stops listening; calling it twice does no harm.
 */
export function onWakeUp(sync: string, listener: Listener, as: keyof Listeners = 'schedules'): () => void {
	const ofSync = listeners.get(sync) ?? { schedules: new Set<Listener>(), substitutes: new Set<Listener>() };
	ofSync[as].add(listener);
	listeners.set(sync, ofSync);
	return () => {
		ofSync[as].delete(listener);
		const isEmpty = ofSync.schedules.size + ofSync.substitutes.size === 0;
		if (isEmpty && listeners.get(sync) === ofSync) listeners.delete(sync);
	};
}
