import { SIDES } from '../../sync/model/entity';
import type { Side } from '../../sync/model/entity';
import type { Link } from '../../sync/model/link';
import type { FlatRecord } from '../../sync/model/record';
import type { MappedFields } from '../../sync/model/write';
import type { AuditDraft, IntendedWrite, LinkChange } from '../../sync/model/commit-batch';
import type { ClaimedWrite, ReviewDraft, Store } from '../../sync/store/store';

export const SYNC = 'acme';
/** Times of the tests are milliseconds after this one. */
export const T0 = Date.UTC(2026, 10, 23, 8, 0, 0);
export const LEASE = 60_000;

/** A change that changes nothing but what `parts` says. */
export function change(parts: Partial<LinkChange>): LinkChange {
	return {
		expect: null,
		entity: 'ticket',
		writes: [],
		withdraw: [],
		confirm: [],
		reviews: [],
		closeReviews: [],
		audit: [],
		revisits: [],
		seen: [],
		...parts,
	};
}

/** What a plan made from `link` expects. A link that a stale commit did not give is a fault of the test. */
export function expecting(link: Link | null | undefined): { linkId: string; revision: number } {
	if (!link) throw new Error('the commit before was stale');
	return { linkId: link.id, revision: link.revision };
}

export function intend(target: Side, kind: 'create' | 'update', fields: MappedFields): IntendedWrite {
	return { target, kind, fields, sourceChangedAt: null, sourceAuthor: null, targetHint: null };
}

export function entry(parts: Partial<ReviewDraft>): ReviewDraft {
	return {
		kind: 'conflict',
		field: 'title',
		origin: 'edit',
		base: null,
		psa: null,
		platform: null,
		side: null,
		writeId: null,
		message: 'a person decides',
		candidates: [],
		...parts,
	};
}

export function word(value: string): NonNullable<ReviewDraft['psa']> {
	return { value, changedAt: null, author: null, url: null };
}

export function audited(parts: Partial<AuditDraft> = {}): AuditDraft {
	return { kind: 'overwritten', side: 'psa', field: 'summary', before: 'old', after: 'new', reason: 'test', ...parts };
}

export async function commit(
	store: Store,
	changes: readonly LinkChange[],
	now = T0,
): Promise<readonly (Link | null)[]> {
	return (await store.commit({ sync: SYNC, now, pulls: [], changes })).links;
}

/** @returns the link that a change of its own makes. */
export async function newLink(store: Store, parts: Partial<LinkChange>, now = T0): Promise<Link> {
	const [link] = await commit(store, [change(parts)], now);
	if (!link) throw new Error('the new link was stale');
	return link;
}

/** A pair that is linked, with `a` and `b` as shadows of both sides. */
export function newPair(store: Store, psaId: string, platformId: string, now = T0): Promise<Link> {
	return newLink(store, { psaId, platformId, psaShadow: { summary: 'a' }, platformShadow: { title: 'a' } }, now);
}

/** Half a link of a PSA record, with the create of its counterpart. */
export function newHalf(store: Store, psaId: string, fields: MappedFields = { title: 'a' }, now = T0): Promise<Link> {
	return newLink(store, { psaId, psaShadow: { summary: 'a' }, writes: [intend('platform', 'create', fields)] }, now);
}

export async function contextOf(store: Store, link: Link) {
	const context = (await store.linkContexts([link.id])).get(link.id);
	if (!context) throw new Error(`link ${link.id} is gone`);
	return context;
}

/** Claims everything that is due at `now`. */
export async function claimAll(store: Store, now = T0, leaseMs = LEASE): Promise<ClaimedWrite[]> {
	const due = await store.dueWrites(SYNC, now, 1000);
	return store.claim(
		SYNC,
		due.map(({ write }) => write.id),
		now,
		leaseMs,
	);
}

/** Claims the one write that is due at `now`. */
export async function claimOne(store: Store, now = T0, leaseMs = LEASE): Promise<ClaimedWrite> {
	const claimed = await claimAll(store, now, leaseMs);
	if (claimed.length !== 1) throw new Error(`${claimed.length} writes are due, not one`);
	return claimed[0];
}

export function landed(targetId: string, shadow: FlatRecord, now = T0): Parameters<Store['acknowledge']>[1] {
	return { now, targetId, shadow, called: true, audit: [], reviews: [] };
}

/** All revisits of a sync, without their ids. */
export async function revisitsOf(store: Store): Promise<{ side: Side; recordId: string; force: readonly string[] }[]> {
	const lists = await Promise.all(SIDES.map((side) => store.revisits(SYNC, side, 1000)));
	return lists.flat().map(({ side, recordId, force }) => ({ side, recordId, force }));
}
