import { SyncError } from '../../model/errors';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { PlatformAnswer, PlatformClient } from './client';
import { toCreateBody, toNativeRecord, toPatchBody, type RecordContext } from './records';

/**
 * Creates a record that carries the other side's id as its external reference, so that it is found again whatever
 * happens to the answer.
 */
export async function createRecord(
	client: PlatformClient,
	context: RecordContext,
	payload: FlatRecord,
	sourceId: string,
	idempotencyKey: string,
): Promise<NativeRecord> {
	const reference = externalReference(context, sourceId);
	return native(await client.create(context.entity, toCreateBody(payload, reference), idempotencyKey), context);
}

/**
 * Sends exactly `changes` onto the version that was read as `current`. Nothing is sent where nothing changes.
 * @throws SyncError PRECONDITION when the record moved since.
 */
export async function updateRecord(
	client: PlatformClient,
	context: RecordContext,
	current: NativeRecord,
	changes: FlatRecord,
): Promise<NativeRecord> {
	if (Object.keys(changes).length === 0) return current;
	const body = toPatchBody(context.entity, changes);
	return native(await client.patch(context.entity, current.id, body, current.etag), context);
}

function native({ record, etag }: PlatformAnswer, context: RecordContext): NativeRecord {
	return toNativeRecord(record, context, etag);
}

/** The contract separates references with commas and keeps 100 characters. */
function externalReference({ entity, otherSystem }: RecordContext, id: string): { system: string; id: string } {
	if (isReferenceId(id)) return { system: otherSystem, id };
	throw new SyncError('BAD_INPUT', `The ${otherSystem} id "${id.slice(0, 100)}" cannot be an external reference`, {
		system: 'platform',
		entity,
	});
}

/** @returns true for an id that the contract takes as external reference. */
export function isReferenceId(id: string): boolean {
	return id.length > 0 && id.length <= 100 && !/[,\u0000-\u001f]/.test(id);
}
