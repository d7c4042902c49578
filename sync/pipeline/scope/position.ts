import type { Json } from '../../model/json';
import type { Watermark } from '../../model/watermark';

/**
 * Where the reading of one entity stands, by a scope. `live` is what changed lately; `behind` is a second reading from
 * the beginning, after the scope was changed, so that records come in that the former one left out. What is live does
 * not wait for it.
 */
export interface Position {
	readonly live: Json | null;
	/** Absent where everything was read by this scope. */
	readonly behind?: Json | null;
}

const SCOPE = '$scope';

/**
 * A watermark that was made by another scope is where the live reading goes on; the other one begins. A first reading
 * that was not complete begins anew.
 * @param fingerprint of the scope; '' for none
 */
export function positionOf(mark: Watermark | null, fingerprint: string): Position {
	if (mark === null) return { live: null };
	const { scope, ...position } = opened(mark.state);
	if (scope === fingerprint) return position;
	return mark.at === null ? { live: null } : { live: position.live, behind: null };
}

/** Whether reading by this scope has begun, so that it was found good before. */
export function wasReadBy(mark: Watermark | null, fingerprint: string): boolean {
	return mark !== null && opened(mark.state).scope === fingerprint;
}

/** What is kept of a position: the connector's own state, where there is nothing to be said beside it. */
export function stateOf(position: Position, fingerprint: string): Json {
	if (fingerprint === '' && position.behind === undefined) return position.live;
	return { [SCOPE]: fingerprint, ...position };
}

function opened(state: Json): Position & { readonly scope: string } {
	if (state === null || typeof state !== 'object' || Array.isArray(state) || !Object.hasOwn(state, SCOPE))
		return { scope: '', live: state };
	const kept = state as { readonly [key: string]: Json };
	return {
		scope: String(kept[SCOPE]),
		live: kept.live ?? null,
		...(Object.hasOwn(kept, 'behind') && { behind: kept.behind }),
	};
}
