import { audienceField, isInternal, isPublic } from '../../model/audience';
import { SyncError } from '../../model/errors';
import { isEmpty } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import { platformCatalogue } from './catalogue';
import type { CreateOptions, PlatformAnswer, PlatformClient } from './client';
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
	options: CreateOptions,
): Promise<NativeRecord> {
	const reference = sourceId === '' ? null : externalReference(context, sourceId);
	const body = toCreateBody(withReaders(context, payload), reference);
	return native(await client.create(context.entity, body, options), context);
}

/**
 * Sends exactly `changes` onto the version that was read as `current`. Nothing is sent where nothing changes.
 * @throws SyncError PRECONDITION when the record moved since; REJECTED where clients would come to see what they do not see yet.
 */
export async function updateRecord(
	client: PlatformClient,
	context: RecordContext,
	current: NativeRecord,
	changes: FlatRecord,
	{ quiet }: Pick<CreateOptions, 'quiet'> = {},
): Promise<NativeRecord> {
	if (Object.keys(changes).length === 0) return current;
	mustNotWiden(context, current, changes);
	const body = toPatchBody(context.entity, changes);
	return native(await client.patch(context.entity, current.id, body, { etag: current.etag, quiet }), context);
}

/** Who may read what nothing is said of. */
export const INTERNAL = 'internal';

/** The contract makes a record internal where nothing is said; an adapter in front of another platform might not. */
function withReaders({ entity }: RecordContext, payload: FlatRecord): FlatRecord {
	const field = audienceField(platformCatalogue, entity);
	return field && isEmpty(payload[field.name]) ? { ...payload, [field.name]: INTERNAL } : payload;
}

/** The last lock (law P6): it holds whatever map, strategy or decision the value comes from. */
function mustNotWiden({ entity }: RecordContext, current: NativeRecord, changes: FlatRecord): void {
	const field = audienceField(platformCatalogue, entity);
	if (!field || !Object.hasOwn(changes, field.name)) return;
	if (isInternal(field, changes[field.name]) || isPublic(field, current.record[field.name])) return;
	throw new SyncError(
		'REJECTED',
		`The platform's ${entity} ${current.id} is not public, and the sync never shows clients a ${entity} that they do not see yet. If that is meant, make it public on the platform by hand and dismiss this`,
		{ system: 'platform', entity, id: current.id, field: field.name },
	);
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
