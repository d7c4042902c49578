import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../model/clock';
import type { Content, ContentStore } from '../../model/content';
import { SyncError } from '../../model/errors';

export interface SpoolOptions {
	readonly clock: Clock;
	/** All files together, in bytes. */
	readonly maxBytes?: number;
}

/** How long bytes that nobody fetched are kept; they can be read again from where they came. */
const UNUSED_MS = 24 * 60 * 60_000;
/** And those that have been sent: the same file often stands in many tickets (a logo in a signature). */
const SENT_MS = 60 * 60_000;
/** What a dead process had begun. */
const PART = /^\.[0-9a-f-]{36}\.part$/;
const HASH = /^[0-9a-f]{64}$/;
const GIBIBYTE = 1024 ** 3;

/**
 * Attachments on their way from one system to the other, as files of a folder that only this user may read. A name is
 * the hash of what it holds and nothing else, so that no file name of a record ever reaches the disk. A file is there
 * whole or not at all. What lies here can be read again from its system: losing the folder loses nothing.
 */
export class Spool implements ContentStore {
	readonly maxBytes: number;
	readonly #clock: Clock;

	constructor(
		private readonly folder: string,
		{ clock, maxBytes = GIBIBYTE }: SpoolOptions,
	) {
		this.#clock = clock;
		this.maxBytes = maxBytes;
	}

	/**
	 * @throws SyncError REJECTED for more than `maxBytes`, PAUSED where the folder is full of files that still have to be
	 * sent, STORE where the disk fails, and whatever the stream ends with.
	 */
	async keep(content: Content, maxBytes = this.maxBytes): Promise<{ readonly sha256: string; readonly size: number }> {
		const most = Math.min(maxBytes, this.maxBytes);
		const part = join(this.folder, `.${randomUUID()}.part`);
		try {
			if ((content.size ?? 0) > most) throw tooLarge(content.size ?? 0, most);
			await mkdir(this.folder, { recursive: true, mode: 0o700 });
			const room = await this.#room(content.size ?? 1);
			const { meter, total } = measured(most, room);
			// On the disk before it has its name: what has one is whole.
			await pipeline(content.stream, meter, createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }));
			const kept = total();
			await rename(part, this.#path(kept.sha256));
			await this.#stamp(kept.sha256, this.#clock.now());
			return kept;
		} catch (error) {
			content.stream.destroy();
			await rm(part, { force: true }).catch(() => undefined);
			throw asSyncError(error, 'keep a file');
		}
	}

	async open(sha256: string): Promise<Content | null> {
		if (!HASH.test(sha256)) return null;
		const path = this.#path(sha256);
		try {
			const { size } = await stat(path);
			const stream = createReadStream(path);
			await new Promise<void>((resolve, reject) => stream.once('open', () => resolve()).once('error', reject));
			return { stream, size, contentType: null };
		} catch (error) {
			if (isAbsent(error)) return null;
			throw asSyncError(error, 'open a file');
		}
	}

	async forget(sha256: string): Promise<void> {
		if (HASH.test(sha256)) await this.#stamp(sha256, this.#clock.now() - (UNUSED_MS - SENT_MS));
	}

	/** Removes what nobody needs any more, and more where room is needed. @returns the bytes that may be added */
	async #room(needed: number): Promise<number> {
		const files = await this.#files();
		const now = this.#clock.now();
		let used = 0;
		for (const { size } of files) used += size;
		for (const { name, size, mtimeMs } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
			const age = now - mtimeMs;
			const isPart = PART.test(name);
			const isOver = age >= (isPart ? SENT_MS : UNUSED_MS);
			const mayGo = !isPart && age >= UNUSED_MS - SENT_MS && used + needed > this.maxBytes;
			if (!isOver && !mayGo) continue;
			await rm(join(this.folder, name), { force: true });
			used -= size;
		}
		if (used + needed <= this.maxBytes) return this.maxBytes - used;
		throw new SyncError(
			'PAUSED',
			`The folder for attachments on their way is full (${megabytes(used)} of ${megabytes(this.maxBytes)}): the files in it must be sent first. Nothing is lost; this goes on by itself. Look under Needs Review whether attachments wait for somebody, or set PSA_SYNC_FILES_MB to a larger number.`,
		);
	}

	async #files(): Promise<{ name: string; size: number; mtimeMs: number }[]> {
		const files: { name: string; size: number; mtimeMs: number }[] = [];
		for (const name of await readdir(this.folder)) {
			if (!HASH.test(name) && !PART.test(name)) continue;
			try {
				const { size, mtimeMs } = await stat(join(this.folder, name));
				files.push({ name, size, mtimeMs });
			} catch (error) {
				// Another process has removed it meanwhile.
				if (!isAbsent(error)) throw error;
			}
		}
		return files;
	}

	/** When it was last wanted, told by the time of the file. */
	async #stamp(sha256: string, time: number): Promise<void> {
		try {
			await utimes(this.#path(sha256), time / 1000, time / 1000);
		} catch (error) {
			if (!isAbsent(error)) throw asSyncError(error, 'touch a file');
		}
	}

	#path(sha256: string): string {
		return join(this.folder, sha256);
	}
}

/** Hashes and counts what passes, and stops it where it is too much. */
function measured(most: number, room: number) {
	const hash = createHash('sha256');
	let size = 0;
	const meter = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			size += chunk.length;
			if (size > most) return done(tooLarge(size, most));
			if (size > room) return done(new SyncError('PAUSED', 'The folder for attachments on their way is full'));
			hash.update(chunk);
			done(null, chunk);
		},
	});
	return { meter, total: () => ({ sha256: hash.digest('hex'), size }) };
}

function tooLarge(size: number, most: number): SyncError {
	return new SyncError(
		'REJECTED',
		`The file is larger than what is taken (${megabytes(size)}; at most ${megabytes(most)})`,
	);
}

/** @returns a size as people say it. */
export function megabytes(bytes: number): string {
	return bytes < 100_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function isAbsent(error: unknown): boolean {
	return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string | null {
	return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null;
}

function asSyncError(error: unknown, what: string): SyncError {
	if (error instanceof SyncError) return error;
	const code = codeOf(error);
	return new SyncError(
		'STORE',
		`Could not ${what} in the folder for attachments on their way${code === null ? '' : ` (${code})`}. Check that the disk beside the sync's store has room and that n8n may write there.`,
		{},
		{ cause: error },
	);
}
