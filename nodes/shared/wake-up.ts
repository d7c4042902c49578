/**
 * Tells the When Due triggers of this process that a sync has work which should not wait for the next full interval.
 * It is a hint only: a trigger in another process (n8n in queue mode) does not hear it and starts by its interval.
 */
type Listener = () => void;

const listeners = new Map<string, Set<Listener>>();

/** Calls every listener of a sync. A listener that throws does not keep the others from hearing it. */
export function wakeUp(sync: string): void {
	for (const listener of [...(listeners.get(sync) ?? [])]) {
		try {
			listener();
		} catch {
			// The caller is a run that did its work; what a trigger makes of the hint is not its concern.
		}
	}
}

/**
 * Listens for wake-ups of one sync.
 * @returns a function that stops listening; calling it twice does no harm.
 */
export function onWakeUp(sync: string, listener: Listener): () => void {
	const ofSync = listeners.get(sync) ?? new Set<Listener>();
	ofSync.add(listener);
	listeners.set(sync, ofSync);
	return () => {
		ofSync.delete(listener);
		if (ofSync.size === 0 && listeners.get(sync) === ofSync) listeners.delete(sync);
	};
}
