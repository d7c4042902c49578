import type { Catalogue } from '../../../sync/model/catalogue';
import type { Entity, Side, System } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';

/** By field: what a system makes of a value. */
export type Reformats = Readonly<Record<string, (value: Json) => Json>>;

/** What a simulated system is like. */
export interface Behaviour {
	readonly side: Side;
	readonly system: System;
	readonly catalogue: Catalogue;
	/** Server clock minus true time, milliseconds. Clocks are set now and then. */
	skewMs: number;
	/** The engine's own clock minus true time: what a measured skew is measured against. */
	readonly localOffsetMs: () => number;
	/** Lists, look-ups and batches show the state of that long ago; reading one record by id shows the present one. */
	readonly lagMs: number;
	/** Time stamps are cut to this. */
	readonly resolutionMs: number;
	/** How many decimals of a second its time stamps are written with. */
	readonly decimals: number;
	/** `window`: time window and id cursor as ConnectWise; `cursor`: order of commits, as the platform. */
	readonly feed: 'window' | 'cursor';
	/** A record that moved since it was read is not overwritten. */
	readonly etags: boolean;
	/** A create that is sent again makes no second record. */
	readonly idempotencyKeys: boolean;
	/** Whether records keep the id that the other side gave with a create. */
	readonly keepsSourceId: (entity: Entity) => boolean;
	/** Whether records tell when they were changed. */
	readonly tellsChangeTime: (entity: Entity) => boolean;
	/** Lists are too slim to be compared: each listed record is read by itself, and so shows its present state. */
	readonly readsEachListed: boolean;
	/** For so long a new record is nowhere to be seen, not even by its id, but for whoever created it. */
	readonly hiddenMs: number;
	readonly overlapMs: number;
	readonly pageSize: number;
	/** Updates that are sent in one moment travel in one call: one fault meets all of them. */
	readonly batchesUpdates: boolean;
	/** Now and then an update is answered as a success and changes nothing. */
	readonly ignoresUpdates: boolean;
	/** Fields whose values the system writes in a form of its own that its catalogue does not tell. */
	readonly reformats?: Reformats;
}
