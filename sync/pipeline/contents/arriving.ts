import type { Connector } from '../../connectors/connector';
import type { Clock } from '../../model/clock';
import type { Content, ContentStore } from '../../model/content';
import { otherSide, type Side } from '../../model/entity';
import { SyncError } from '../../model/errors';
import { linkedId, shadowOf } from '../../model/link';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { LinkContext, Store } from '../../store/store';

/** The field of every catalogue that names the bytes of an attachment, and the one that says how many they are. */
export const HASH_FIELD = 'sha256';
export const SIZE_FIELD = 'size';

export interface Arrival {
	readonly connector: Connector;
	readonly store: Store;
	readonly clock: Clock;
	readonly contents?: ContentStore;
	readonly sync: string;
	readonly side: Side;
}

/**
 * The row with the hash that is known of it already: most systems tell none, and a row must equal its shadow where
 * nothing changed. One whose size is another holds other bytes, whatever was known of it.
 */
export function withKnownHash(row: NativeRecord, known: FlatRecord | null | undefined): NativeRecord {
	if (row.entity !== 'attachment' || row.deleted || !known || hashOf(row.record) !== null) return row;
	const [shown, before] = [row.record[SIZE_FIELD], known[SIZE_FIELD]];
	if (typeof shown === 'number' && typeof before === 'number' && shown !== before) return row;
	return filled(row, hashOf(known), typeof before === 'number' ? before : null);
}

/**
 * Reads the bytes of an attachment that has no counterpart yet, once, on their way into the store of contents: from then
 * on its record tells their hash and size. Where they cannot be read now, the record goes on without a hash: its write
 * waits, and asks for it to be read again.
 *
 * @returns null for one that holds nothing yet (it is being uploaded at this moment): it shows up again.
 * @throws SyncError where nobody's bytes could be read now, or no more are taken (PAUSED)
 */
export async function withBytes(
	arrival: Arrival,
	row: NativeRecord,
	context: LinkContext | undefined,
): Promise<NativeRecord | null> {
	const { connector, contents, side } = arrival;
	if (row.entity !== 'attachment' || row.deleted || !contents || !connector.contents) return row;
	const known = hashOf(row.record);
	const hasCounterpart = context !== undefined && linkedId(context.link, otherSide(side)) !== null;
	if (hasCounterpart && (known !== null || hashOf(shadowOf(context.link, side)) === null)) return row;
	if (known !== null && context !== undefined && (await isKept(contents, known))) return row;
	try {
		const kept = await contents.keep(await opened(arrival, row));
		if (known !== null && kept.sha256 !== known)
			throw new SyncError('UNEXPECTED_ANSWER', 'its bytes are not those that its hash names');
		if (hasCounterpart) await contents.forget(kept.sha256);
		return filled(row, kept.sha256, kept.size);
	} catch (error) {
		if (!(error instanceof SyncError) || STOPS.has(error.code)) throw error;
		if (error.code === 'NOT_FOUND' && typeof row.record[SIZE_FIELD] !== 'number' && context === undefined) return null;
		await arrival.store.cache(whyKey(arrival.sync, side, row.id), error.message, arrival.clock.now());
		return row;
	}
}

/** Concern the system or the disk, not this file. */
const STOPS: ReadonlySet<SyncError['code']> = new Set([
	'AUTHENTICATION',
	'WRONG_TENANT',
	'STORE',
	'RATE_LIMITED',
	'PAUSED',
	'UNREACHABLE',
]);

/** Where it is kept why the bytes of an attachment could not be read. */
export function whyKey(sync: string, side: Side, id: string): string {
	return `contents/${sync}/${side}/${id}`;
}

/** @returns the hash that a record tells, or null. */
export function hashOf(record: FlatRecord | null): string | null {
	const hash = record?.[HASH_FIELD];
	return typeof hash === 'string' && hash !== '' ? hash : null;
}

/** @returns whether bytes of this hash lie ready to be sent. */
export async function isKept(contents: Pick<ContentStore, 'open'>, sha256: string): Promise<boolean> {
	const content = await contents.open(sha256);
	content?.stream.destroy();
	return content !== null;
}

async function opened({ connector }: Arrival, row: NativeRecord): Promise<Content> {
	if (!connector.contents) throw new SyncError('BAD_INPUT', 'this system gives away no files');
	const content = await connector.contents.open(row.id);
	const told = row.record[SIZE_FIELD];
	return { ...content, size: content.size ?? (typeof told === 'number' ? told : null) };
}

function filled(row: NativeRecord, sha256: string | null, size: number | null): NativeRecord {
	const told = row.record[SIZE_FIELD];
	return {
		...row,
		record: { ...row.record, [SIZE_FIELD]: typeof told === 'number' ? told : size, [HASH_FIELD]: sha256 },
	};
}
