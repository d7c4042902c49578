import type { Json } from './json';

/** What becomes of a piece of state, and what the one who asked is told. Without `state` it stays as it is. */
export interface StateChange<T> {
	readonly state?: Json;
	readonly answer: T;
}

/** Small pieces of state that several processes read and change, such as what is left of a tenant's API calls. */
export interface SharedState {
	/**
	 * Reads and changes one piece (null where there is none yet) so that no change by anybody else comes in between.
	 * What was changed survives the death of the process, but perhaps not that of the machine: nothing waits for the disk.
	 * @param change pure; it may be called again
	 */
	changeState<T>(key: string, change: (state: Json | null) => StateChange<T>): Promise<T>;
}
