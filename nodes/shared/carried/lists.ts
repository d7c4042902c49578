import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Connector } from '../../../sync/connectors/connector';
import { SYSTEM_NAMES } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import { toNodeError } from '../node-errors';
import { listMethod } from './properties';
import { CARRIED, namesOf, type Carried, type CarriedSystem } from './system';

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** One list for each field whose values the live system lists, by the method that parameters name. */
export function carriedLists(
	of: CarriedSystem,
	connect: (this: ILoadOptionsFunctions) => Promise<Connector>,
): Record<string, Load> {
	return Object.fromEntries(
		CARRIED.flatMap((resource) =>
			(of.tables[resource].listed ?? []).map((field): [string, Load] => [
				listMethod(of, resource, field),
				async function () {
					try {
						return await optionsOf(of, await connect.call(this), resource, field);
					} catch (error) {
						throw toNodeError(this.getNode(), error);
					}
				},
			]),
		),
	);
}

async function optionsOf(
	of: CarriedSystem,
	connector: Connector,
	resource: Carried,
	field: string,
): Promise<INodePropertyOptions[]> {
	const live = (await connector.fields(resource)).find(({ name }) => name === field);
	if (live?.options) return live.options.map(({ value, label }) => ({ name: label, value }));
	const message = `${SYSTEM_NAMES[of.system]} does not say which values "${field}" of a ${namesOf(of, resource).one} can have. Enter the value as an expression`;
	throw new SyncError('NOT_FOUND', message, { system: of.system, entity: resource, field });
}
