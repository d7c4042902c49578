import type { FlatRecord } from '../model/record';
import type { MappingProblem } from '../model/mapping';
import type { MappedFields } from '../model/write';

/** One side of a record as it was read in this run, in its own words and in the platform's. */
export interface Observation {
	readonly recordId: string;
	readonly record: FlatRecord;
	/** The side's own shadow, our own writes in flight taken as seen; null without a link. */
	readonly shadow: FlatRecord | null;
	readonly view: MappedFields;
	readonly shadowView: MappedFields | null;
	/** On the engine's clock, ISO 8601 UTC. */
	readonly changedAt: string | null;
	readonly author: string | null;
	readonly url: string | null;
	/** Ids under which the other side knows this record, as the record itself says. */
	readonly externalIds: readonly string[];
	readonly deleted: boolean;
	/** Platform field names that count as changed; '*' for all. */
	readonly force: readonly string[];
	readonly problems: readonly MappingProblem[];
	readonly revisits: readonly string[];
}
