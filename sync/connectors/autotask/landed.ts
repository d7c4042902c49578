import { SyncError } from '../../model/errors';
import type { CarriedEntity } from './catalogue';
import type { AutotaskClient } from './client';
import type { VendorRecord } from './schemas';

/** A new record may answer "not there" for a moment (seen live): how long it is asked for, milliseconds in between. */
const PATIENCE = [0, 250, 500, 1000, 2000, 4000];

/** What fails after a write has landed leaves open what became of it. */
export async function landed<T>(
	entity: CarriedEntity,
	id: string,
	what: 'created' | 'changed',
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof SyncError) || error.code === 'NOT_FOUND') throw error;
		const message = `${error.message} (the ${entity} ${id} was ${what} before that; it will be looked at again)`;
		throw new SyncError(error.code, message, { ...error.subject, id, uncertain: true }, { cause: error });
	}
}

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
