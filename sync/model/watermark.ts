import type { Entity, Side } from './entity';
import type { Json } from './json';

/**
 * Up to where the changes of one entity of one side have been accounted for.
 * `state` belongs to the connector (a time window with an id cursor, an opaque server cursor, …): the engine only
 * keeps it, and only moves it together with the commit of what was read (law W1).
 */
export interface Watermark {
	readonly state: Json;
	/** Server time up to which everything is accounted for, ISO 8601 UTC; null before the first complete read. For people. */
	readonly at: string | null;
}

/** What one pull read and from where: kept until the run that it fed has committed. */
export interface Pull {
	readonly id: string;
	readonly sync: string;
	readonly side: Side;
	readonly steps: readonly PullStep[];
	readonly createdAt: string;
}

export interface PullStep {
	readonly entity: Entity;
	/** The watermark that the pull started from: it advances only if this still stands. */
	readonly from: Watermark | null;
	readonly to: Watermark;
}
