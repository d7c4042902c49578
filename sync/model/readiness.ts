import type { Entity } from './entity';

/**
 * What is looked at before a sync goes into another phase, in the order in which it is shown.
 *
 * Those that block are what the former phase has decided and not brought to an end, and what makes everything else hard
 * to believe. What only warns waits for a person or for time, and waits in the next phase just as well.
 */
export const CHECKS = [
	'writesInFlight',
	'writesDue',
	'flapping',
	'massDeletion',
	'order',
	'conflict',
	'unmapped',
	'ambiguous',
	'deadLetter',
	'notLanded',
	'deleted',
	'gone',
	'waiting',
	'unlinked',
	'notCompared',
	'rereads',
	'watermarks',
	'drift',
	'billing',
] as const;
export type CheckId = (typeof CHECKS)[number];

/** `blocks` cannot be overridden, `warns` can. `notLooked`: nobody gave what it takes to look. */
export type CheckState = 'ok' | 'warns' | 'blocks' | 'notLooked';

export interface Check {
	readonly id: CheckId;
	/** For people. */
	readonly name: string;
	readonly state: CheckState;
	readonly count: number;
	/** What was found, in one sentence. */
	readonly found: string;
	/** What to do about it; '' where nothing is to be done. */
	readonly whatToDo: string;
	/** Some of the records concerned. */
	readonly examples: readonly Example[];
}

/** A record that a check found, for people to look up: a pair, or one of which there is no other. */
export interface Example {
	readonly entity: Entity;
	readonly psaId: string | null;
	readonly platformId: string | null;
	/** What it is called; '' where it has no name. */
	readonly name: string;
	/** Of a pair that does not agree: the platform's names of the fields that differ. */
	readonly fields: readonly string[];
}
