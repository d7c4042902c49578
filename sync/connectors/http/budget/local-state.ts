import type { Json } from '../../../model/json';
import type { SharedState, StateChange } from '../../../model/shared-state';

/** State of this process alone: for a tenant that no store is there for. */
export class LocalState implements SharedState {
	readonly #states = new Map<string, Json>();

	async changeState<T>(key: string, change: (state: Json | null) => StateChange<T>): Promise<T> {
		const { state, answer } = change(this.#states.get(key) ?? null);
		if (state !== undefined) this.#states.set(key, state);
		return answer;
	}
}
