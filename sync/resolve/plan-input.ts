import type { CompiledMapping } from '../mapping/compiled-mapping';
import type { Entity } from '../model/entity';
import type { SyncPolicy } from '../model/policy';
import type { LinkChange } from '../model/commit-batch';
import type { LinkContext } from '../store/store';
import type { Observation } from './observation';

/** What a plan is made from, and nothing else. */
export interface PlanInput {
	readonly entity: Entity;
	readonly mapping: Pick<CompiledMapping, 'fields' | 'equivalent'>;
	readonly policy: SyncPolicy;
	/** The link with what still waits for it; null for a record that has none. */
	readonly context: LinkContext | null;
	readonly psa: Observation | null;
	readonly platform: Observation | null;
}

export type Plan =
	| { readonly kind: 'change'; readonly change: LinkChange }
	/** Nothing can be decided yet; both records are to be read again. */
	| { readonly kind: 'wait'; readonly reason: string };
