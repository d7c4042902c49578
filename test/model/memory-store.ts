import { isoTime } from '../../sync/model/clock';
import { ENTITIES, entityRank, otherSide, SIDES } from '../../sync/model/entity';
import type { Entity, Side } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import { canonicalJson, sameValue } from '../../sync/model/json';
import type { Json } from '../../sync/model/json';
import { linkedId, missingOn, shadowOf } from '../../sync/model/link';
import type { Link, LinkState, Missing } from '../../sync/model/link';
import { refuseOtherPhase } from '../../sync/model/phase';
import type { PhaseSwitch, PhaseSwitchEntry, SyncPhase } from '../../sync/model/phase';
import type { FlatRecord } from '../../sync/model/record';
import { REVIEW_KINDS } from '../../sync/model/review';
import type { Decision, Review, ReviewKind } from '../../sync/model/review';
import type { Pull, Watermark } from '../../sync/model/watermark';
import type { SettingChange, SettingEntry } from '../../sync/model/setting';
import type { StateChange } from '../../sync/model/shared-state';
import { isUnlinkedReference } from '../../sync/model/write';
import type { MappedFields, Write, WriteStatus } from '../../sync/model/write';
import {
	type AuditDraft,
	type AuditEntry,
	type CommitBatch,
	type CommitResult,
	type IntendedWrite,
	type LinkChange,
	type MissingNotice,
} from '../../sync/model/commit-batch';
import { ALONE_TOLD, type Standing, type SwitchOutcome, type SyncStatus, type Undone } from '../../sync/store/reported';
import {
	type BoundTenant,
	type BeforeCall,
	type ClaimedWrite,
	type DeletionCount,
	type LeftOut,
	type LinkContext,
	type ReviewDraft,
	type Revisit,
	type Store,
} from '../../sync/store/store';

const LINK_STATES: readonly LinkState[] = ['half', 'matched', 'linked', 'tombstone'];
const WRITE_STATUSES: readonly WriteStatus[] = ['pending', 'replan', 'held', 'done', 'superseded', 'dead'];
const ACTIVE: ReadonlySet<WriteStatus> = new Set(['pending', 'replan', 'held', 'dead']);

type StoredReview = Omit<Review, 'psaId' | 'platformId'>;

interface CarriedOut {
	readonly linkId: string;
	readonly target: Side;
	readonly at: string;
	readonly fields: readonly string[];
}

interface State {
	readonly tenants: Map<
		string,
		{ readonly sync: string; readonly side: Side; readonly tenant: string; readonly bound: BoundTenant }
	>;
	readonly phases: Map<string, SyncPhase>;
	switches: readonly (PhaseSwitchEntry & { readonly sync: string })[];
	/** Ids by sync, side, ticket and entity. */
	readonly leftOut: Map<
		string,
		{ readonly key: readonly [string, Side, string, Entity]; readonly ids: readonly string[] }
	>;
	/** The history of each setting, newest first. */
	readonly settings: Map<string, readonly SettingEntry[]>;
	readonly watermarks: Map<string, { readonly side: Side; readonly entity: Entity; readonly mark: Watermark }>;
	readonly pulls: Map<string, Pull>;
	readonly revisits: Map<string, Revisit>;
	readonly links: Map<string, Link>;
	/** In the order of their creation, as are reviews: a Map keeps the place of a key that is set again. */
	readonly writes: Map<string, Write>;
	readonly acknowledged: Set<string>;
	readonly reviews: Map<string, StoredReview>;
	audit: readonly AuditEntry[];
	carriedOut: readonly CarriedOut[];
	readonly cache: Map<string, { readonly value: Json; readonly at: number }>;
	readonly notes: { readonly inbox: string; readonly note: Json; readonly at: number }[];
	readonly commits: Map<string, string>;
	readonly shared: Map<string, Json>;
	readonly counters: Map<string, number>;
}

/**
 * The `Store` interface as an executable specification: plain Maps, every method synchronous inside and therefore
 * atomic, values copied in and frozen. Ids count up per kind (`link-1`, `write-1`, …), so that a test's
 * counter-example can be read and repeated.
 */
export class MemoryStore implements Store {
	readonly #state: State;

	constructor(state?: State) {
		this.#state = state ?? {
			tenants: new Map(),
			phases: new Map(),
			switches: [],
			leftOut: new Map(),
			settings: new Map(),
			watermarks: new Map(),
			pulls: new Map(),
			revisits: new Map(),
			links: new Map(),
			writes: new Map(),
			acknowledged: new Set(),
			reviews: new Map(),
			audit: [],
			carriedOut: [],
			cache: new Map(),
			notes: [],
			commits: new Map(),
			shared: new Map(),
			counters: new Map(),
		};
	}

	/** @returns a store of its own that holds what this one holds now: what a process finds after a restart. */
	clone(): MemoryStore {
		const s = this.#state;
		return new MemoryStore({
			tenants: new Map(s.tenants),
			phases: new Map(s.phases),
			switches: s.switches,
			leftOut: new Map(s.leftOut),
			settings: new Map(s.settings),
			watermarks: new Map(s.watermarks),
			pulls: new Map(s.pulls),
			revisits: new Map(s.revisits),
			links: new Map(s.links),
			writes: new Map(s.writes),
			acknowledged: new Set(s.acknowledged),
			reviews: new Map(s.reviews),
			audit: s.audit,
			carriedOut: s.carriedOut,
			cache: new Map(s.cache),
			notes: [...s.notes],
			commits: new Map(s.commits),
			shared: new Map(s.shared),
			counters: new Map(s.counters),
		});
	}

	/** Makes ids that `other` has not made yet: those of a real store are never made twice, whatever becomes of it. */
	countOnFrom(other: MemoryStore): this {
		for (const [kind, count] of other.#state.counters) this.#state.counters.set(kind, count);
		return this;
	}

	/** Everything ever written, over or not, oldest first: for assertions that the interface has no question for. */
	allWrites(): readonly Write[] {
		return [...this.#state.writes.values()];
	}

	allLinks(): readonly Link[] {
		return [...this.#state.links.values()];
	}

	async close(): Promise<void> {}

	async bindTenant(sync: string, side: Side, system: string, fingerprint: string): Promise<void> {
		if (await this.checkTenant(sync, side, system, fingerprint)) return;
		this.#state.tenants.set(keyOf(sync, side), {
			sync,
			side,
			tenant: keyOf(system, fingerprint),
			bound: { side, system, fingerprint },
		});
	}

	async checkTenant(sync: string, side: Side, system: string, fingerprint: string): Promise<boolean> {
		const tenant = keyOf(system, fingerprint);
		const tenantOf = (ofSync: string, ofSide: Side): string | undefined =>
			this.#state.tenants.get(keyOf(ofSync, ofSide))?.tenant;
		const bound = tenantOf(sync, side);
		if (bound === tenant) return true;
		const other = tenantOf(sync, otherSide(side));
		if (bound !== undefined || other === tenant) {
			throw new SyncError('WRONG_TENANT', `The ${side} side of sync "${sync}" belongs to another tenant`);
		}
		for (const former of this.#state.tenants.values()) {
			const isPair = former.tenant === tenant && tenantOf(former.sync, otherSide(former.side)) === other;
			if (other !== undefined && isPair) {
				throw new SyncError('SYNC_KEY_CHANGED', `These two tenants are the sync "${former.sync}" already`);
			}
		}
		return false;
	}

	async phase(sync: string): Promise<SyncPhase | null> {
		return this.#state.phases.get(sync) ?? null;
	}

	async standing(sync: string, now: number): Promise<Standing> {
		return this.#standing(sync, now);
	}

	async switchPhase(request: PhaseSwitch, allows: (standing: Standing) => boolean): Promise<SwitchOutcome> {
		const { sync, from, to, by, although, now } = request;
		const standing = this.#standing(sync, now);
		const { phase } = standing;
		if (phase?.phase !== from.phase || phase.since !== from.since) return { kind: 'moved', phase };
		if (!allows(standing)) return { kind: 'refused', standing };
		const at = isoTime(now);
		const next = frozen({ ...phase, phase: to, since: at });
		this.#state.phases.set(sync, next);
		this.#state.switches = [frozen({ sync, from: from.phase, to, by, although, at }), ...this.#state.switches];
		return { kind: 'switched', phase: next };
	}

	async phaseSwitches(sync: string, limit: number): Promise<PhaseSwitchEntry[]> {
		const own = this.#state.switches.filter((one) => one.sync === sync).slice(0, limit);
		return own.map(({ from, to, by, although, at }) => ({ from, to, by, although, at }));
	}

	async setting(sync: string, name: string): Promise<Json | undefined> {
		return this.#state.settings.get(keyOf(sync, name))?.[0].value;
	}

	async changeSetting(sync: string, name: string, value: Json, { by, now, from }: SettingChange): Promise<boolean> {
		const history = this.#state.settings.get(keyOf(sync, name)) ?? [];
		const standing = canonicalJson(history[0]?.value);
		if (from !== undefined && standing !== canonicalJson(from)) return false;
		if (standing !== canonicalJson(value)) {
			this.#state.settings.set(keyOf(sync, name), [frozen({ value, by, at: isoTime(now) }), ...history]);
		}
		return true;
	}

	async settingChanges(sync: string, name: string, limit: number): Promise<SettingEntry[]> {
		return (this.#state.settings.get(keyOf(sync, name)) ?? []).slice(0, limit);
	}

	async linksOf(sync: string, entity: Entity, page: Parameters<Store['linksOf']>[2]): Promise<LinkContext[]> {
		return [...this.#state.links.values()]
			.filter((link) => link.sync === sync && link.entity === entity)
			.filter(({ id }) => page.after === null || id > page.after)
			.sort((a, b) => compareText(a.id, b.id))
			.slice(0, page.limit)
			.map((link) => this.#context(link));
	}

	async settledPairs(sync: string, entity: Entity, page: Parameters<Store['settledPairs']>[2]): Promise<Link[]> {
		return [...this.#state.links.values()]
			.filter((link) => link.sync === sync && link.entity === entity && link.state === 'linked')
			.filter((link) => link.psaMissing === null && link.platformMissing === null && this.#hasNothingOpen(link))
			.filter(({ psaId }) => psaId !== null && (page.after === null || psaId > page.after))
			.sort((a, b) => compareText(a.psaId ?? '', b.psaId ?? ''))
			.slice(0, page.limit);
	}

	async watermarks(sync: string, side: Side): Promise<Map<Entity, Watermark>> {
		const found = new Map<Entity, Watermark>();
		for (const entity of ENTITIES) {
			const stored = this.#state.watermarks.get(keyOf(sync, side, entity));
			if (stored) found.set(entity, stored.mark);
		}
		return found;
	}

	async savePull(pull: Pull): Promise<void> {
		const forgotten = isoTime(Date.parse(pull.createdAt) - 7 * 24 * 60 * 60 * 1000);
		for (const old of this.#state.pulls.values()) {
			const sameSide = old.sync === pull.sync && old.side === pull.side;
			if (sameSide && old.createdAt < forgotten) this.#state.pulls.delete(old.id);
		}
		this.#state.pulls.set(pull.id, frozen(pull));
	}

	async settlePull(pullId: string): Promise<void> {
		const pull = this.#state.pulls.get(pullId);
		if (!pull) return;
		for (const { entity, from, to } of pull.steps) {
			const key = keyOf(pull.sync, pull.side, entity);
			const stands = this.#state.watermarks.get(key)?.mark ?? null;
			if (sameWatermark(stands, from)) this.#state.watermarks.set(key, { side: pull.side, entity, mark: to });
		}
		this.#state.pulls.delete(pullId);
	}

	async revisits(sync: string, side: Side, limit: number): Promise<Revisit[]> {
		const wanted = [...this.#state.revisits.values()].filter((one) => one.sync === sync && one.side === side);
		return wanted.slice(0, limit);
	}

	async addRevisits(revisits: readonly Omit<Revisit, 'id'>[]): Promise<void> {
		for (const revisit of revisits) this.#addRevisit(revisit);
	}

	async dropRevisits(ids: readonly string[]): Promise<void> {
		for (const id of ids) this.#state.revisits.delete(id);
	}

	async leaveOut(sync: string, side: Side, records: readonly LeftOut[]): Promise<void> {
		for (const { entity, ticketId, id } of records) {
			const key = [sync, side, ticketId, entity] as const;
			const ids = this.#state.leftOut.get(keyOf(...key))?.ids ?? [];
			this.#state.leftOut.set(keyOf(...key), { key, ids: [...new Set([...ids, id])] });
		}
	}

	async recall(sync: string, side: Side, ticketIds: readonly string[], reason: string): Promise<number> {
		const recalled = [...this.#state.leftOut.entries()]
			.filter(([, { key }]) => key[0] === sync && key[1] === side && ticketIds.includes(key[2]))
			.sort(([, { key: a }], [, { key: b }]) => compareText(a[2], b[2]) || compareText(a[3], b[3]));
		for (const [name, { key, ids }] of recalled) {
			this.#state.leftOut.delete(name);
			for (const recordId of ids) this.#addRevisit({ sync, side, entity: key[3], recordId, force: [], reason });
		}
		return recalled.reduce((sum, [, { ids }]) => sum + ids.length, 0);
	}

	async linksBySide(
		sync: string,
		entity: Entity,
		side: Side,
		ids: readonly string[],
	): Promise<Map<string, LinkContext>> {
		const found = new Map<string, LinkContext>();
		for (const id of ids) {
			const link = this.#linkOf(sync, entity, side, id);
			if (link) found.set(id, this.#context(link));
		}
		return found;
	}

	async linkContexts(linkIds: readonly string[]): Promise<Map<string, LinkContext>> {
		const found = new Map<string, LinkContext>();
		for (const id of linkIds) {
			const link = this.#state.links.get(id);
			if (link) found.set(id, this.#context(link));
		}
		return found;
	}

	async commit(batch: CommitBatch): Promise<CommitResult> {
		for (const change of batch.changes) refuseNameless(change);
		if (batch.run) {
			const standing = this.#state.phases.get(batch.sync) ?? null;
			refuseOtherPhase(batch.sync, standing, batch.run);
			const lastRunAt = isoTime(batch.now);
			this.#state.phases.set(batch.sync, frozen({ ...batch.run, since: standing?.since ?? lastRunAt, lastRunAt }));
		}
		const links: (Link | null)[] = [];
		const reviews = new Set<string>();
		for (const change of batch.changes) {
			if (this.#isStale(batch, change)) {
				for (const { side, recordId, force } of change.seen) {
					this.#addRevisit({
						sync: batch.sync,
						side,
						entity: change.entity,
						recordId,
						force,
						reason: 'The plan was made from a state that has changed meanwhile',
					});
				}
				links.push(null);
				continue;
			}
			const { link, opened } = this.#apply(batch, change);
			links.push(link);
			for (const id of opened) reviews.add(id);
		}
		for (const notice of batch.notices ?? []) {
			const opened = this.#notify(batch, notice, links);
			if (opened !== null) reviews.add(opened);
		}
		for (const pull of batch.pulls) await this.settlePull(pull);
		this.#state.commits.set(batch.sync, isoTime(batch.now));
		return {
			links: links.map((link) => link && (this.#state.links.get(link.id) ?? null)),
			// As they stand at the end: a later change of the batch may have merged their link away.
			reviews: [...reviews].map((id) => this.#review(id)),
		};
	}

	async deletions(sync: string, entity: Entity, side: Side, since: number): Promise<DeletionCount> {
		const there = [...this.#state.links.values()]
			.filter((link) => link.sync === sync && link.entity === entity && link.state !== 'tombstone')
			.filter((link) => linkedId(link, side) !== null);
		const recent = this.#deleted(sync, entity, side)
			.filter(({ createdAt }) => createdAt > isoTime(since))
			.filter(({ linkId }) => missingOn(this.#link(linkId), side) !== 'confirmed');
		const asked = there.filter((link) => missingOn(link, side) === 'asked');
		return { linked: there.length, recent: recent.length, asked: asked.length };
	}

	async missing(sync: string, entity: Entity, side: Side, page: Parameters<Store['missing']>[3]): Promise<string[]> {
		const marked = [...this.#missing(sync, entity, side, 'asked'), ...this.#missing(sync, entity, side, 'ignored')];
		return marked
			.map((link) => linkedId(link, side) ?? '')
			.sort(compareText)
			.filter((id) => page.after === null || id > page.after)
			.slice(0, page.limit);
	}

	async revisitMissing(sync: string, entity: Entity, side: Side, reason: string): Promise<void> {
		const missing = await this.missing(sync, entity, side, { after: null, limit: Number.POSITIVE_INFINITY });
		const deleted = this.#deleted(sync, entity, side)
			.flatMap(({ linkId }) => linkedId(this.#link(linkId), side) ?? [])
			.sort(compareText);
		for (const recordId of new Set([...missing, ...deleted])) {
			this.#addRevisit({ sync, side, entity, recordId, force: [], reason });
		}
	}

	async dueWrites(sync: string, now: number, limit: number): Promise<ClaimedWrite[]> {
		return [...this.#state.writes.values()]
			.filter((write) => write.sync === sync && this.#isDue(write, now))
			.sort((a, b) => entityRank(a.entity) - entityRank(b.entity))
			.slice(0, limit)
			.map((write) => ({ write, link: this.#link(write.linkId) }));
	}

	async claim(sync: string, ids: readonly string[], now: number, leaseMs: number): Promise<ClaimedWrite[]> {
		const claimed: ClaimedWrite[] = [];
		for (const id of ids) {
			const write = this.#state.writes.get(id);
			if (!write || write.sync !== sync || !this.#isDue(write, now)) continue;
			const leased = this.#setWrite(id, { leaseToken: this.#newId('lease'), leaseUntil: isoTime(now + leaseMs) });
			claimed.push({ write: leased, link: this.#link(leased.linkId) });
		}
		return claimed;
	}

	async carriedOut(writeIds: readonly string[], since: number): ReturnType<Store['carriedOut']> {
		const found = new Map<string, readonly (readonly string[])[]>();
		for (const id of new Set(writeIds)) {
			const write = this.#state.writes.get(id);
			const counted = this.#state.carriedOut
				.filter(({ linkId, target, at }) => linkId === write?.linkId && target === write.target && at > isoTime(since))
				.sort((a, b) => compareText(a.at, b.at) || compareText(JSON.stringify(a.fields), JSON.stringify(b.fields)));
			if (counted.length > 0)
				found.set(
					id,
					counted.map(({ fields }) => fields),
				);
		}
		return found;
	}

	async holdBack(write: Write, draft: ReviewDraft, now: number): Promise<void> {
		const stored = this.#leased(write);
		if (!stored) return;
		this.#setWrite(stored.id, { lastError: draft.message, ...FREE });
		this.#openReview(stored.linkId, { ...draft, side: stored.target, writeId: stored.id }, now);
	}

	async markSent(write: Write, payload: FlatRecord, { replaces, sentAt, now }: BeforeCall = {}): Promise<boolean> {
		const stored = this.#leased(write);
		if (!stored) return false;
		const again = Object.entries(replaces ?? {})
			.filter(([field, value]) => sameValue(stored.replaces?.[field], value))
			.map(([field]) => field);
		if (now !== undefined) this.#keepReplaced({ ...stored, replaces: without(stored.replaces ?? {}, again) }, now);
		this.#setWrite(stored.id, {
			attempts: stored.attempts + 1,
			payload: frozen(payload),
			replaces: replaces ? frozen(replaces) : null,
			sentAt: sentAt ?? stored.sentAt,
		});
		return true;
	}

	async acknowledge(write: Write, outcome: Parameters<Store['acknowledge']>[1]): Promise<boolean> {
		const stored = this.#leased(write);
		if (!stored) return false;
		const link = this.#link(stored.linkId);
		const { target } = stored;
		if (stored.kind === 'create') {
			const other = this.#linkOf(link.sync, link.entity, target, outcome.targetId);
			const known = linkedId(link, target);
			if (known !== null && known !== outcome.targetId) return false;
			if (other && other.id !== link.id && !isHalf(other)) return false;
			this.#setWrite(stored.id, { status: 'done', lastError: null, ...FREE });
			const merged = other && other.id !== link.id ? other : null;
			if (merged) this.#mergeAway(merged, link, outcome.now);
			this.#setLink(link.id, outcome.now, {
				...withId(target, outcome.targetId),
				...withShadow(target, outcome.shadow),
				state: [link.state, merged?.state].includes('tombstone') ? 'tombstone' : 'linked',
			});
			if (merged)
				this.#revisit(this.#link(link.id), target, [], 'The record was seen before its creation was acknowledged');
		} else {
			this.#setWrite(stored.id, { status: 'done', lastError: null, ...FREE });
			this.#setLink(link.id, outcome.now, withShadow(target, { ...shadowOf(link, target), ...outcome.shadow }));
		}
		this.#closeReviewsOf(stored.id, outcome.now);
		if (!outcome.called) this.#keepReplaced(stored, outcome.now);
		this.#state.acknowledged.add(stored.id);
		if (outcome.called || stored.payload !== null) this.#count(stored, outcome.now);
		for (const draft of outcome.audit) this.#addAudit(link.id, draft, outcome.now);
		for (const draft of outcome.reviews) this.#openReview(link.id, draft, outcome.now);
		return true;
	}

	async adopt(write: Write, found: Parameters<Store['adopt']>[1]): Promise<boolean> {
		const stored = this.#leased(write);
		if (!stored || stored.kind !== 'create') return false;
		return this.#adopt(stored, found.targetId, found.shadow, found.reason, found.now);
	}

	async release(...[write, notBefore, reason, uncertain, told]: Parameters<Store['release']>): Promise<void> {
		const stored = this.#leased(write);
		if (!stored) return;
		const call = uncertain ? {} : UNCALLED;
		this.#setWrite(stored.id, { notBefore: isoTime(notBefore), lastError: reason, ...call, ...FREE });
		if (told) this.#openReview(stored.linkId, { ...told.draft, writeId: stored.id }, told.now);
	}

	async giveBack(...[write, reason, now, landed = {}]: Parameters<Store['giveBack']>): Promise<void> {
		const stored = this.#leased(write);
		if (!stored) return;
		if (write.payload !== null) this.#count(stored, now);
		this.#keepReplaced({ ...write, linkId: stored.linkId }, now);
		this.#setWrite(stored.id, { status: 'replan', lastError: reason, ...UNCALLED, ...FREE });
		if (Object.keys(landed).length > 0) {
			const held = { ...shadowOf(this.#link(stored.linkId), stored.target), ...landed };
			this.#setLink(stored.linkId, now, withShadow(stored.target, held));
		}
		const link = this.#link(stored.linkId);
		const side = linkedId(link, stored.target) === null ? otherSide(stored.target) : stored.target;
		this.#revisit(link, side, [], reason);
	}

	async park(...[write, status, draft, now, uncertain = false]: Parameters<Store['park']>): Promise<boolean> {
		const stored = this.#leased(write);
		if (!stored) return false;
		const call = uncertain ? {} : UNCALLED;
		this.#setWrite(stored.id, { status, lastError: draft.message, ...call, ...FREE });
		this.#openReview(stored.linkId, { ...draft, writeId: stored.id }, now);
		return true;
	}

	async reviews(sync: string, filter: Parameters<Store['reviews']>[1]): Promise<Review[]> {
		const all = [...this.#state.reviews.values()];
		const start = filter.after === undefined ? 0 : all.findIndex((one) => one.id === filter.after) + 1;
		if (filter.after !== undefined && start === 0) {
			throw new SyncError('BAD_INPUT', `There is no review entry ${filter.after} to continue after`);
		}
		return all
			.slice(start)
			.filter((one) => one.sync === sync)
			.filter((one) => filter.status === undefined || one.status === filter.status)
			.filter((one) => filter.kind === undefined || one.kind === filter.kind)
			.slice(0, filter.limit)
			.map((one) => this.#review(one.id));
	}

	async review(id: string): Promise<Review | null> {
		return this.#state.reviews.has(id) ? this.#review(id) : null;
	}

	async resolveReview(id: string, decision: Decision, now: number, by: string): Promise<Review> {
		const review = await this.review(id);
		if (!review || review.status !== 'open') throw new SyncError('BAD_INPUT', `Review entry ${id} is not open`);
		if (decision.choice !== 'dismiss') this.#decide(review, decision, now, by);
		else if (review.kind === 'flapping' && review.side !== null) this.#callOff(review.linkId, review.side, now, by);
		else if (review.kind === 'massDeletion') this.#decideMissing(review, 'ignored', now, by);
		this.#state.reviews.set(
			id,
			frozen({
				...this.#storedReview(id),
				status: decision.choice === 'dismiss' ? 'closed' : 'resolved',
				decision: { ...decision, by },
				updatedAt: isoTime(now),
			} as StoredReview),
		);
		if (review.kind !== 'conflict' || decision.choice === 'dismiss') {
			this.#addAudit(
				review.linkId,
				{
					kind: 'decided',
					side: review.side ?? 'psa',
					field: review.field,
					before: null,
					after: decision.choice,
					reason: `Decided by ${by}`,
				},
				now,
			);
		}
		return this.#review(id);
	}

	async audit(sync: string, filter: Parameters<Store['audit']>[1]): Promise<AuditEntry[]> {
		return [...this.#state.audit]
			.reverse()
			.filter((entry) => entry.sync === sync && (filter.linkId === undefined || entry.linkId === filter.linkId))
			.slice(0, filter.limit);
	}

	async status(sync: string): Promise<SyncStatus> {
		return this.#status(sync);
	}

	#status(sync: string): SyncStatus {
		const s = this.#state;
		const links = [...s.links.values()].filter((one) => one.sync === sync);
		const writes = [...s.writes.values()].filter((one) => one.sync === sync);
		const reviews = [...s.reviews.values()].filter((one) => one.sync === sync && one.status === 'open');
		const present = ENTITIES.filter((entity) => links.some((link) => link.entity === entity));
		const watermarks = SIDES.flatMap((side) =>
			ENTITIES.flatMap((entity) => {
				const stored = s.watermarks.get(keyOf(sync, side, entity));
				return stored ? [{ side, entity, at: stored.mark.at }] : [];
			}),
		);
		const done = writes.filter((write) => s.acknowledged.has(write.id));
		return {
			sync,
			links: Object.fromEntries(
				present.map((entity) => [
					entity,
					count(
						LINK_STATES,
						links.filter((one) => one.entity === entity),
						(one) => one.state,
					),
				]),
			),
			writes: count(WRITE_STATUSES, writes, (one) => one.status),
			openReviews: count(REVIEW_KINDS, reviews, (one) => one.kind),
			revisits: [...s.revisits.values()].filter((one) => one.sync === sync).length,
			missing: links.filter((one) => one.state !== 'tombstone' && (one.psaMissing ?? one.platformMissing) !== null)
				.length,
			watermarks,
			acknowledged: count(SIDES, done, (one) => one.target),
			lastCommitAt: s.commits.get(sync) ?? null,
		};
	}

	async cached(key: string, now: number, maxAgeMs: number): Promise<Json | undefined> {
		const stored = this.#state.cache.get(key);
		return stored && now - stored.at <= maxAgeMs ? stored.value : undefined;
	}

	async tenants(sync: string): Promise<BoundTenant[]> {
		return SIDES.flatMap((side) => this.#state.tenants.get(keyOf(sync, side))?.bound ?? []);
	}

	async changeState<T>(key: string, change: (state: Json | null) => StateChange<T>): Promise<T> {
		const { state, answer } = change(this.#state.shared.get(key) ?? null);
		if (state !== undefined) this.#state.shared.set(key, frozen(state));
		return answer;
	}

	async cache(key: string, value: Json, now: number): Promise<void> {
		this.#state.cache.set(key, { value: frozen(value), at: now });
	}

	async leaveNotes(inbox: string, notes: readonly Json[], now: number): Promise<void> {
		const kept = this.#state.notes.filter(({ at }) => at >= now - 60 * 60_000);
		const left = notes.map((note) => ({ inbox, note: frozen(note), at: now }));
		this.#state.notes.splice(0, Infinity, ...kept, ...left);
	}

	async takeNotes(inbox: string, limit: number): Promise<Json[]> {
		const taken = this.#state.notes.filter((note) => note.inbox === inbox).slice(0, limit);
		this.#state.notes.splice(0, Infinity, ...this.#state.notes.filter((note) => !taken.includes(note)));
		return taken.map(({ note }) => note);
	}

	// --- the commit of one change ---

	#isStale(batch: CommitBatch, change: LinkChange): boolean {
		const link = change.expect ? this.#state.links.get(change.expect.linkId) : undefined;
		if (change.expect) {
			if (!link || link.sync !== batch.sync || link.entity !== change.entity) return true;
			if (link.revision !== change.expect.revision) return true;
		}
		const active = link ? this.#active(link.id) : [];
		if (change.closeCreate && active.some((write) => write.kind === 'create' && leaseRuns(write, batch.now)))
			return true;
		for (const side of SIDES) {
			const id = side === 'psa' ? change.psaId : change.platformId;
			if (id === undefined) continue;
			const known = link ? linkedId(link, side) : null;
			if (known !== null && known !== id) return true;
			const other = this.#linkOf(batch.sync, change.entity, side, id);
			if (other && other.id !== link?.id) {
				if (!link || !isHalf(other)) return true;
				if (this.#active(other.id).some((write) => !isAmendable(write, batch.now))) return true;
			}
			const creates = active.filter((write) => write.kind === 'create' && write.target === side);
			if (known === null && !change.closeCreate && creates.some((write) => !isAmendable(write, batch.now))) return true;
		}
		return change.withdraw.some(({ target, fields }) =>
			active.some(
				(write) =>
					write.target === target &&
					write.status !== 'dead' &&
					!isAmendable(write, batch.now) &&
					fields.some((field) => Object.hasOwn(write.fields, field)),
			),
		);
	}

	#apply(batch: CommitBatch, change: LinkChange): { link: Link; opened: string[] } {
		const at = isoTime(batch.now);
		let linkId = change.expect?.linkId;
		if (linkId === undefined) {
			linkId = this.#newId('link');
			this.#state.links.set(
				linkId,
				frozen({
					id: linkId,
					sync: batch.sync,
					entity: change.entity,
					psaId: null,
					platformId: null,
					psaShadow: null,
					platformShadow: null,
					state: 'half',
					psaMissing: null,
					platformMissing: null,
					revision: 0,
					createdAt: at,
					updatedAt: at,
				} satisfies Link),
			);
		}
		const before = this.#link(linkId);
		const inherited: Partial<Link>[] = [];
		for (const side of SIDES) {
			const id = side === 'psa' ? change.psaId : change.platformId;
			if (id === undefined || linkedId(before, side) !== null) continue;
			const other = this.#linkOf(batch.sync, change.entity, side, id);
			if (other) {
				this.#mergeAway(other, before, batch.now);
				inherited.push(withShadow(side, shadowOf(other, side)));
			}
			for (const write of this.#active(linkId, side)) {
				if (write.kind === 'create' && !change.closeCreate) this.#supersede(write, batch.now);
			}
			inherited.push(withId(side, id));
		}
		const next: Link = Object.assign({}, before, ...inherited);
		const psaShadow = change.psaShadow ?? next.psaShadow;
		const platformShadow = change.platformShadow ?? next.platformShadow;
		const becomesPair = isHalf(before) && !isHalf(next);
		const pairState: LinkState = psaShadow && platformShadow ? 'linked' : 'matched';
		this.#setLink(linkId, batch.now, {
			psaId: next.psaId,
			platformId: next.platformId,
			psaShadow,
			platformShadow,
			state: change.state ?? (becomesPair ? pairState : next.state),
			...(change.missing?.psa === undefined ? {} : { psaMissing: change.missing.psa }),
			...(change.missing?.platform === undefined ? {} : { platformMissing: change.missing.platform }),
		});

		for (const write of change.closeCreate ? this.#active(linkId) : []) {
			if (write.kind === 'create') this.#finish(write, batch.now);
		}
		for (const { target, fields } of change.withdraw) {
			for (const write of this.#active(linkId, target)) this.#takeOut(write, fields, batch.now);
		}
		for (const intended of change.writes) this.#putWrite(this.#link(linkId), intended, batch.now);
		for (const side of change.confirm) {
			for (const write of this.#active(linkId, side)) {
				if (write.status === 'replan') this.#setWrite(write.id, { status: 'pending', notBefore: null });
			}
		}
		for (const { kind, field } of change.closeReviews) {
			for (const one of this.#openReviews(linkId)) {
				if (one.kind === kind && one.field === field) this.#closeReview(one.id, batch.now);
			}
		}
		const opened = change.reviews.map((draft) => this.#openReview(linkId, draft, batch.now));
		for (const draft of change.audit) this.#addAudit(linkId, draft, batch.now);
		for (const revisit of change.revisits) this.#state.revisits.delete(revisit);
		for (const { side, recordId, force } of change.revisit ?? []) {
			const { sync } = batch;
			this.#addRevisit({ sync, side, entity: change.entity, recordId, force, reason: 'Asked for by the plan' });
		}
		return { link: this.#link(linkId), opened };
	}

	/** @returns the entry, where it was opened by this. */
	#notify(
		{ sync, now, changes }: CommitBatch,
		{ entity, side, draft }: MissingNotice,
		links: readonly (Link | null)[],
	): string | null {
		const open = [...this.#state.reviews.values()].find(
			(one) =>
				one.sync === sync &&
				one.kind === 'massDeletion' &&
				one.status === 'open' &&
				one.entity === entity &&
				one.side === side,
		);
		if (draft === null) {
			if (open) this.#closeReview(open.id, now);
			for (const link of this.#missing(sync, entity, side, 'asked')) {
				this.#revisit(link, side, [], 'Most of the records that were missing with it came back');
			}
			return null;
		}
		const first = links.find(
			(link, index) =>
				link !== null &&
				this.#state.links.has(link.id) &&
				changes[index].entity === entity &&
				changes[index].missing?.[side] === 'asked',
		);
		const linkId = open?.linkId ?? first?.id;
		if (linkId === undefined) return null;
		const id = this.#openReview(linkId, { ...draft, kind: 'massDeletion', field: '', side }, now);
		return open ? null : id;
	}

	/** Merged into the youngest write of the target where that is amendable, else put behind it. */
	#putWrite(link: Link, intended: IntendedWrite, now: number): void {
		const active = this.#active(link.id, intended.target);
		const creates = linkedId(link, intended.target) !== null || active.some((write) => write.kind === 'create');
		// What there is, or is being created, can only be updated.
		const kind = creates ? 'update' : intended.kind;
		const youngest = active.at(-1);
		if (youngest && isAmendable(youngest, now) && (youngest.kind === 'create' || kind === 'update')) {
			const revived = youngest.status === 'dead';
			if (revived) this.#closeReviewsOf(youngest.id, now);
			this.#setWrite(youngest.id, {
				fields: { ...youngest.fields, ...intended.fields },
				sourceChangedAt: intended.sourceChangedAt ?? youngest.sourceChangedAt,
				sourceAuthor: intended.sourceAuthor ?? youngest.sourceAuthor,
				targetHint: intended.targetHint ?? youngest.targetHint,
				...(revived ? { status: 'pending', attempts: 0, notBefore: null, lastError: null } : {}),
				...FREE,
			});
			return;
		}
		for (const write of active) {
			if (write.kind === 'update') this.#takeOut(write, Object.keys(intended.fields), now);
		}
		const id = this.#newId('write');
		const write: Write = {
			id,
			sync: link.sync,
			linkId: link.id,
			entity: link.entity,
			target: intended.target,
			kind,
			fields: intended.fields,
			payload: null,
			replaces: null,
			sentAt: null,
			status: 'pending',
			attempts: 0,
			notBefore: null,
			leaseUntil: null,
			leaseToken: null,
			sourceChangedAt: intended.sourceChangedAt,
			sourceAuthor: intended.sourceAuthor,
			targetHint: intended.targetHint,
			createAnyway: false,
			lastError: null,
			createdAt: isoTime(now),
		};
		this.#state.writes.set(id, frozen(write));
	}

	/** `before`: the write as it was claimed, with a payload only if an earlier call is without an answer. */
	#keepReplaced(before: Write, now: number): void {
		const { payload, replaces, linkId, target: side } = before;
		for (const [field, value] of Object.entries((payload && replaces) ?? {})) {
			const reason = 'written by a call whose answer never came';
			this.#addAudit(
				linkId,
				{ kind: 'overwritten', side, field, before: value, after: payload?.[field] ?? null, reason },
				now,
			);
		}
	}

	#takeOut(write: Write, fields: readonly string[], now: number): void {
		const givenUp = write.kind === 'update' && write.status === 'dead';
		if (!givenUp && !isAmendable(write, now)) return;
		if (!fields.some((field) => Object.hasOwn(write.fields, field))) return;
		if (givenUp) this.#keepReplaced(write, now);
		const left = without(write.fields, fields);
		if (write.kind === 'update' && Object.keys(left).length === 0) this.#supersede(write, now);
		else this.#setWrite(write.id, { fields: left, ...(givenUp ? UNCALLED : {}), ...FREE });
	}

	#finish(write: Write, now: number): void {
		this.#setWrite(write.id, { status: 'done', lastError: null, ...FREE });
		this.#closeReviewsOf(write.id, now);
	}

	#supersede(write: Write, now: number): void {
		this.#setWrite(write.id, { status: 'superseded', ...FREE });
		this.#closeReviewsOf(write.id, now);
	}

	// --- two links that turn out to be one ---

	#mergeAway(other: Link, into: Link, now: number): void {
		for (const write of this.#state.writes.values()) {
			if (write.linkId !== other.id) continue;
			if (ACTIVE.has(write.status)) this.#supersede(write, now);
			this.#setWrite(write.id, { linkId: into.id });
		}
		const open = this.#openReviews(into.id);
		for (const one of [...this.#state.reviews.values()]) {
			if (one.linkId !== other.id) continue;
			if (one.status === 'open' && open.some((mine) => sameEntry(mine, one))) this.#closeReview(one.id, now);
			this.#state.reviews.set(one.id, frozen({ ...this.#storedReview(one.id), linkId: into.id }));
		}
		this.#state.audit = this.#state.audit.map((entry) =>
			entry.linkId === other.id ? frozen({ ...entry, linkId: into.id }) : entry,
		);
		this.#state.carriedOut = this.#state.carriedOut.map((one) =>
			one.linkId === other.id ? { ...one, linkId: into.id } : one,
		);
		this.#state.links.delete(other.id);
		const side: Side = other.psaId === null ? 'platform' : 'psa';
		const reason = 'A second link of the same record was merged into this one';
		this.#addAudit(
			into.id,
			{ kind: 'merged', side, field: '', before: null, after: linkedId(other, side), reason },
			now,
		);
	}

	#adopt(create: Write, targetId: string, shadow: FlatRecord | null, reason: string, now: number): boolean {
		const { target } = create;
		const link = this.#link(create.linkId);
		const known = linkedId(link, target);
		if (known !== null && known !== targetId) return false;
		const other = this.#linkOf(link.sync, link.entity, target, targetId);
		const merged = other && other.id !== link.id ? other : null;
		if (merged && !isHalf(merged)) return false;
		if (merged && this.#active(merged.id).some((write) => write.status === 'pending' && write.payload !== null))
			return false;
		this.#finish(create, now);
		for (const write of this.#active(link.id, target)) this.#supersede(write, now);
		if (merged) this.#mergeAway(merged, link, now);
		this.#setLink(link.id, now, {
			...withId(target, targetId),
			...withShadow(target, (merged && shadowOf(merged, target)) ?? shadow ?? shadowOf(link, target)),
			state: [link.state, merged?.state].includes('tombstone') ? 'tombstone' : 'matched',
		});
		this.#addAudit(link.id, { kind: 'linked', side: target, field: '', before: null, after: targetId, reason }, now);
		this.#revisit(this.#link(link.id), 'psa', [], reason);
		return true;
	}

	// --- a person's decision ---

	#decide(review: Review, decision: Decision, now: number, by: string): void {
		const link = this.#link(review.linkId);
		const write = review.writeId === null ? undefined : this.#state.writes.get(review.writeId);
		const misfit = (why: string) =>
			new SyncError('BAD_INPUT', `Review entry ${review.id} (${review.kind}): ${why}`, { entity: review.entity });
		const accepted: Record<ReviewKind, readonly Decision['choice'][]> = {
			conflict: ['psa', 'platform', 'value'],
			unmapped: ['retry'],
			ambiguous: ['link', 'create'],
			deadLetter: ['retry'],
			deleted: [],
			notLanded: ['retry'],
			waiting: [],
			flapping: ['retry'],
			massDeletion: ['confirm'],
		};
		if (!accepted[review.kind].includes(decision.choice)) throw misfit(`"${decision.choice}" is no choice`);
		switch (decision.choice) {
			case 'psa':
			case 'platform':
			case 'value':
				if (link.state === 'tombstone') throw misfit('one side has deleted its record');
				if (decision.choice !== 'value' && !review[decision.choice]) throw misfit('that side has no value');
				this.#decideConflict(
					review,
					decision.choice === 'value' ? decision.value : (review[decision.choice]?.value ?? null),
					now,
					by,
				);
				return;
			case 'link':
				if (!write || write.status !== 'held') throw misfit('its create no longer waits');
				if (review.candidates.length > 0 && !review.candidates.some((one) => one.id === decision.id)) {
					throw misfit('no such candidate');
				}
				if (!this.#adopt(write, decision.id, null, `Linked by ${by}`, now))
					throw misfit('already linked to another record');
				if (this.#link(link.id).platformShadow === null) {
					this.#revisit(this.#link(link.id), 'platform', [], `Linked by ${by}`);
				}
				return;
			case 'create':
				if (!write || write.status !== 'held') throw misfit('its create no longer waits');
				this.#setWrite(write.id, { status: 'pending', notBefore: null, lastError: null, createAnyway: true });
				return;
			case 'confirm':
				this.#decideMissing(review, 'confirmed', now, by);
				return;
			case 'retry': {
				if (review.kind === 'unmapped') {
					const side = review.side;
					if (side === null || linkedId(link, side) === null) throw misfit('its record is not known');
					this.#revisit(link, side, [review.field || '*'], `Sent again by ${by}`);
					return;
				}
				if (review.kind === 'flapping') {
					this.#state.carriedOut = this.#state.carriedOut.filter(
						({ linkId, target }) => linkId !== link.id || target !== review.side,
					);
					return;
				}
				if (!write) throw misfit('its write is not known');
				this.#retry(write, now, by);
			}
		}
	}

	#decideConflict(review: Review, value: Json, now: number, by: string): void {
		const link = this.#link(review.linkId);
		for (const side of SIDES) {
			const holds = review[side];
			const differs = !holds || !sameValue(holds.value, value);
			const contrary = this.#active(link.id, side).filter(
				(write) => Object.hasOwn(write.fields, review.field) && !sameValue(write.fields[review.field], value),
			);
			const travels = contrary.some((write) => write.status !== 'dead' && !isAmendable(write, now));
			if (differs || travels) this.#putWrite(link, update(side, { [review.field]: value }, now, by), now);
			else {
				for (const write of contrary) this.#takeOut(write, [review.field], now);
			}
			if (!differs) continue;
			const before = holds?.value ?? null;
			const reason = `Decided by ${by}`;
			this.#addAudit(link.id, { kind: 'decided', side, field: review.field, before, after: value, reason }, now);
		}
		this.#setLink(link.id, now, {});
	}

	#decideMissing({ sync, entity, side }: Review, known: Missing, now: number, by: string): void {
		for (const link of side === null ? [] : this.#missing(sync, entity, side, 'asked')) {
			this.#setLink(link.id, now, side === 'psa' ? { psaMissing: known } : { platformMissing: known });
			if (side && known === 'confirmed') this.#revisit(link, side, [], `Deletion confirmed by ${by}`);
		}
	}

	/** What waits for a side that was written too often is not written. */
	#callOff(linkId: string, side: Side, now: number, by: string): void {
		for (const write of this.#active(linkId, side)) {
			if (write.kind === 'create' || write.status === 'held' || write.status === 'dead') continue;
			this.#supersede(write, now);
			for (const [field, before] of Object.entries(write.fields)) {
				const reason = `Not written: dismissed by ${by}`;
				this.#addAudit(linkId, { kind: 'lost', side, field, before, after: null, reason }, now);
			}
		}
		this.#setLink(linkId, now, {});
	}

	/** Sends again what no younger write has taken the place of. */
	#retry(write: Write, now: number, by: string): void {
		if (write.status !== 'dead' && write.status !== 'done') return;
		const all = [...this.#state.writes.values()];
		const younger = all
			.slice(all.findIndex((one) => one.id === write.id) + 1)
			.filter((one) => one.linkId === write.linkId && one.target === write.target && one.status !== 'superseded')
			.flatMap((one) => Object.keys(one.fields));
		if (write.status === 'dead' && write.kind === 'create') {
			this.#setWrite(write.id, AGAIN);
			return;
		}
		const left = without(write.fields, younger);
		if (write.status === 'dead') {
			this.#keepReplaced(write, now);
			if (Object.keys(left).length === 0) this.#supersede(write, now);
			else this.#setWrite(write.id, { ...AGAIN, fields: left, ...UNCALLED });
		} else if (Object.keys(left).length > 0) {
			this.#putWrite(this.#link(write.linkId), update(write.target, left, now, by), now);
		}
	}

	// --- what a change of phase is judged by ---

	#standing(sync: string, now: number): Standing {
		const alone = this.#alone(sync);
		return {
			phase: this.#state.phases.get(sync) ?? null,
			status: this.#status(sync),
			undone: { ...this.#undone(sync, now), unlinked: alone.length },
			alone: alone.slice(0, ALONE_TOLD),
		};
	}

	#alone(sync: string): Link[] {
		return [...this.#state.links.values()]
			.filter((link) => link.sync === sync && link.state === 'half' && this.#hasNothingOpen(link))
			.sort((a, b) => compareText(a.entity, b.entity) || compareText(a.id, b.id));
	}

	#undone(sync: string, now: number): Omit<Undone, 'unlinked'> {
		const kinds = [...this.#state.writes.values()]
			.filter((write) => write.sync === sync)
			.map((write) => this.#kindOfUndone(write, now));
		const countOf = (kind: keyof Undone): number => kinds.filter((one) => one === kind).length;
		return {
			inFlight: countOf('inFlight'),
			due: countOf('due'),
			waitingForParents: countOf('waitingForParents'),
		};
	}

	/** Null where the write is over, or waits for a person or for its record. */
	#kindOfUndone(write: Write, now: number): keyof Undone | null {
		const { linkId, target } = write;
		if (write.status !== 'pending' && write.status !== 'replan') return null;
		if (write.status === 'pending' && leaseRuns(write, now)) return 'inFlight';
		const link = this.#link(linkId);
		if (link.state === 'tombstone' || missingOn(link, target) !== null) return null;
		if (write.payload !== null) return 'inFlight';
		if (this.#openReviews(linkId).some(({ kind, side }) => kind === 'flapping' && side === target)) return null;
		const line = this.#active(linkId, target);
		const older = line.slice(
			0,
			line.findIndex(({ id }) => id === write.id),
		);
		if (older.some(({ status, kind }) => status === 'held' || (status === 'dead' && kind === 'create'))) return null;
		const isCreated = older.some(({ kind }) => kind === 'create');
		if (write.kind === 'update' && linkedId(link, target) === null && !isCreated) return null;
		const waits = (one: Write): boolean => this.#kindOfUndone(one, now) === 'waitingForParents';
		return this.#namesUnlinked(write) || older.some(waits) ? 'waitingForParents' : 'due';
	}

	#namesUnlinked({ sync, status, target, fields }: Write): boolean {
		return Object.values(fields).some((value: unknown) => {
			if (status === 'replan' || !isUnlinkedReference(value)) return false;
			const { entity, side, id } = value.$unlinked;
			const parent = this.#linkOf(sync, entity, side, id);
			return !parent || linkedId(parent, target) === null;
		});
	}

	/** Nothing is on its way for the link, and nobody is asked about it. */
	#hasNothingOpen(link: Link): boolean {
		const onItsWay = this.#active(link.id).some(({ status }) => status !== 'dead');
		return !onItsWay && this.#openReviews(link.id).length === 0;
	}

	// --- small things ---

	#newId(kind: string): string {
		const next = (this.#state.counters.get(kind) ?? 0) + 1;
		this.#state.counters.set(kind, next);
		return `${kind}-${next}`;
	}

	#link(id: string): Link {
		const link = this.#state.links.get(id);
		if (!link) throw new Error(`no link ${id}`);
		return link;
	}

	/** In the order of their ids on the side. */
	#missing(sync: string, entity: Entity, side: Side, known: Missing): Link[] {
		return [...this.#state.links.values()]
			.filter((link) => link.sync === sync && link.entity === entity && link.state !== 'tombstone')
			.filter((link) => missingOn(link, side) === known && linkedId(link, side) !== null)
			.sort((a, b) => compareText(linkedId(a, side) ?? '', linkedId(b, side) ?? ''));
	}

	/** Open entries of deletions on a side. */
	#deleted(sync: string, entity: Entity, side: Side): StoredReview[] {
		return [...this.#state.reviews.values()].filter(
			(one) =>
				one.sync === sync &&
				one.entity === entity &&
				one.side === side &&
				one.kind === 'deleted' &&
				one.status === 'open',
		);
	}

	#linkOf(sync: string, entity: Entity, side: Side, id: string): Link | undefined {
		for (const link of this.#state.links.values()) {
			if (link.sync === sync && link.entity === entity && linkedId(link, side) === id) return link;
		}
		return undefined;
	}

	#setLink(id: string, now: number, change: Partial<Link>): void {
		const link = this.#link(id);
		const revision = link.revision + 1;
		this.#state.links.set(id, frozen({ ...link, ...change, revision, updatedAt: isoTime(now) }));
	}

	#setWrite(id: string, change: Partial<Write>): Write {
		const write = this.#state.writes.get(id);
		if (!write) throw new Error(`no write ${id}`);
		const next = frozen({ ...write, ...change });
		this.#state.writes.set(id, next);
		return next;
	}

	#active(linkId: string, target?: Side): Write[] {
		return [...this.#state.writes.values()].filter(
			(write) =>
				write.linkId === linkId && ACTIVE.has(write.status) && (target === undefined || write.target === target),
		);
	}

	#leased(write: Write): Write | null {
		const stored = this.#state.writes.get(write.id);
		return stored?.status === 'pending' && stored.leaseToken !== null && stored.leaseToken === write.leaseToken
			? stored
			: null;
	}

	#isDue(write: Write, now: number): boolean {
		if (write.status !== 'pending' || leaseRuns(write, now)) return false;
		if (write.notBefore !== null && write.notBefore > isoTime(now) && write.notBefore <= isoTime(now + DAY_MS))
			return false;
		const link = this.#link(write.linkId);
		if (link.state === 'tombstone') return false;
		if (write.kind === 'update' && linkedId(link, write.target) === null) return false;
		if (missingOn(link, write.target) !== null) return false;
		if (this.#openReviews(link.id).some(({ kind, side }) => kind === 'flapping' && side === write.target)) return false;
		for (const older of this.#active(write.linkId, write.target)) {
			if (older.id === write.id) return true;
			if (older.status !== 'dead' || older.kind === 'create') return false;
		}
		return true;
	}

	#context(link: Link): LinkContext {
		const openReviews = this.#openReviews(link.id).map((one) => this.#review(one.id));
		return Object.freeze({ link, writes: this.#active(link.id), openReviews });
	}

	#storedReview(id: string): StoredReview {
		const stored = this.#state.reviews.get(id);
		if (!stored) throw new Error(`no review ${id}`);
		return stored;
	}

	#review(id: string): Review {
		const stored = this.#storedReview(id);
		const { psaId, platformId } = this.#link(stored.linkId);
		return frozen({ ...stored, psaId, platformId });
	}

	#openReviews(linkId: string): StoredReview[] {
		return [...this.#state.reviews.values()].filter((one) => one.linkId === linkId && one.status === 'open');
	}

	#openReview(linkId: string, draft: ReviewDraft, now: number): string {
		const present = this.#openReviews(linkId).find((one) => sameEntry(one, draft));
		const id = present?.id ?? this.#newId('review');
		const at = isoTime(now);
		const { sync, entity } = this.#link(linkId);
		this.#state.reviews.set(
			id,
			frozen({
				...draft,
				id,
				sync,
				linkId,
				entity,
				status: 'open',
				decision: null,
				createdAt: present?.createdAt ?? at,
				updatedAt: at,
			}),
		);
		return id;
	}

	#closeReview(id: string, now: number): void {
		this.#state.reviews.set(id, frozen({ ...this.#storedReview(id), status: 'closed', updatedAt: isoTime(now) }));
	}

	/** Entries that ask what to do with a write are settled when the write is. */
	#closeReviewsOf(writeId: string, now: number): void {
		for (const one of [...this.#state.reviews.values()]) {
			const asks = ['deadLetter', 'ambiguous', 'notLanded', 'waiting'].includes(one.kind);
			if (one.status === 'open' && one.writeId === writeId && asks) this.#closeReview(one.id, now);
		}
	}

	#count({ linkId, target, fields }: Write, now: number): void {
		const forgotten = isoTime(now - 7 * 24 * 60 * 60 * 1000);
		const kept = this.#state.carriedOut.filter(
			(one) => one.linkId !== linkId || one.target !== target || one.at >= forgotten,
		);
		this.#state.carriedOut = [...kept, { linkId, target, at: isoTime(now), fields: Object.keys(fields) }];
	}

	#addAudit(linkId: string, draft: AuditDraft, now: number): void {
		const { sync, entity } = this.#link(linkId);
		const entry = { ...draft, id: this.#state.audit.length + 1, sync, linkId, entity, at: isoTime(now) };
		this.#state.audit = [...this.#state.audit, frozen(entry)];
	}

	#revisit(link: Link, side: Side, force: readonly string[], reason: string): void {
		const recordId = linkedId(link, side);
		if (recordId !== null) this.#addRevisit({ sync: link.sync, side, entity: link.entity, recordId, force, reason });
	}

	/** One request a record: a repeated one takes the older one's place under a new id, so that no answer to the older drops it. */
	#addRevisit(revisit: Omit<Revisit, 'id'>): void {
		let force = new Set(revisit.force);
		for (const present of this.#state.revisits.values()) {
			const same = (['sync', 'side', 'entity', 'recordId'] as const).every((key) => present[key] === revisit[key]);
			if (!same) continue;
			force = new Set([...present.force, ...force]);
			this.#state.revisits.delete(present.id);
		}
		const id = this.#newId('revisit');
		this.#state.revisits.set(id, frozen({ ...revisit, id, force: [...force] }));
	}
}

/** What a write knows of its call when nothing of it can be under way. */
const UNCALLED = { payload: null, replaces: null } as const;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
const FREE = { leaseUntil: null, leaseToken: null } as const;

const AGAIN = { status: 'pending', attempts: 0, notBefore: null, lastError: null } as const;

function refuseNameless(change: LinkChange): void {
	if (!change.expect && change.psaId === undefined && change.platformId === undefined) {
		throw new SyncError('BAD_INPUT', `A new ${change.entity} link needs the id of at least one side`);
	}
}

function update(target: Side, fields: MappedFields, now: number, by: string): IntendedWrite {
	return { target, kind: 'update', fields, sourceChangedAt: isoTime(now), sourceAuthor: by, targetHint: null };
}

function leaseRuns(write: Write, now: number): boolean {
	// What ends later than any lease or pause lasts was written by a clock that has been set back since.
	return write.leaseUntil !== null && write.leaseUntil > isoTime(now) && write.leaseUntil <= isoTime(now + HOUR_MS);
}

/** Nothing of the write can be under way. */
function isAmendable(write: Write, now: number): boolean {
	return write.payload === null && !leaseRuns(write, now);
}

function isHalf(link: Link): boolean {
	return link.psaId === null || link.platformId === null;
}

type Subject = Pick<StoredReview, 'kind' | 'field' | 'writeId' | 'side'>;

function sameEntry(a: Subject, b: Subject): boolean {
	if (a.kind !== b.kind || a.field !== b.field) return false;
	if (a.kind === 'flapping' || a.kind === 'massDeletion') return a.side === b.side;
	return !['deadLetter', 'waiting'].includes(a.kind) || a.writeId === b.writeId;
}

function sameWatermark(a: Watermark | null, b: Watermark | null): boolean {
	if (a === null || b === null) return a === b;
	return a.at === b.at && canonicalJson(a.state) === canonicalJson(b.state);
}

function withId(side: Side, id: string): Partial<Link> {
	return side === 'psa' ? { psaId: id } : { platformId: id };
}

function withShadow(side: Side, shadow: FlatRecord | null): Partial<Link> {
	return side === 'psa' ? { psaShadow: shadow } : { platformShadow: shadow };
}

function without(fields: MappedFields, names: readonly string[]): MappedFields {
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

function count<K extends string, T>(
	keys: readonly K[],
	items: readonly T[],
	keyOfItem: (item: T) => K,
): Record<K, number> {
	return Object.fromEntries(keys.map((key) => [key, items.filter((item) => keyOfItem(item) === key).length])) as Record<
		K,
		number
	>;
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

function keyOf(...parts: readonly string[]): string {
	return JSON.stringify(parts);
}

/** A copy as JSON would carry it, frozen all the way down. */
function frozen<T>(value: T): T {
	return deepFreeze(JSON.parse(JSON.stringify(value)) as T);
}

function deepFreeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null) {
		for (const item of Object.values(value)) deepFreeze(item);
		Object.freeze(value);
	}
	return value;
}
