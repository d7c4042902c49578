import type { Content, ContentStore } from '../../model/content';
import { SyncError } from '../../model/errors';
import type { FlatRecord, NativeRecord } from '../../model/record';
import { HASH } from '../attachment-match';
import { createRecord } from './apply';
import type { CreateOptions, PlatformClient } from './client';
import { toNativeRecord, type RecordContext } from './records';

/** The contract: "The raw bytes, at most 25 MB". */
export const MAX_ATTACHMENT_BYTES = 25_000_000;

/**
 * Creates an attachment: first its record, then its bytes, which the answer must name by their hash. Where an earlier try
 * made the record and died before the bytes, this one brings them.
 */
export async function createAttachment(
	client: PlatformClient,
	context: RecordContext,
	payload: FlatRecord,
	sourceId: string,
	options: CreateOptions & { readonly contents?: Pick<ContentStore, 'open'> },
): Promise<NativeRecord> {
	const { [HASH]: hash, size: _size, ...values } = payload;
	const sha256 = typeof hash === 'string' ? hash : '';
	// Before the record: one without bytes is of no use to anybody.
	(await opened(options, sha256)).stream.destroy();
	const { record: made, id, etag } = await created(client, context, values, sourceId, options);
	if (typeof made[HASH] === 'string') return await current(client, context, id);
	const content = {
		contentType: 'application/octet-stream',
		size: (await sizeOf(options, sha256)) ?? undefined,
		open: async () => (await opened(options, sha256)).stream,
	};
	const answer = await client.upload(id, content, etag).catch(async (error: unknown) => {
		// It moved since: an earlier try has brought the bytes, or somebody edits it.
		if (!(error instanceof SyncError) || error.code !== 'PRECONDITION') throw error;
		const now = await client.get(context.entity, id);
		return typeof now?.record[HASH] === 'string' ? now : await client.upload(id, content, null);
	});
	const stands = toNativeRecord(answer.record, context, answer.etag);
	if (stands.record[HASH] !== sha256) {
		throw new SyncError(
			'REJECTED',
			`Unified Platform attachment ${id} holds other bytes than were sent (SHA-256 ${String(stands.record[HASH])} instead of ${sha256}). Look at the file there, delete it where it is damaged, then retry`,
			{ system: 'platform', entity: 'attachment', id },
		);
	}
	return stands;
}

async function created(
	client: PlatformClient,
	context: RecordContext,
	values: FlatRecord,
	sourceId: string,
	options: CreateOptions,
): Promise<NativeRecord> {
	try {
		return await createRecord(client, context, values, sourceId, options);
	} catch (error) {
		if (!(error instanceof SyncError) || error.subject.status !== 409 || sourceId === '') throw error;
		// The record stands since an earlier try whose idempotency key is forgotten by now.
		const [own] = await client.listAll(context.entity, { externalRef: `${context.otherSystem}:${sourceId}` }, 1);
		if (!own) throw error;
		return toNativeRecord(own, context);
	}
}

async function current(client: PlatformClient, context: RecordContext, id: string): Promise<NativeRecord> {
	const answer = await client.get(context.entity, id);
	if (answer) return toNativeRecord(answer.record, context, answer.etag);
	throw new SyncError('NOT_FOUND', `Unified Platform attachment ${id} was deleted while it was uploaded`, {
		system: 'platform',
		entity: context.entity,
		id,
	});
}

async function opened(
	{ contents }: { readonly contents?: Pick<ContentStore, 'open'> },
	sha256: string,
): Promise<Content> {
	const content = await contents?.open(sha256);
	if (content) return content;
	throw new SyncError('UNAVAILABLE', 'The bytes of this attachment are not at hand; they have to be read again', {
		system: 'platform',
		entity: 'attachment',
	});
}

async function sizeOf(
	options: { readonly contents?: Pick<ContentStore, 'open'> },
	sha256: string,
): Promise<number | null> {
	const { stream, size } = await opened(options, sha256);
	stream.destroy();
	return size;
}
