import type { Json } from './json';

/** Who changes a setting of a sync, and when. */
export interface SettingChange {
	/** Who wishes it, for the record. */
	readonly by: string;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** The value that the new one was made from (null: none): where another one stands by now, nothing is changed. */
	readonly from?: Json;
}

/** One change of a setting, for people to read later. */
export interface SettingEntry {
	readonly value: Json;
	readonly by: string;
	/** ISO 8601 UTC. */
	readonly at: string;
}
