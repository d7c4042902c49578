import type { Connector } from '../../connectors/connector';
import { isoTime, type Clock } from '../../model/clock';
import { ENTITIES, otherSide, type Entity, type Side } from '../../model/entity';
import { SyncError } from '../../model/errors';
import { linkedId, shadowOf } from '../../model/link';
import type { NativeRecord } from '../../model/record';
import type { LinkContext, Store } from '../../store/store';
import { hashOf, withKnownHash } from '../contents/arriving';
import { refuseRetired } from '../retire/retired';
import { ExportFolder } from './folder';
import { FORMAT, pathOfFile, type ExportLine, type ExportManifest, type ExportProgress } from './manifest';
import { verifyExport } from './verify';

export interface ExportOptions {
	readonly sync: string;
	readonly side: Side;
	/** Where to: a new folder, or one in which an export of this sync was started. */
	readonly folder: string;
	/** Most records that one run takes. */
	readonly limit: number;
	/** Name and version of what exports, for the manifest. */
	readonly product: string;
}

export interface ExportDependencies {
	readonly connector: Connector;
	readonly store: Store;
	readonly clock: Clock;
}

export interface ExportResult {
	/** The export is whole, and was read again and found right. */
	readonly done: boolean;
	/** Records that this run has read. */
	readonly read: number;
	readonly manifest: ExportManifest | null;
	/** By entity: whether all of it is there. */
	readonly entities: readonly { readonly entity: Entity; readonly done: boolean }[];
	/** Set where the system asked for a pause: the next run goes on from here. */
	readonly stopped: SyncError | null;
}

const PAGE = 100;
/** After these nothing is wrong: the rest is read later. */
const PAUSES: ReadonlySet<SyncError['code']> = new Set(['RATE_LIMITED', 'PAUSED']);
/** Concern the system, not one file. */
const STOPS: ReadonlySet<SyncError['code']> = new Set([
	...PAUSES,
	'AUTHENTICATION',
	'WRONG_TENANT',
	'STORE',
	'UNREACHABLE',
]);

/**
 * Reads everything that the connector carries into a folder: a line for each record, a file for each content, and last
 * of all the manifest. A run takes so many records and the next one goes on behind them; what a run that died had begun
 * is written anew. An export that is whole is read again instead, and held against its manifest.
 *
 * @throws SyncError BAD_INPUT for a folder that cannot be used, RETIRED, and those of connector and store
 */
export async function exportHistory(dependencies: ExportDependencies, options: ExportOptions): Promise<ExportResult> {
	const { connector, store, clock } = dependencies;
	const { sync, side } = options;
	await refuseRetired(store, sync);
	await store.checkTenant(sync, side, connector.system, connector.fingerprint);
	const folder = new ExportFolder(options.folder);
	await folder.prepare();
	const manifest = await folder.manifest();
	if (manifest) return finished(await verified(folder, ownOrRefuse(manifest, dependencies, options)), 0);

	const started = await folder.progress();
	if (started) ownOrRefuse(started, dependencies, options);
	const progress: ExportProgress = started ?? {
		format: FORMAT,
		version: 1,
		product: options.product,
		sync,
		system: connector.system,
		tenant: connector.fingerprint,
		startedAt: isoTime(clock.now()),
		entities: ENTITIES.filter((entity) => connector.catalogue.entities[entity]).map((entity) => ({
			entity,
			state: null,
			bytes: 0,
			done: false,
		})),
	};
	await folder.saveProgress(progress);
	let read = 0;
	try {
		for (const part of progress.entities) {
			const seen = part.done ? new Map<string, string>() : await idsOf(folder, part);
			while (!part.done) {
				if (read >= options.limit) return unfinished(progress, read, null);
				const page = await connector.changes(part.entity, part.state, Math.min(PAGE, options.limit - read));
				const rows = page.rows.filter(({ deleted }) => !deleted);
				const lines = await linesOf(dependencies, options, folder, part.entity, rows);
				const fresh = lines.filter((line) => seen.get(line.id) !== (line.changedAt ?? ''));
				part.bytes = await folder.append(part.entity, part.bytes, fresh);
				for (const { id, changedAt } of fresh) seen.set(id, changedAt ?? '');
				part.state = page.state;
				part.done = !page.more;
				read += page.rows.length;
				await folder.saveProgress(progress);
			}
		}
	} catch (error) {
		if (!(error instanceof SyncError) || !PAUSES.has(error.code)) throw error;
		return unfinished(progress, read, error);
	}
	await folder.finish(await summedUp(folder, progress, isoTime(clock.now())));
	const whole = await folder.manifest();
	if (!whole) throw new SyncError('STORE', 'The manifest of the export was not there after it was written.');
	return finished(await verified(folder, whole), read);
}

function finished(manifest: ExportManifest, read: number): ExportResult {
	const entities = manifest.entities.map(({ entity }) => ({ entity, done: true }));
	return { done: true, read, manifest, entities, stopped: null };
}

function unfinished({ entities }: ExportProgress, read: number, stopped: SyncError | null): ExportResult {
	return {
		done: false,
		read,
		manifest: null,
		entities: entities.map(({ entity, done }) => ({ entity, done })),
		stopped,
	};
}

async function verified(folder: ExportFolder, manifest: ExportManifest): Promise<ExportManifest> {
	const { problems } = await verifyExport(folder.path);
	if (problems.length === 0) return manifest;
	throw new SyncError(
		'BAD_INPUT',
		`The export in "${folder.path}" is not what its manifest says: ${problems.slice(0, 3).join(' ')} Export into a new folder.`,
	);
}

/** @throws SyncError BAD_INPUT for an export of another sync or tenant */
function ownOrRefuse<T extends Pick<ExportProgress, 'sync' | 'system' | 'tenant'>>(
	there: T,
	{ connector }: ExportDependencies,
	{ sync, folder }: ExportOptions,
): T {
	if (there.sync === sync && there.system === connector.system && there.tenant === connector.fingerprint) return there;
	throw new SyncError(
		'BAD_INPUT',
		`The folder "${folder}" holds an export of the sync "${there.sync}" (${there.system}, ${there.tenant}). Choose another one.`,
	);
}

/** Rows may come twice, where they move to a later page: the second says nothing unless the record has changed. */
async function idsOf(
	folder: ExportFolder,
	{ entity, bytes }: ExportProgress['entities'][number],
): Promise<Map<string, string>> {
	const seen = new Map<string, string>();
	await folder.eachLine(entity, ({ id, changedAt }) => seen.set(id, changedAt ?? ''), bytes);
	return seen;
}

async function linesOf(
	{ connector, store }: ExportDependencies,
	{ sync, side }: ExportOptions,
	folder: ExportFolder,
	entity: Entity,
	rows: readonly NativeRecord[],
): Promise<ExportLine[]> {
	const ids = rows.map(({ id }) => id);
	const contexts = await store.linksBySide(sync, entity, side, ids);
	const lines: ExportLine[] = [];
	for (const row of rows) {
		const context = contexts.get(row.id);
		const { record, ...file } = entity === 'attachment' ? await withFile(connector, folder, side, row, context) : row;
		lines.push({
			entity,
			id: row.id,
			record: { ...record },
			changedAt: row.changedAt,
			author: row.author,
			url: row.url,
			counterpart: context ? linkedId(context.link, otherSide(side)) : null,
			syncState: context?.link.state ?? 'none',
			...('file' in file && file.file !== undefined ? { file: file.file } : {}),
			...('withoutFile' in file && file.withoutFile !== undefined ? { withoutFile: file.withoutFile } : {}),
		});
	}
	return lines;
}

/** Puts the bytes of an attachment into the folder; those that lie there already are not read again. */
async function withFile(
	connector: Connector,
	folder: ExportFolder,
	side: Side,
	listed: NativeRecord,
	context: LinkContext | undefined,
): Promise<{ readonly record: NativeRecord['record']; readonly file?: string; readonly withoutFile?: string }> {
	const row = withKnownHash(listed, context && shadowOf(context.link, side));
	const known = hashOf(row.record);
	if (known !== null && (await folder.hasFile(known))) return { record: row.record, file: pathOfFile(known) };
	if (!connector.contents) return { record: row.record, withoutFile: 'this connector reads no files' };
	try {
		const sha256 = await folder.addFile(await connector.contents.open(row.id));
		return { record: { ...row.record, sha256 }, file: pathOfFile(sha256) };
	} catch (error) {
		if (!(error instanceof SyncError) || STOPS.has(error.code)) throw error;
		return { record: row.record, withoutFile: error.message };
	}
}

async function summedUp(folder: ExportFolder, progress: ExportProgress, finishedAt: string): Promise<ExportManifest> {
	const { entities: parts, ...origin } = progress;
	const entities: ExportManifest['entities'] = [];
	const withoutFile = new Map<string, string>();
	for (const { entity, bytes } of parts) {
		await folder.append(entity, bytes, []);
		const ids = new Set<string>();
		let lines = 0;
		const count = (line: ExportLine): void => {
			ids.add(line.id);
			lines += 1;
			if (line.withoutFile === undefined) withoutFile.delete(line.id);
			else withoutFile.set(line.id, line.withoutFile);
		};
		await folder.eachLine(entity, count, bytes);
		const path = `records/${entity}.jsonl`;
		const measured = await folder.measure(path);
		if (!measured) throw new SyncError('STORE', `${path} of the export is gone. Export into a new folder.`);
		entities.push({ entity, path, records: ids.size, lines, ...measured });
	}
	const files: ExportManifest['files'] = [];
	for (const name of await folder.fileNames()) {
		const measured = await folder.measure(pathOfFile(name));
		if (measured?.sha256 !== name)
			throw new SyncError('STORE', `The file ${pathOfFile(name)} of the export is damaged. Export into a new folder.`);
		files.push(measured);
	}
	return {
		...origin,
		finishedAt,
		entities,
		files,
		withoutFile: [...withoutFile].map(([id, reason]) => ({ id, reason })),
	};
}
