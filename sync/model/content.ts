import type { Readable } from 'node:stream';

/** The bytes of an attachment on their way. Whoever opens one reads or destroys its stream. */
export interface Content {
	readonly stream: Readable;
	/** In bytes; null where the system does not say. */
	readonly size: number | null;
	readonly contentType: string | null;
}

/** Where the bytes of attachments lie between being read from one system and being written to the other. */
export interface ContentStore {
	/**
	 * Takes the bytes in, hashing them as they pass.
	 * @param maxBytes more than these are refused
	 * @throws SyncError REJECTED where there are more
	 */
	keep(content: Content, maxBytes?: number): Promise<{ readonly sha256: string; readonly size: number }>;
	/** @returns null where no bytes of that hash lie here (any more): they have to be read again. */
	open(sha256: string): Promise<Content | null>;
	/** Forgets bytes that nobody needs any more. */
	forget(sha256: string): Promise<void>;
}
