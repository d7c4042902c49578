import type { IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';
import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import { systemClock } from '../../sync/model/clock';
import type { Entity } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import type { Mapping } from '../../sync/model/mapping';
import { cataloguesFor } from '../FieldMap/catalogues';
import { fromNodeParameters } from '../FieldMap/parameters';
import { openStore } from './store';
import { parseSyncKey } from './sync-key';

/** The mapping of a Field Map node that stands before this one. */
export interface UpstreamFieldMap {
	readonly nodeName: string;
	readonly mapping: Mapping;
	readonly compiled: CompiledMapping;
}

/**
 * The field maps of all nodes before this one, so that a mapping is edited in one place and used everywhere.
 * @param before the name of another node of the workflow: the field maps before that one
 * @throws SyncError BAD_MAPPING naming the node whose field map cannot be used.
 */
export async function upstreamFieldMaps(
	this: IExecuteFunctions,
	before = this.getNode().name,
): Promise<UpstreamFieldMap[]> {
	const sync = parseSyncKey(this.getNodeParameter('syncKey', 0));
	const nodes = this.getParentNodes(before, { includeNodeParameters: true }).filter(isFieldMap);
	if (nodes.length === 0) return [];
	const store = await openStore();
	const now = systemClock.now();
	const maps = new Map<Entity, UpstreamFieldMap>();
	for (const node of nodes) {
		const map = await inNode(node.name, async () => {
			const mapping = fromNodeParameters(node.parameters);
			return {
				nodeName: node.name,
				mapping,
				compiled: compileMapping(mapping, await cataloguesFor(store, mapping, { sync, now })),
			};
		});
		const other = maps.get(map.mapping.entity);
		if (other) {
			throw new SyncError(
				'BAD_MAPPING',
				`The nodes "${other.nodeName}" and "${node.name}" both map "${map.mapping.entity}". Keep one of them, or set the other to another entity.`,
				{ entity: map.mapping.entity },
			);
		}
		maps.set(map.mapping.entity, map);
	}
	return [...maps.values()];
}

/** The compiled mappings of {@link upstreamFieldMaps}, one per entity. */
export async function upstreamMappings(this: IExecuteFunctions): Promise<CompiledMapping[]> {
	return (await upstreamFieldMaps.call(this)).map(({ compiled }) => compiled);
}

function isFieldMap(node: NodeTypeAndVersion): boolean {
	// The part before the dot differs with the way the package is loaded.
	return !node.disabled && node.type.split('.').at(-1) === 'fieldMap' && node.parameters?.mode !== 'mapBack';
}

async function inNode<T>(nodeName: string, work: () => Promise<T>): Promise<T> {
	return await work().catch((error: unknown) => {
		if (!(error instanceof SyncError) || error.code !== 'BAD_MAPPING') throw error;
		throw new SyncError('BAD_MAPPING', `Node "${nodeName}": ${error.message}`, error.subject, { cause: error });
	});
}
