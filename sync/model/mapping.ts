import type { Entity, Side, System } from './entity';
import type { Json } from './json';

export type Direction = 'both' | 'toPlatform' | 'toPsa';

/** What happens to a value that a value map does not name. */
export type Unmapped =
	| { readonly policy: 'keepOut' }
	| { readonly policy: 'default'; readonly psa?: Json; readonly platform?: Json }
	| { readonly policy: 'fail' }
	/**
	 * It passes as it is, as a person's name does. The fallback travels beside it, for a system that has nothing of that
	 * name (see `Synonyms`).
	 */
	| { readonly policy: 'same'; readonly psa?: Json; readonly platform?: Json };

export interface ValuePair {
	readonly psa: Json;
	readonly platform: Json;
	/** Of several pairs with one platform value: the one that is written to the PSA. Likewise for one PSA value. */
	readonly preferred?: boolean;
}

export type DurationUnit = 'hours' | 'minutes';

/** How durations are rounded on their way to one side, or to both. Nothing stays nothing; a correction below zero is rounded like what it corrects. */
export interface Rounding {
	readonly to: Side | 'both';
	/** In whole minutes. */
	readonly increment: number;
	readonly mode: 'up' | 'nearest' | 'down';
	/** The shortest duration there is, in whole minutes: a multiple of the increment. */
	readonly minimum: number;
}

export type Transform =
	/** The value itself, brought to the target field's type and normal form. */
	| { readonly kind: 'copy' }
	| { readonly kind: 'values'; readonly pairs: readonly ValuePair[]; readonly unmapped: Unmapped }
	/** An id of another record, translated through its link. */
	| { readonly kind: 'reference'; readonly entity: Entity }
	/** How long something took, in the unit of each side's field. Conserves minutes, up to the rounding. */
	| {
			readonly kind: 'duration';
			readonly psaUnit: DurationUnit;
			readonly platformUnit: DurationUnit;
			readonly rounding?: Rounding;
	  }
	/** A fixed value, given to the target when a record is created there. `to` is the side that receives it. */
	| { readonly kind: 'constant'; readonly value: Json };

export interface MappingRow {
	/** '' for a constant towards the platform. */
	readonly psaField: string;
	/** '' for a constant towards the PSA. */
	readonly platformField: string;
	readonly direction: Direction;
	readonly transform: Transform;
}

/** How the fields of one entity correspond. Edited in one Field Map node, used in both directions. */
export interface Mapping {
	readonly entity: Entity;
	readonly psaSystem: System;
	readonly platformSystem: System;
	readonly rows: readonly MappingRow[];
}

/** Something that could not be translated; the field was kept out of what is passed on. */
export interface MappingProblem {
	readonly kind: 'unmapped' | 'invalid';
	/** The platform's name of the field. */
	readonly field: string;
	/** The name on the side that the value came from. */
	readonly sourceField: string;
	readonly value: Json;
	readonly message: string;
}
