/** The PSA is always the left side of a sync, the unified platform the right one. */
export const SIDES = ['psa', 'platform'] as const;
export type Side = (typeof SIDES)[number];

/** @returns the opposite side. */
export function otherSide(side: Side): Side {
	return side === 'psa' ? 'platform' : 'psa';
}

/** Every kind of record that a sync can carry, parents before their children: the order in which writes are applied. */
export const ENTITIES = [
	'company',
	'contact',
	'agreement',
	'ticket',
	'note',
	'timeEntry',
	'attachment',
	'invoice',
] as const;
export type Entity = (typeof ENTITIES)[number];

/** @returns the rank of an entity in write order (parents first). */
export function entityRank(entity: Entity): number {
	return ENTITIES.indexOf(entity);
}

export const SYSTEMS = ['connectwise', 'autotask', 'halopsa', 'platform'] as const;
export type System = (typeof SYSTEMS)[number];

/** The vendors' own names, as people know them. */
export const SYSTEM_NAMES: Readonly<Record<System, string>> = {
	connectwise: 'ConnectWise',
	autotask: 'Autotask',
	halopsa: 'HaloPSA',
	platform: 'Unified Platform',
};
