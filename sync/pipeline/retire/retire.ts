import { isoTime, type Clock } from '../../model/clock';
import { SyncError } from '../../model/errors';
import type { ExportManifest } from '../export/manifest';
import { verifyExport } from '../export/verify';
import type { Standing } from '../../store/reported';
import type { Store } from '../../store/store';
import { inWords, reconcile, systemOf, type Reconciled } from './reconcile';
import { keepRetired, retiredSince, type Retirement } from './retired';

/** What is looked at before a PSA is given up, in the order in which it is shown. */
export const RETIRE_CHECKS = ['phase', 'export', 'writes', 'exportAge', 'records', 'files', 'review'] as const;
export type RetireCheckId = (typeof RETIRE_CHECKS)[number];

export interface RetireCheck {
	readonly id: RetireCheckId;
	/** For people. */
	readonly name: string;
	/** `blocks` cannot be overridden, `warns` can. */
	readonly state: 'ok' | 'warns' | 'blocks';
	readonly count: number;
	readonly found: string;
	readonly whatToDo: string;
	/** Ids of some of the records concerned. */
	readonly examples: readonly string[];
}

export interface RetireOptions {
	readonly sync: string;
	/** Where the export lies. */
	readonly folder: string;
	readonly by: string;
	/** Ids of the checks whose warnings are overridden. */
	readonly although: readonly string[];
	/** Looks only. */
	readonly dryRun?: boolean;
}

export interface RetireResult {
	readonly outcome: 'retired' | 'refused' | 'ready' | 'unchanged';
	readonly checks: readonly RetireCheck[];
	readonly reasons: readonly RetireCheck[];
	readonly table: readonly Reconciled[];
	readonly retired: Retirement | null;
}

interface Dependencies {
	readonly store: Store;
	readonly clock: Clock;
}

/** What happened in the PSA after its export began is in no export. */
const OLDEST_EXPORT_MS = 24 * 60 * 60_000;

/**
 * The end of a migration: looks whether everything that the PSA holds is on the platform or explained, and in a verified
 * export; then keeps that the PSA is given up. From then on no operation of this sync calls it. Calls no system itself.
 */
export async function retire({ store, clock }: Dependencies, options: RetireOptions): Promise<RetireResult> {
	const { sync, folder, by, although, dryRun = false } = options;
	const standing = await store.standing(sync, clock.now());
	const already = await retiredSince(store, sync);
	if (already) return { outcome: 'unchanged', checks: [], reasons: [], table: [], retired: already };
	const verified = await verifyExport(folder);
	const problems = [...verified.problems, ...(await ofAnother(store, sync, verified.manifest))];
	const { manifest } = verified;
	const isRight = manifest !== null && problems.length === 0;
	const table = isRight ? await reconcile(store, folder, manifest) : [];
	const checks = [
		phase(standing),
		exported(folder, manifest, problems),
		writes(standing),
		...(isRight ? [exportAge(manifest, clock.now()), records(table), files(manifest)] : []),
		review(standing),
	];
	const reasons = checks.filter(({ id, state }) => state === 'blocks' || (state === 'warns' && !although.includes(id)));
	if (reasons.length > 0) return { outcome: 'refused', checks, reasons, table, retired: null };
	if (dryRun || !manifest) return { outcome: 'ready', checks, reasons, table, retired: null };
	const overridden = checks.filter(({ state }) => state === 'warns').map(({ id }) => id);
	const retired: Retirement = {
		at: isoTime(clock.now()),
		by,
		folder,
		exportedAt: manifest.finishedAt,
		although: overridden,
	};
	await keepRetired(store, sync, retired, { by, clock });
	return { outcome: 'retired', checks, reasons, table, retired };
}

/**
 * Takes it back: the PSA is called again from the next run on.
 * @returns what was taken back; null where nothing was to be
 */
export async function takeBack(
	{ store, clock }: Dependencies,
	{ sync, by }: Pick<RetireOptions, 'sync' | 'by'>,
): Promise<Retirement | null> {
	const retired = await retiredSince(store, sync);
	if (retired) await keepRetired(store, sync, null, { by, clock });
	return retired;
}

/** @returns what is wrong with an export that belongs to another sync or tenant */
async function ofAnother(store: Store, sync: string, manifest: ExportManifest | null): Promise<string[]> {
	if (!manifest) return [];
	if (manifest.sync !== sync) return [`It belongs to the sync "${manifest.sync}".`];
	const psa = (await store.tenants(sync)).find(({ side }) => side === 'psa');
	if (!psa)
		throw new SyncError(
			'BAD_INPUT',
			`The sync "${sync}" has no PSA yet: nothing can be retired. Correct the sync key.`,
		);
	if (psa.fingerprint === manifest.tenant && psa.system === manifest.system) return [];
	return [`It belongs to another tenant (${manifest.system}, ${manifest.tenant}).`];
}

function check(
	id: RetireCheckId,
	name: string,
	state: RetireCheck['state'],
	found: string,
	more: Partial<Pick<RetireCheck, 'count' | 'whatToDo' | 'examples'>> = {},
): RetireCheck {
	return { id, name, state, found, count: 0, whatToDo: '', examples: [], ...more };
}

function phase({ phase: now }: Standing): RetireCheck {
	if (now?.phase === 3) return check('phase', 'Phase', 'ok', 'The sync is in phase 3.');
	return check('phase', 'Phase', 'blocks', `The sync is in ${now ? `phase ${now.phase}` : 'no phase yet'}.`, {
		count: 1,
		whatToDo: 'Retire the PSA from phase 3, in which it only bills: go there with Switch Phase.',
	});
}

function exported(folder: string, manifest: ExportManifest | null, problems: readonly string[]): RetireCheck {
	if (manifest && problems.length === 0) {
		const count = manifest.entities.reduce((sum, { records: some }) => sum + some, 0);
		const found = `${count} records and ${manifest.files.length} files of ${systemOf(manifest)}, exported at ${manifest.finishedAt} and read again just now: all of it is as the manifest says.`;
		return check('export', 'Export', 'ok', found);
	}
	return check(
		'export',
		'Export',
		'blocks',
		`The export in "${folder}" cannot be relied on. ${problems.slice(0, 5).join(' ')}`,
		{
			count: problems.length,
			whatToDo: "Run Sync → Export History of the PSA's node until it says done, and name its folder here.",
		},
	);
}

function writes({ undone: { inFlight, due } }: Standing): RetireCheck {
	const count = inFlight + due;
	if (count === 0) return check('writes', 'Writes', 'ok', 'Nothing is under way or due.');
	return check('writes', 'Writes', 'blocks', `${inFlight} writes are under way, ${due} are due.`, {
		count,
		whatToDo: 'Let the workflow of phase 3 run until nothing is due any more.',
	});
}

function exportAge({ startedAt }: ExportManifest, now: number): RetireCheck {
	const hours = Math.floor((now - Date.parse(startedAt)) / 3_600_000);
	if (now - Date.parse(startedAt) <= OLDEST_EXPORT_MS)
		return check('exportAge', 'Age of the Export', 'ok', `It was begun ${hours} hours ago.`);
	return check(
		'exportAge',
		'Age of the Export',
		'warns',
		`It was begun ${hours} hours ago: what has changed in the PSA since is not in it.`,
		{
			count: 1,
			whatToDo: 'Export once more into a new folder, or accept it where nobody has worked in the PSA since.',
		},
	);
}

function records(table: readonly Reconciled[]): RetireCheck {
	const found = table.map(inWords).join(' ');
	const count = table.reduce((sum, { unexplained }) => sum + unexplained, 0);
	if (count === 0) return check('records', 'Records', 'ok', found);
	return check('records', 'Records', 'warns', found, {
		count,
		whatToDo:
			'Widen the scope and run the sync until they have counterparts, or accept that they are in the export only.',
		examples: table.flatMap(({ entity, examples }) => examples.map((id) => `${entity} ${id}`)),
	});
}

function files({ withoutFile }: ExportManifest): RetireCheck {
	const count = withoutFile.length;
	if (count === 0) return check('files', 'Files', 'ok', 'The file of every attachment is in the export.');
	return check(
		'files',
		'Files',
		'warns',
		`${count} attachments are in the export without their file: ${withoutFile[0].reason}`,
		{
			count,
			whatToDo: 'Open some of them in the PSA. Where the files are there, export once more into a new folder.',
			examples: withoutFile.slice(0, 10).map(({ id }) => `attachment ${id}`),
		},
	);
}

function review({ status: { openReviews } }: Standing): RetireCheck {
	const count = Object.values(openReviews).reduce((sum, some) => sum + some, 0);
	if (count === 0) return check('review', 'Open Entries', 'ok', 'Nothing waits under Needs Review.');
	return check('review', 'Open Entries', 'warns', `${count} entries wait for somebody.`, {
		count,
		whatToDo: 'Settle them under Conflict → Get Many, or accept that they are settled on the platform by hand.',
	});
}
