import type { Catalogue } from '../../../sync/model/catalogue';
import type { Side, System } from '../../../sync/model/entity';
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
	/** `window`: time window and id cursor as ConnectWise; `cursor`: order of commits, as the platform. */
	readonly feed: 'window' | 'cursor';
	/** A record that moved since it was read is not overwritten. */
	readonly etags: boolean;
	/** A create that is sent again makes no second record. */
	readonly idempotencyKeys: boolean;
	/** Records keep the id that the other side gave with a create. */
	readonly externalIds: boolean;
	readonly overlapMs: number;
	readonly pageSize: number;
	/** Fields whose values the system writes in a form of its own that its catalogue does not tell. */
	readonly reformats?: Reformats;
}
