import { findField } from '../model/catalogue';
import { SYSTEM_NAMES, otherSide } from '../model/entity';
import { SyncError } from '../model/errors';
import { sameValue, type Json } from '../model/json';
import { linkedId, shadowOf } from '../model/link';
import { canBeLocked } from '../model/lock';
import { CHANGED_AT, type FlatRecord, type NativeRecord } from '../model/record';
import { notice } from '../model/review';
import type { Write } from '../model/write';
import type { AuditDraft } from '../model/commit-batch';
import type { ReviewDraft } from '../store/store';
import { targetTime, writeOptions, type ApplyContext, type ReadyWrite } from './apply-context';
import { failed, putBack } from './failures';
import { inParallel } from './in-parallel';
import { leaveLocked, withinLock } from './locks';
import { complete, holds } from './native';
import { problemReviews } from './problem-reviews';
import { withinReaders } from './readers';

/**
 * Writes changes onto existing records: reads the targets again in one batch, leaves alone what already holds the
 * value, gives back what moved, gives up what billing has closed, and writes the rest field by field.
 *
 * @returns the error that stops the side, or null.
 */
export async function applyUpdates(context: ApplyContext, ready: readonly ReadyWrite[]): Promise<SyncError | null> {
	if (ready.length === 0) return null;
	const ids = ready.map(({ claimed: { link } }) => linkedId(link, context.side)).filter((id) => id !== null);
	let listed: Map<string, NativeRecord>;
	try {
		// Whether a record is closed is asked of itself, not of an index.
		const ask = canBeLocked(context.connector.catalogue, context.entity) ? [] : ids;
		listed = ask.length === 0 ? new Map() : await context.connector.read(context.entity, ask);
	} catch (error) {
		if (!(error instanceof SyncError)) throw error;
		for (const one of ready) await putBack(context, one, error);
		return error;
	}
	// What a system takes in one call must be under way at the same time.
	const together = Math.max(context.settings.concurrency, context.connector.updatesTogether ?? 1);
	return inParallel(ready, together, {
		run: (one) => update(context, one, listed.get(linkedId(one.claimed.link, context.side) ?? '')),
		skipped: (one, error) => putBack(context, one, error),
	});
}

async function update(
	context: ApplyContext,
	ready: ReadyWrite,
	listed: NativeRecord | undefined,
): Promise<SyncError | null> {
	const { write, link } = ready.claimed;
	const { store, connector, entity, outcomes } = context;
	const payload = writable(context, ready.payload);
	const shadow = shadowOf(link, context.side);
	let landed: FlatRecord = {};
	try {
		const target = await current(context, listed, linkedId(link, context.side) ?? '', shadow, payload);
		if (!target || target.deleted) {
			await store.giveBack(
				write,
				`${entity} ${linkedId(link, context.side)} is not there any more`,
				context.clock.now(),
			);
			outcomes.set(write.id, 'replanned', 'the record is not there any more; will be read again');
			return null;
		}
		const shown = complete(connector.catalogue, target);
		landed = landedOf(context, write, shown);
		const judged = await withinReaders(context, { ...ready, payload: open(context, shown, payload) }, shown);
		if (!judged) return null;
		const changes = judged.ready.payload;
		const moved = movedFields(shown, shadow, changes);
		if (moved.length > 0) {
			await store.giveBack(write, `${moved.join(', ')} changed since the plan`, context.clock.now(), landed);
			outcomes.set(
				write.id,
				'replanned',
				`${moved.join(', ')} changed meanwhile; planned again by the next run`,
				target.id,
			);
			return null;
		}
		if (Object.keys(changes).length === 0) {
			await acknowledge(
				context,
				ready,
				target.id,
				pick(shown, payload),
				false,
				[],
				[...problemReviews(ready.item), ...judged.reviews],
			);
			outcomes.set(write.id, 'unchanged', 'the record already holds these values', target.id);
			return null;
		}
		const allowed = withinLock(context, shown, changes);
		if (Object.keys(allowed).length < Object.keys(changes).length) {
			await leaveLocked(context, judged.ready, target, allowed);
			return null;
		}
		const replaces = Object.fromEntries(Object.keys(changes).map((field) => [field, shown[field] ?? null]));
		const before = { replaces, sentAt: targetTime(context), now: context.clock.now() };
		if (!(await store.markSent(write, payload, before))) {
			outcomes.set(write.id, 'skipped', 'another run has taken it over');
			return null;
		}
		const answer = await connector.update(entity, target, changes, writeOptions(context, ready));
		const after = complete(connector.catalogue, answer);
		const audit = Object.keys(changes).map(
			(field): AuditDraft => ({
				kind: 'overwritten',
				side: context.side,
				field,
				before: shown[field] ?? null,
				after: after[field] ?? null,
				reason: why(write),
			}),
		);
		const reviews = [
			...problemReviews(ready.item),
			...judged.reviews,
			...notLanded(context, ready, shown, after, changes),
		];
		await acknowledge(context, ready, target.id, accounted(shown, after, payload, changes), true, audit, reviews);
		outcomes.set(write.id, 'updated', `updated ${Object.keys(changes).join(', ')}`, target.id);
		return null;
	} catch (error) {
		return failed(context, ready, error, landed);
	}
}

/**
 * The target as it is. A batch may come from an index that lags behind: a row that seems to be missing or to have moved
 * is asked for by itself before it is believed.
 */
async function current(
	context: ApplyContext,
	listed: NativeRecord | undefined,
	id: string,
	shadow: FlatRecord | null,
	payload: FlatRecord,
): Promise<NativeRecord | undefined> {
	const { connector, entity } = context;
	const shown = listed && complete(connector.catalogue, listed);
	const suspicious =
		!shown || (shadow !== null && movedFields(shown, shadow, open(context, shown, payload)).length > 0);
	return suspicious ? (await connector.read(entity, [id])).get(id) : listed;
}

/** Fields that can be given on create only are no part of an update. */
function writable(context: ApplyContext, payload: FlatRecord): FlatRecord {
	return Object.fromEntries(
		Object.entries(payload).filter(
			([field]) => !findField(context.connector.catalogue, context.entity, field)?.createOnly,
		),
	);
}

/**
 * What an earlier call without an answer has written, as far as the target shows it: once the write is planned anew, nobody
 * would know that these values are ours.
 */
function landedOf(context: ApplyContext, { payload }: Write, shown: FlatRecord): FlatRecord {
	if (payload === null) return {};
	const missing = open(context, shown, payload);
	const fields = Object.keys(payload).filter((field) => !Object.hasOwn(missing, field));
	return Object.fromEntries(fields.map((field) => [field, shown[field] ?? null]));
}

/** The part of a payload that the target does not hold yet. */
function open(context: ApplyContext, shown: FlatRecord, payload: FlatRecord): FlatRecord {
	return Object.fromEntries(
		Object.entries(payload).filter(
			([field, intended]) => !holds(context.connector.catalogue, context.entity, field, shown[field], intended),
		),
	);
}

/** Fields that somebody changed on the target since the plan was made. */
function movedFields(shown: FlatRecord, shadow: FlatRecord | null, changes: FlatRecord): string[] {
	if (shadow === null) return [];
	return Object.keys(changes).filter(
		(field) => Object.hasOwn(shadow, field) && !sameValue(shown[field], shadow[field]),
	);
}

/** Fields that the system said it had taken but shows as before. */
function notLanded(
	context: ApplyContext,
	ready: ReadyWrite,
	before: FlatRecord,
	after: FlatRecord,
	changes: FlatRecord,
): ReviewDraft[] {
	const { catalogue, system } = context.connector;
	return Object.entries(changes)
		.filter(
			([field, intended]) =>
				sameValue(after[field], before[field]) && !holds(catalogue, context.entity, field, after[field], intended),
		)
		.map(([field, intended]) =>
			notice({
				kind: 'notLanded',
				field,
				base: before[field] ?? null,
				side: context.side,
				writeId: ready.claimed.write.id,
				message: `${SYSTEM_NAMES[system]} ${context.entity} ${linkedId(ready.claimed.link, context.side)}: the system answered success but "${field}" still shows ${text(after[field])} instead of ${text(intended)}. Change it there by hand, or fix the value and retry.`,
			}),
		);
}

function text(value: Json | undefined): string {
	return JSON.stringify(value ?? null).slice(0, 120);
}

/** Why a value was overwritten, for people. */
function why(write: Write): string {
	const author = write.sourceAuthor === null ? '' : ` by ${write.sourceAuthor}`;
	const time = write.sourceChangedAt === null ? '' : ` at ${write.sourceChangedAt}`;
	return `changed on the ${otherSide(write.target) === 'psa' ? 'PSA' : 'platform'}${author}${time}`;
}

/**
 * What an update accounts for: the written fields as the target holds them now, and those that it held already as it
 * showed them before. Where the answer shows another value of such a field, somebody has changed it since (or the batch
 * lagged behind): with that value as shadow the edit would never travel.
 */
function accounted(shown: FlatRecord, after: FlatRecord, payload: FlatRecord, changes: FlatRecord): FlatRecord {
	const held = Object.fromEntries(Object.entries(payload).filter(([field]) => !Object.hasOwn(changes, field)));
	return { ...pick(shown, held), ...pick(after, changes) };
}

/** These fields as the target holds them, and when that was. */
function pick(record: FlatRecord, names: FlatRecord): FlatRecord {
	return Object.fromEntries(
		[...Object.keys(names), CHANGED_AT].flatMap((field) =>
			field === CHANGED_AT && !record[field] ? [] : [[field, record[field] ?? null]],
		),
	);
}

async function acknowledge(
	context: ApplyContext,
	ready: ReadyWrite,
	targetId: string,
	shadow: FlatRecord,
	called: boolean,
	audit: readonly AuditDraft[],
	reviews: readonly ReviewDraft[],
): Promise<void> {
	context.outcomes.ask(
		ready.claimed.write.id,
		reviews.map(({ message }) => message),
	);
	const acknowledged = context.store.acknowledge(ready.claimed.write, {
		now: context.clock.now(),
		targetId,
		shadow,
		called,
		audit,
		reviews,
	});
	context.acknowledgements.add(acknowledged);
}
