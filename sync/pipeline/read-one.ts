import type { Connector } from '../connectors/connector';
import type { Entity } from '../model/entity';
import type { NativeRecord } from '../model/record';

/** Asks for one record, which no index stands in front of. What is not there then is gone (law W5). */
export async function readOne(connector: Connector, entity: Entity, id: string): Promise<NativeRecord> {
	return (await connector.read(entity, [id])).get(id) ?? gone(entity, id);
}

function gone(entity: Entity, id: string): NativeRecord {
	return {
		entity,
		id,
		record: {},
		changedAt: null,
		author: null,
		etag: null,
		externalIds: [],
		deleted: true,
		url: null,
	};
}
