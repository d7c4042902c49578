import { SyncError } from '../../model/errors';
import type { CarriedEntity } from './catalogue';
import type { AutotaskClient } from './client';
import type { VendorRecord } from './schemas';

/** A new record may answer "not there" for a moment (seen live): how long it is asked for, milliseconds in between. */
const PATIENCE = [0, 250, 500, 1000, 2000, 4000];

/** Reads a record that was just created: the vendor answers a create with its id alone. */
export async function readNew(client: AutotaskClient, entity: CarriedEntity, id: string): Promise<VendorRecord> {
	for (const ms of PATIENCE) {
		if (ms > 0) await client.pause(ms);
		const raw = await client.get(entity, id);
		if (raw !== undefined) return raw;
	}
	const message = `Autotask does not show ${entity} ${id} yet, which it has just created`;
	throw new SyncError('TIMEOUT', message, { system: 'autotask', entity, id });
}
