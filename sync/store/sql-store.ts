import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { SIDES, type Entity, type Side } from '../model/entity';
import { SyncError } from '../model/errors';
import type { Json } from '../model/json';
import type { PhaseSwitch, PhaseSwitchEntry, SyncPhase } from '../model/phase';
import type { Link } from '../model/link';
import type { FlatRecord } from '../model/record';
import type { Decision, Review } from '../model/review';
import type { SettingChange, SettingEntry } from '../model/setting';
import type { StateChange } from '../model/shared-state';
import type { Pull, Watermark } from '../model/watermark';
import type { Write } from '../model/write';
import { commitChanges } from './commit-changes';
import { decideReview, notOpen } from './decisions';
import { GroupCommit } from './group-commit';
import { hasLeftOut, leaveOut, recall } from './left-out';
import { hasNotes, leaveNotes, takeNotes } from './inbox';
import { Ledger, type NewId } from './ledger';
import {
	loadLinkOfWrite,
	loadLinks,
	loadLinksBySide,
	loadMissing,
	loadNotices,
	loadPage,
	loadReview,
} from './load-ledger';
import { countDeletions, listMissing, revisitMissing } from './missing';
import { carriedOutBy, dueAmong, dueIds, lease, withLinks } from './outbox';
import { acknowledge, adopt, giveBack, holdBack, markSent, park, release } from './outcomes';
import { enterPhase, phaseOf } from './phases';
import { findReview, listAudit, listReviews, statusOf } from './reports';
import { listRevisits } from './revisits';
import { linkFromRow, linkToRow, parseJson } from './rows';
import { saveLedger } from './save-ledger';
import { changeSetting, listSettingChanges, settingOf } from './settings';
import { changeState } from './shared-state';
import type { StoreSchema } from './schema';
import type { AuditEntry, CommitBatch, CommitResult } from '../model/commit-batch';
import type { Standing, SwitchOutcome, SyncStatus } from './reported';
import type {
	BoundTenant,
	BeforeCall,
	ClaimedWrite,
	DeletionCount,
	LeftOut,
	LinkContext,
	ReviewDraft,
	Revisit,
	Store,
} from './store';
import { listSettledPairs, standingOf } from './standing';
import { listSwitches, switchPhase } from './phase-switches';
import { bindTenant, checkTenant, tenantsOf } from './tenants';
import { keepPull, listWatermarks, settle } from './watermarks';

type Db = Kysely<StoreSchema>;

export interface SqlStoreOptions {
	/** Makes a clear `SyncError STORE` of an error of this database; gives anything else back as it is. */
	readonly explain: (error: unknown) => unknown;
	readonly newId?: NewId;
	/** Switched off, a commit does not wait for the disk. Called while nobody else has the connection. */
	readonly durable?: (on: boolean) => void;
	/** When the database was put in the place of a lost one, milliseconds since 1970; null or absent: never. */
	readonly restoredAt?: number | null;
}

/**
 * The store on any database that Kysely speaks. A method is one transaction: it reads what it needs into a ledger,
 * changes that by the rules of `commit-changes`, `outcomes` and `decisions`, and saves it. The dialect must see to it
 * that no two transactions that write overlap (SQLite: `begin immediate`; PostgreSQL: `serializable`, tried again).
 */
export class SqlStore implements Store {
	readonly #db: Db;
	readonly #explain: (error: unknown) => unknown;
	readonly #newId: NewId;
	readonly #durable: (on: boolean) => void;
	readonly #restoredAt: string;
	readonly #together = new GroupCommit((work) => this.#write(work));
	#closed = false;

	constructor(db: Db, options: SqlStoreOptions) {
		this.#db = db;
		this.#explain = options.explain;
		this.#newId = options.newId ?? (() => randomUUID());
		this.#durable = options.durable ?? (() => undefined);
		// Before every time of a link where the store was never restored.
		this.#restoredAt = typeof options.restoredAt === 'number' ? isoTime(options.restoredAt) : '';
	}

	async close(): Promise<void> {
		this.#closed = true;
		await this.#db.destroy();
	}

	bindTenant(sync: string, side: Side, system: string, fingerprint: string): Promise<void> {
		return this.#write((db) => bindTenant(db, sync, side, { system, fingerprint }));
	}

	checkTenant(sync: string, side: Side, system: string, fingerprint: string): Promise<boolean> {
		return this.#read((db) => checkTenant(db, sync, side, { system, fingerprint }));
	}

	tenants(sync: string): Promise<BoundTenant[]> {
		return this.#read((db) => tenantsOf(db, sync));
	}

	phase(sync: string): Promise<SyncPhase | null> {
		return this.#read((db) => phaseOf(db, sync));
	}

	standing(sync: string, now: number): Promise<Standing> {
		return this.#read((db) => standingOf(db, sync, now));
	}

	switchPhase(request: PhaseSwitch, allows: (standing: Standing) => boolean): Promise<SwitchOutcome> {
		return this.#write((db) => switchPhase(db, request, allows));
	}

	phaseSwitches(sync: string, limit: number): Promise<PhaseSwitchEntry[]> {
		return this.#read((db) => listSwitches(db, sync, limit));
	}

	setting(sync: string, name: string): Promise<Json | undefined> {
		return this.#read((db) => settingOf(db, sync, name));
	}

	changeSetting(sync: string, name: string, value: Json, change: SettingChange): Promise<boolean> {
		return this.#write((db) => changeSetting(db, sync, name, value, change));
	}

	settingChanges(sync: string, name: string, limit: number): Promise<SettingEntry[]> {
		return this.#read((db) => listSettingChanges(db, sync, name, limit));
	}

	watermarks(sync: string, side: Side): Promise<Map<Entity, Watermark>> {
		return this.#read((db) => listWatermarks(db, sync, side));
	}

	savePull(pull: Pull): Promise<void> {
		return this.#write((db) => keepPull(db, pull));
	}

	settlePull(pullId: string): Promise<void> {
		return this.#write((db) => settle(db, pullId));
	}

	revisits(sync: string, side: Side, limit: number): Promise<Revisit[]> {
		return this.#read((db) => listRevisits(db, sync, side, limit));
	}

	addRevisits(revisits: readonly Omit<Revisit, 'id'>[]): Promise<void> {
		return this.#change(async (_db, ledger) => {
			for (const revisit of revisits) ledger.addRevisit(revisit);
		});
	}

	dropRevisits(ids: readonly string[]): Promise<void> {
		return this.#change(async (_db, ledger) => ledger.dropRevisits(ids));
	}

	leaveOut(sync: string, side: Side, records: readonly LeftOut[]): Promise<void> {
		return this.#write((db) => leaveOut(db, sync, side, records));
	}

	async recall(sync: string, side: Side, ticketIds: readonly string[], reason: string): Promise<number> {
		if (!(await this.#read((db) => hasLeftOut(db, sync, side, ticketIds)))) return 0;
		return await this.#change((db, ledger) => recall(db, ledger, { sync, side, ticketIds, reason }));
	}

	linksBySide(sync: string, entity: Entity, side: Side, ids: readonly string[]): Promise<Map<string, LinkContext>> {
		return this.#read(async (db) => {
			const ledger = new Ledger(this.#newId);
			await loadLinksBySide(db, ledger, sync, entity, side, ids);
			const found = new Map<string, LinkContext>();
			for (const id of ids) {
				const link = ledger.linkOf(sync, entity, side, id);
				if (link) found.set(id, this.#context(ledger, link.id));
			}
			return found;
		});
	}

	linkContexts(linkIds: readonly string[]): Promise<Map<string, LinkContext>> {
		return this.#read(async (db) => {
			const ledger = new Ledger(this.#newId);
			await loadLinks(db, ledger, linkIds);
			const known = linkIds.filter((id) => ledger.links.get(id));
			return new Map(known.map((id) => [id, this.#context(ledger, id)]));
		});
	}

	linksOf(sync: string, entity: Entity, page: Parameters<Store['linksOf']>[2]): Promise<LinkContext[]> {
		return this.#read(async (db) => {
			const ledger = new Ledger(this.#newId);
			const ids = await loadPage(db, ledger, sync, entity, page);
			return ids.map((id) => this.#context(ledger, id));
		});
	}

	settledPairs(sync: string, entity: Entity, page: Parameters<Store['settledPairs']>[2]): Promise<Link[]> {
		return this.#read((db) => listSettledPairs(db, sync, entity, page));
	}

	commit(batch: CommitBatch): Promise<CommitResult> {
		return this.#change(async (db, ledger) => {
			if (batch.run) await enterPhase(db, batch.sync, batch.run, batch.now);
			await loadForCommit(db, ledger, batch);
			const { links, reviews } = commitChanges(ledger, batch);
			for (const pull of batch.pulls) await settle(db, pull);
			await db.deleteFrom('commits').where('sync', '=', batch.sync).execute();
			await db
				.insertInto('commits')
				.values({ sync: batch.sync, at: isoTime(batch.now) })
				.execute();
			return () => ({
				links: links.map((id) => {
					const link = id === null ? undefined : ledger.links.get(id);
					return link ? linkFromRow(linkToRow(link)) : null;
				}),
				reviews: reviews.map((id) => copy(ledger.reviewById(id))),
			});
		}).then((result) => result());
	}

	deletions(sync: string, entity: Entity, side: Side, since: number): Promise<DeletionCount> {
		return this.#read((db) => countDeletions(db, sync, entity, side, since));
	}

	missing(sync: string, entity: Entity, side: Side, page: Parameters<Store['missing']>[3]): Promise<string[]> {
		return this.#read((db) => listMissing(db, sync, entity, side, page));
	}

	revisitMissing(sync: string, entity: Entity, side: Side, reason: string): Promise<void> {
		return this.#change((db, ledger) => revisitMissing(db, ledger, { sync, entity, side, reason }));
	}

	dueWrites(sync: string, now: number, limit: number): Promise<ClaimedWrite[]> {
		return this.#read(async (db) => withLinks(db, await dueIds(db, sync, now, limit)));
	}

	claim(sync: string, ids: readonly string[], now: number, leaseMs: number): Promise<ClaimedWrite[]> {
		return this.#write(async (db) => {
			const due = await dueAmong(db, sync, ids, now);
			const taken = [...new Set(ids)].filter((id) => due.has(id));
			for (const id of taken) await lease(db, id, this.#newId('lease'), now + leaseMs);
			return withLinks(db, taken);
		});
	}

	carriedOut(writeIds: readonly string[], since: number): ReturnType<Store['carriedOut']> {
		return this.#read((db) => carriedOutBy(db, writeIds, since));
	}

	async holdBack(write: Write, draft: ReviewDraft, now: number): Promise<void> {
		await this.#ofWrite(write, async (_db, ledger) => {
			holdBack(ledger, write, draft, now);
			return true;
		});
	}

	markSent(write: Write, payload: FlatRecord, before: BeforeCall = {}): Promise<boolean> {
		return this.#ofWrite(write, async (_db, ledger) => {
			const stored = ledger.leased(write);
			if (stored) markSent(ledger, stored, payload, before);
			return stored !== null;
		});
	}

	acknowledge(write: Write, outcome: Parameters<Store['acknowledge']>[1]): Promise<boolean> {
		return this.#ofWrite(write, async (db, ledger) => {
			const stored = ledger.leased(write);
			if (!stored) return false;
			await loadCounterpart(db, ledger, stored, outcome.targetId);
			return acknowledge(ledger, stored, outcome);
		});
	}

	adopt(write: Write, found: Parameters<Store['adopt']>[1]): Promise<boolean> {
		return this.#ofWrite(write, async (db, ledger) => {
			const stored = ledger.leased(write);
			if (!stored || stored.kind !== 'create') return false;
			await loadCounterpart(db, ledger, stored, found.targetId);
			return adopt(ledger, stored, found);
		});
	}

	async release(...[write, ...released]: Parameters<Store['release']>): Promise<void> {
		await this.#ofWrite(write, async (_db, ledger) => {
			release(ledger, write, ...released);
			return true;
		});
	}

	async giveBack(...[write, ...given]: Parameters<Store['giveBack']>): Promise<void> {
		await this.#ofWrite(write, async (_db, ledger) => {
			giveBack(ledger, write, ...given);
			return true;
		});
	}

	park(write: Write, status: 'dead' | 'held', draft: ReviewDraft, now: number, uncertain = false): Promise<boolean> {
		return this.#ofWrite(write, async (_db, ledger) => park(ledger, write, status, draft, now, uncertain));
	}

	reviews(sync: string, filter: Parameters<Store['reviews']>[1]): Promise<Review[]> {
		return this.#read((db) => listReviews(db, sync, filter));
	}

	review(id: string): Promise<Review | null> {
		return this.#read((db) => findReview(db, id));
	}

	resolveReview(id: string, decision: Decision, now: number, by: string): Promise<Review> {
		return this.#change(async (db, ledger) => {
			if (!(await loadReview(db, ledger, id))) throw notOpen(id);
			const { writeId, kind, sync, entity, side } = ledger.reviewById(id);
			if (kind === 'massDeletion' && side) await loadMissing(db, ledger, sync, entity, side);
			const write = writeId === null ? undefined : ledger.writes.get(writeId);
			if (decision.choice === 'link' && write) await loadCounterpart(db, ledger, write, decision.id);
			return copy(decideReview(ledger, id, decision, now, by));
		});
	}

	audit(sync: string, filter: Parameters<Store['audit']>[1]): Promise<AuditEntry[]> {
		return this.#read((db) => listAudit(db, sync, filter));
	}

	status(sync: string): Promise<SyncStatus> {
		return this.#read((db) => statusOf(db, sync));
	}

	cached(key: string, now: number, maxAgeMs: number): Promise<Json | undefined> {
		return this.#read(async (db) => {
			const row = await db.selectFrom('cached_values').selectAll().where('key', '=', key).executeTakeFirst();
			const isGood = row && now - Date.parse(row.at) <= maxAgeMs;
			return isGood ? parseJson(row.value, `cached value ${key}`) : undefined;
		});
	}

	cache(key: string, value: Json, now: number): Promise<void> {
		return this.#write(async (db) => {
			await db.deleteFrom('cached_values').where('key', '=', key).execute();
			await db
				.insertInto('cached_values')
				.values({ key, value: JSON.stringify(value), at: isoTime(now) })
				.execute();
		});
	}

	leaveNotes(inbox: string, notes: readonly Json[], now: number): Promise<void> {
		return this.#write((db) => leaveNotes(db, inbox, notes, now));
	}

	async takeNotes(inbox: string, limit: number): Promise<Json[]> {
		if (!(await this.#read((db) => hasNotes(db, inbox)))) return [];
		return await this.#write((db) => takeNotes(db, inbox, limit));
	}

	async changeState<T>(key: string, change: (state: Json | null) => StateChange<T>): Promise<T> {
		this.#refuseClosed();
		try {
			return await this.#db.connection().execute(async (db) => {
				this.#durable(false);
				try {
					return await db.transaction().execute((within) => changeState(within, key, change));
				} finally {
					this.#durable(true);
				}
			});
		} catch (error) {
			throw this.#explain(error);
		}
	}

	#context(ledger: Ledger, linkId: string): LinkContext {
		const context = ledger.context(linkId);
		return context.link.updatedAt <= this.#restoredAt ? { ...context, restored: true } : context;
	}

	/** A transaction that only reads: what it sees is of one moment. */
	async #read<T>(ask: (db: Db) => Promise<T>): Promise<T> {
		this.#refuseClosed();
		try {
			return await this.#db.transaction().setAccessMode('read only').execute(ask);
		} catch (error) {
			throw this.#explain(error);
		}
	}

	async #write<T>(work: (db: Db) => Promise<T>): Promise<T> {
		this.#refuseClosed();
		try {
			return await this.#db.transaction().execute(work);
		} catch (error) {
			throw this.#explain(error);
		}
	}

	#refuseClosed(): void {
		if (this.#closed) throw new SyncError('STORE', 'The store was closed. Open it again.');
	}

	#change<T>(work: (db: Db, ledger: Ledger) => Promise<T>): Promise<T> {
		return this.#write((db) => this.#inLedger(db, work));
	}

	async #inLedger<T>(db: Db, work: (db: Db, ledger: Ledger) => Promise<T>): Promise<T> {
		const ledger = new Ledger(this.#newId);
		const result = await work(db, ledger);
		await saveLedger(db, ledger);
		return result;
	}

	/** Work on the link of a write; false where the write does not exist. Shares its transaction with others of its kind. */
	async #ofWrite(write: Write, work: (db: Db, ledger: Ledger) => Promise<boolean>): Promise<boolean> {
		const known = async (db: Db, ledger: Ledger) => (await loadLinkOfWrite(db, ledger, write.id)) && work(db, ledger);
		try {
			return await this.#together.run((db) => this.#inLedger(db, known));
		} catch (error) {
			throw this.#explain(error);
		}
	}
}

/** Everything that the changes of a batch may touch. */
async function loadForCommit(db: Db, ledger: Ledger, batch: CommitBatch): Promise<void> {
	await loadLinks(
		db,
		ledger,
		batch.changes.flatMap((change) => change.expect?.linkId ?? []),
	);
	for (const entity of new Set(batch.changes.map((change) => change.entity))) {
		const changes = batch.changes.filter((change) => change.entity === entity);
		for (const side of SIDES) {
			const ids = changes.flatMap((change) => (side === 'psa' ? change.psaId : change.platformId) ?? []);
			await loadLinksBySide(db, ledger, batch.sync, entity, side, ids);
		}
	}
	await loadNotices(db, ledger, batch);
}

/** The link that has the id on the side that a write goes to. */
async function loadCounterpart(db: Db, ledger: Ledger, write: Write, targetId: string): Promise<void> {
	const link = ledger.link(write.linkId);
	await loadLinksBySide(db, ledger, link.sync, link.entity, write.target, [targetId]);
}

function copy<T extends object>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}
