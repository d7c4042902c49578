import type { PlatformEntity } from './fields';
import type { Values } from './validate';

/** Values that the server computes. */
export type Derived = Values;

interface Creation {
	/** 1 for the first record of its kind. */
	readonly ordinal: number;
	readonly by: string;
	/** ISO 8601 UTC. */
	readonly at: string;
}

/** What the server adds to a new record. `given` is what the client sent, `values` the record with defaults. */
export function deriveOnCreate(entity: PlatformEntity, given: Values, values: Values, creation: Creation): Derived {
	switch (entity) {
		case 'ticket':
			return { number: `T${String(creation.ordinal).padStart(5, '0')}` };
		case 'note':
			return {
				author: given.author === undefined ? creation.by : given.author,
				writtenAt: given.writtenAt ?? creation.at,
			};
		case 'timeEntry':
			return { ...deriveOnPatch(entity, values), minutes: given.minutes ?? minutesBetween(values) };
		default:
			return deriveOnPatch(entity, values);
	}
}

/** What follows from the values of a record each time it changes. */
export function deriveOnPatch(entity: PlatformEntity, values: Values): Derived {
	if (entity !== 'contact') return {};
	return { name: [values.firstName, values.lastName].filter(Boolean).join(' ') };
}

function minutesBetween({ startedAt, endedAt }: Values): number {
	if (typeof startedAt !== 'string' || typeof endedAt !== 'string') return 0;
	return Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000);
}
