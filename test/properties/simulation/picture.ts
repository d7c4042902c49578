import { SIDES, type Side } from '../../../sync/model/entity';
import type { FlatRecord } from '../../../sync/model/record';
import { companyField } from './tenant';
import type { World } from './world';

/**
 * What both systems show, without ids and times: equal texts mean that a person could not tell the two worlds apart.
 */
export function picture(world: World): string {
	return JSON.stringify(
		SIDES.map((side) => [side, companies(world, side), tickets(world, side)]),
		null,
		1,
	);
}

function companies(world: World, side: Side): string[] {
	return [...world.system(side).all('company').values()].map((record) => shown(record)).sort();
}

function tickets(world: World, side: Side): string[] {
	const parents = world.system(side).all('company');
	const reference = companyField(world.tenant.catalogues[side]);
	return [...world.system(side).all('ticket').values()]
		.map((record) => shown({ ...record, [reference]: parents.get(String(record[reference]))?.name ?? null }))
		.sort();
}

function shown(record: FlatRecord): string {
	const set = Object.entries(record).filter(([, value]) => value !== null && value !== '');
	return JSON.stringify(set.sort(([a], [b]) => (a < b ? -1 : 1)));
}
