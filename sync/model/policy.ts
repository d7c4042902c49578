import type { Entity, Side } from './entity';

export const STRATEGIES = ['lastWriteWins', 'sourceOfTruth', 'manual', 'newestNonEmpty', 'union'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** How conflicts of one field are decided. */
export type FieldPolicy =
	| { readonly strategy: 'lastWriteWins' | 'newestNonEmpty' | 'manual' | 'union' }
	/** `prefer` wins conflicts only; `enforce` also puts back edits made on the other side. */
	| { readonly strategy: 'sourceOfTruth'; readonly truth: Side; readonly mode: 'prefer' | 'enforce' };

export interface EntityPolicy {
	readonly default: FieldPolicy;
	/** By the platform's field name. */
	readonly fields: Readonly<Record<string, FieldPolicy>>;
}

export interface SyncPolicy {
	readonly entities: Readonly<Partial<Record<Entity, EntityPolicy>>>;
	readonly fallback: FieldPolicy;
	/** The side that wins *last write wins* when both times are equal within the coarser clock's resolution. */
	readonly tieBreaker: Side;
}

/** @returns the policy of a field: its own, or its entity's default, or the fallback. */
export function policyOf(policy: SyncPolicy, entity: Entity, field: string): FieldPolicy {
	const ofEntity = policy.entities[entity];
	if (!ofEntity) return policy.fallback;
	return Object.hasOwn(ofEntity.fields, field) ? ofEntity.fields[field] : ofEntity.default;
}
