import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ReferenceLookup } from '../../../sync/mapping/compiled-mapping';
import type { Entity } from '../../../sync/model/entity';
import type { WriteEnvelope } from '../../../sync/model/envelope';
import { SyncError } from '../../../sync/model/errors';
import { itemJson } from '../../../sync/pipeline';
import { toNodeError } from '../../shared/node-errors';
import { openStore } from '../../shared/store';
import { upstreamFieldMaps, type UpstreamFieldMap } from '../../shared/upstream-mappings';
import type { Arrived } from '../arrived';
import { lookUpReferences } from '../links';

/** *Map Back*: gives every planned write to the PSA the PSA's names and values, with the field maps found upstream. */
export async function mapBack(
	this: IExecuteFunctions,
	sync: string,
	arrived: readonly Arrived[],
): Promise<INodeExecutionData[]> {
	const own = new Map<number, WriteEnvelope>();
	for (const { envelope, index } of arrived) {
		if (envelope.kind === 'write' && envelope.target === 'psa') own.set(index, envelope);
	}
	if (own.size === 0) return arrived.map(({ item, index }) => ({ ...item, pairedItem: { item: index } }));

	const maps = new Map((await upstreamFieldMaps.call(this)).map((map) => [map.mapping.entity, map]));
	const sources = [...maps.values()].map(({ mapping }) => ({
		mapping,
		records: [...own.values()].filter(({ entity }) => entity === mapping.entity).map(({ fields }) => fields),
	}));
	const lookup = await lookUpReferences(await openStore(), sync, 'platform', sources);
	return arrived.map(({ item, index }) => {
		const envelope = own.get(index);
		if (!envelope) return { ...item, pairedItem: { item: index } };
		try {
			return {
				...item,
				json: mappedBack(mapFor(maps, envelope.entity), envelope, lookup),
				pairedItem: { item: index },
			};
		} catch (error) {
			const failure = toNodeError(this.getNode(), error, index);
			if (!this.continueOnFail()) throw failure;
			// Without a payload: the write stays due and is handed out again by the next run.
			return { ...item, json: { ...item.json, error: failure.message }, pairedItem: { item: index } };
		}
	});
}

function mapFor(maps: ReadonlyMap<Entity, UpstreamFieldMap>, entity: Entity): UpstreamFieldMap {
	const found = maps.get(entity);
	if (found) return found;
	throw new SyncError(
		'BAD_INPUT',
		`No Field Map node for "${entity}" was found before Map Back. Connect Map Back behind the Conflict Resolve node that stands behind the Field Map nodes.`,
		{ entity },
	);
}

function mappedBack(
	{ compiled }: UpstreamFieldMap,
	envelope: WriteEnvelope,
	lookup: ReferenceLookup,
): INodeExecutionData['json'] {
	const { payload, problems, synonyms } = compiled.back(envelope.fields, lookup, envelope.action);
	const constants = envelope.action === 'create' ? compiled.constants('psa') : {};
	const whole = { ...constants, ...payload };
	return itemJson(whole, {
		...envelope,
		payload: whole,
		...(Object.keys(synonyms).length > 0 && {
			synonyms: Object.fromEntries(Object.entries(synonyms).map(([field, values]) => [field, [...values]])),
		}),
		problems: [...envelope.problems, ...problems],
	});
}
