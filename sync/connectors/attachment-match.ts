import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { SyncError } from '../model/errors';
import type { Json } from '../model/json';
import type { FlatRecord, NativeRecord } from '../model/record';
import type { Candidate, ContentReader, MatchKeys } from './connector';

/** How a system's catalogue calls what an attachment is recognised by. */
export interface AttachmentNames {
	readonly fileName: string;
	readonly size: string;
}

/** The catalogues of all systems call the hash so. */
export const HASH = 'sha256';

/**
 * Of the attachments of one ticket, those that hold the very bytes that are to be sent: so no file is sent twice, whoever
 * put it there. The likeliest come first (same name). Where the system tells no hash, the bytes of those of the same size
 * are read and hashed on their way; the record then carries its hash.
 *
 * @param there attachments of the ticket
 * @param contents gives away the bytes of one
 * @param hashes what was hashed already, by id; to be shared by the keys of one look-up
 */
export async function sameBytes(
	key: MatchKeys,
	there: readonly NativeRecord[],
	names: AttachmentNames,
	contents: Pick<ContentReader, 'open'>,
	hashes = new Map<string, string | null>(),
): Promise<Candidate[]> {
	const { payload, targetId } = key;
	const hash = payload[HASH];
	if (typeof hash !== 'string' || hash === '') return [];
	const remembered = async (id: string): Promise<string | null> => {
		const its = hashes.has(id) ? (hashes.get(id) ?? null) : await hashOf(id, contents);
		hashes.set(id, its);
		return its;
	};
	const likely = there.filter((one) => sameSize(one.record[names.size], payload[names.size]));
	const found: Candidate[] = [];
	for (const one of likely) {
		const told = one.record[HASH];
		const its = typeof told === 'string' && told !== '' ? told : await remembered(one.id);
		if (its !== hash) continue;
		const record = { ...one, record: { ...one.record, [HASH]: its } };
		const label = text(one.record[names.fileName]) || one.id;
		found.push({ record, rule: one.id === targetId ? 'targetId' : 'content', label });
	}
	const nearness = ({ record: { record } }: Candidate): number =>
		Number(text(record[names.fileName]) !== text(payload[names.fileName]));
	return found.sort((a, b) => nearness(a) - nearness(b));
}

/** Hashes the bytes of an attachment as they pass. @returns null where they are gone */
export async function hashOf(id: string, contents: Pick<ContentReader, 'open'>): Promise<string | null> {
	try {
		const { stream } = await contents.open(id);
		const hash = createHash('sha256');
		await pipeline(stream, hash);
		return hash.digest('hex');
	} catch (error) {
		if (error instanceof SyncError && error.code === 'NOT_FOUND') return null;
		throw error;
	}
}

/** A size that is not told may be any. */
function sameSize(a: Json | undefined, b: Json | undefined): boolean {
	return typeof a !== 'number' || typeof b !== 'number' || a === b;
}

function text(value: FlatRecord[string] | undefined): string {
	return typeof value === 'string' ? value : '';
}
