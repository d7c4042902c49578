import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Content } from '../../model/content';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import {
	exportLine,
	manifestFile,
	pathOfFile,
	progressFile,
	FILES,
	MANIFEST,
	PROGRESS,
	RECORDS,
	type ExportLine,
	type ExportManifest,
	type ExportProgress,
} from './manifest';

/** The folder of one export. Nothing in a record decides where anything is written: names are entities and hashes. */
export class ExportFolder {
	/** @throws SyncError BAD_INPUT for a path that is not absolute */
	constructor(readonly path: string) {
		if (path.includes('\0') || !isAbsolute(path) || normalize(path) === '/') {
			throw new SyncError(
				'BAD_INPUT',
				`The folder "${path.slice(0, 200)}" must be a whole path, for example /data/psa-export.`,
			);
		}
	}

	/** @throws SyncError BAD_INPUT where the folder holds anything but an export, or its parent is missing */
	async prepare(): Promise<void> {
		await disk('make the folder of the export', async () => {
			const known = await stat(this.path).catch(absent);
			if (known && !known.isDirectory()) throw new SyncError('BAD_INPUT', `"${this.path}" is a file. Choose a folder.`);
			const entries = known ? await readdir(this.path) : [];
			if (entries.length > 0 && !entries.includes(PROGRESS) && !entries.includes(MANIFEST)) {
				throw new SyncError(
					'BAD_INPUT',
					`The folder "${this.path}" holds other things. Choose a new one, or one in which an export of this sync was started.`,
				);
			}
			if (!known && !(await stat(dirname(this.path)).catch(absent))) {
				throw new SyncError(
					'BAD_INPUT',
					`The folder "${dirname(this.path)}" does not exist where n8n runs. Make it (in Docker: mount a volume there) and let n8n write into it.`,
				);
			}
			for (const folder of [this.path, join(this.path, RECORDS), join(this.path, FILES)])
				await mkdir(folder, { recursive: true, mode: 0o700 });
		});
	}

	async manifest(): Promise<ExportManifest | null> {
		return await this.#read(MANIFEST, manifestFile);
	}

	async progress(): Promise<ExportProgress | null> {
		return await this.#read(PROGRESS, progressFile);
	}

	async saveProgress(progress: ExportProgress): Promise<void> {
		await this.#write(PROGRESS, progress);
	}

	/** The manifest is the last thing that is written: an export that has one is whole. */
	async finish(manifest: ExportManifest): Promise<void> {
		await this.#write(MANIFEST, manifest);
		await disk('finish the export', async () => await rm(join(this.path, PROGRESS), { force: true }));
	}

	/**
	 * Adds lines behind the first `bytes` of the file; what stands behind those is of a run that died.
	 * @returns how much of the file is accounted for now
	 */
	async append(entity: Entity, bytes: number, lines: readonly ExportLine[]): Promise<number> {
		return await disk(`write ${entity} records`, async () => {
			const path = this.recordsPath(entity);
			const file = await open(path, 'a', 0o600);
			try {
				await truncate(path, bytes);
				const text = lines.map((line) => `${oneLine(line)}\n`).join('');
				await file.appendFile(text);
				await file.sync();
				return bytes + Buffer.byteLength(text);
			} finally {
				await file.close();
			}
		});
	}

	/**
	 * Visits the lines of the first `bytes` of a file of records (all of them without), one after the other.
	 * @throws SyncError BAD_INPUT for a damaged line
	 */
	async eachLine(entity: Entity, visit: (line: ExportLine) => void, bytes?: number): Promise<void> {
		if (bytes === 0) return;
		await disk(`read ${entity} records`, async () => await this.#eachLine(entity, visit, bytes));
	}

	async #eachLine(entity: Entity, visit: (line: ExportLine) => void, bytes: number | undefined): Promise<void> {
		const end = bytes === undefined ? undefined : bytes - 1;
		const input = createReadStream(this.recordsPath(entity), { end });
		let number = 0;
		for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
			number += 1;
			const parsed = exportLine.safeParse(json(text));
			if (!parsed.success) {
				throw new SyncError(
					'BAD_INPUT',
					`Line ${number} of ${this.recordsPath(entity)} is damaged. Export into a new folder.`,
				);
			}
			visit(parsed.data);
		}
	}

	/** Puts bytes under their hash; those that are there already stay. @returns their hash */
	async addFile(content: Content): Promise<string> {
		const part = join(this.path, FILES, `.${randomUUID()}.part`);
		try {
			const { meter, digest } = hashing();
			await pipeline(content.stream, meter, createWriteStream(part, { flags: 'wx', mode: 0o600, flush: true }));
			const { sha256 } = digest();
			return await disk('keep a file', async () => {
				const path = join(this.path, pathOfFile(sha256));
				await mkdir(dirname(path), { recursive: true, mode: 0o700 });
				await rename(part, path);
				return sha256;
			});
		} catch (error) {
			content.stream.destroy();
			await rm(part, { force: true }).catch(() => undefined);
			throw asSyncError('keep a file', error);
		}
	}

	async hasFile(sha256: string): Promise<boolean> {
		return /^[0-9a-f]{64}$/.test(sha256) && (await stat(join(this.path, pathOfFile(sha256))).catch(absent)) !== null;
	}

	/** The hashes of all files that lie there, by their names; parts of dead runs are removed. */
	async fileNames(): Promise<string[]> {
		const names: string[] = [];
		for (const first of (await readdir(join(this.path, FILES))).sort()) {
			if (first.startsWith('.')) await rm(join(this.path, FILES, first), { force: true });
			else names.push(...(await readdir(join(this.path, FILES, first))).sort());
		}
		return names;
	}

	/** Hash and size of a file below the folder, read from the disk. @returns null where it is not there */
	async measure(path: string): Promise<{ readonly sha256: string; readonly bytes: number } | null> {
		if (!(await stat(join(this.path, path)).catch(absent))) return null;
		return await disk(`read ${path}`, async () => {
			const { meter, digest } = hashing();
			meter.resume();
			await pipeline(createReadStream(join(this.path, path)), meter);
			return digest();
		});
	}

	recordsPath(entity: Entity): string {
		return join(this.path, RECORDS, `${entity}.jsonl`);
	}

	async #read<T>(
		name: string,
		schema: { safeParse(value: unknown): { success: boolean; data?: T } },
	): Promise<T | null> {
		const text = await readFile(join(this.path, name), 'utf8').catch(absent);
		if (text === null) return null;
		const parsed = schema.safeParse(json(text));
		if (parsed.success && parsed.data !== undefined) return parsed.data;
		throw new SyncError(
			'BAD_INPUT',
			`${join(this.path, name)} is damaged or of another version. Export into a new folder.`,
		);
	}

	async #write(name: string, value: object): Promise<void> {
		await disk(`write ${name}`, async () => {
			const part = join(this.path, `.${name}.part`);
			await writeFile(part, `${JSON.stringify(value, null, '\t')}\n`, { mode: 0o600, flush: true });
			await rename(part, join(this.path, name));
		});
	}
}

function hashing() {
	const hash = createHash('sha256');
	let bytes = 0;
	const meter = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			bytes += chunk.length;
			hash.update(chunk);
			done(null, chunk);
		},
	});
	return { meter, digest: () => ({ sha256: hash.digest('hex'), bytes }) };
}

/** JSON leaves these two as they are, and readers of lines, Node's among them, take them for the end of one. */
function oneLine(line: ExportLine): string {
	return JSON.stringify(line).replace(/[\u2028\u2029]/g, (sign) => (sign === '\u2028' ? '\\u2028' : '\\u2029'));
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

async function disk<T>(what: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw asSyncError(what, error);
	}
}

function asSyncError(what: string, error: unknown): SyncError {
	if (error instanceof SyncError) return error;
	const code = codeOf(error);
	return new SyncError(
		'STORE',
		`Could not ${what}${code === null ? '' : ` (${code})`}. Check that the disk has room and that n8n may write there.`,
		{},
		{ cause: error },
	);
}

function absent(error: unknown): null {
	if (codeOf(error) === 'ENOENT') return null;
	throw error;
}

function codeOf(error: unknown): string | null {
	return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : null;
}
