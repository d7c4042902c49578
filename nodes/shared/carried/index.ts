import type { NodeResource } from '../operation';
import { carriedResource, type CarriedOperation } from './operations';
import { CARRIED, namesOf, titled, type Carried, type CarriedSystem } from './system';

export { carriedLists } from './lists';
export type { CarriedOperation } from './operations';
export { CARRIED, namesOf } from './system';
export type { Carried, CarriedOperationName, CarriedSystem, CarriedTable } from './system';

/** All that the node of a system offers of what its connector carries. */
export interface CarriedResources {
	readonly names: Readonly<Record<Carried, string>>;
	readonly resources: Readonly<Record<Carried, NodeResource<CarriedOperation>>>;
}

export function carriedResources(of: CarriedSystem): CarriedResources {
	const each = <T>(make: (resource: Carried) => T) =>
		Object.fromEntries(CARRIED.map((resource) => [resource, make(resource)])) as Record<Carried, T>;
	return {
		names: each((resource) => titled(namesOf(of, resource).one)),
		resources: each((resource) => carriedResource(of, resource)),
	};
}
