import { createHash } from 'node:crypto';
import type { Candidate } from '../connectors/connector';
import { audienceField, isInternal } from '../model/audience';
import { otherSide } from '../model/entity';
import { SyncError } from '../model/errors';
import { canonicalJson, isEmpty } from '../model/json';
import { linkedId } from '../model/link';
import { emptyRecord, type FlatRecord, type NativeRecord } from '../model/record';
import type { Write } from '../model/write';
import type { AuditDraft } from '../model/commit-batch';
import { askTogether } from './ask-together';
import { targetTime, writeOptions, type ApplyContext, type ReadyWrite } from './apply-context';
import { contestedIds } from './contested';
import { failed, park, putBack } from './failures';
import { inParallel } from './in-parallel';
import { lanesOf } from './lanes';
import { hashOf } from './contents/arriving';
import { isSendable } from './contents/sendable';
import { shareOut } from './contents/share-out';
import { complete, holds } from './native';
import { problemReviews } from './problem-reviews';
import { withinReaders } from './readers';

/**
 * Creates records, after looking for a counterpart in every case: one that an earlier, unanswered call made, or one
 * that has been there all along. One match links, several wait for a person, none creates.
 *
 * @returns the error that stops the side, or null.
 */
export async function applyCreates(context: ApplyContext, planned: readonly ReadyWrite[]): Promise<SyncError | null> {
	if (planned.length === 0) return null;
	const { connector, entity } = context;
	const ready = planned.map((one) => asWritten(context, one));
	const asked = await askTogether(context, ready, (some) =>
		connector.find(
			entity,
			some.map(({ claimed: { write, link }, payload }) => ({
				sourceId: sourceOf(context, link),
				targetId: write.targetHint,
				payload,
			})),
		),
	);
	if (asked instanceof SyncError) return asked;
	const { known, answers: found } = asked;
	const unclaimed = (await unlinked(context, found)).map((candidates, index) => decided(known[index], candidates));
	const free = shareOut(entity, unclaimed);
	const contested = contestedIds(free);
	const putBackAll = async (lane: readonly number[], error: SyncError): Promise<void> => {
		for (const index of lane) await putBack(context, known[index], error);
	};
	return inParallel(lanesOf(context, known), context.settings.concurrency, {
		async run(lane) {
			for (const [place, index] of lane.entries()) {
				const stopped = await settle(context, known[index], free[index], contested);
				if (!stopped) continue;
				await putBackAll(lane.slice(place + 1), stopped);
				return stopped;
			}
			return null;
		},
		skipped: putBackAll,
	});
}

/**
 * A record that the system hides where nobody may be mailed is created hidden, looked for as such, and remembered as such:
 * an earlier try that got no answer is found again, and being hidden is no edit of anybody.
 */
function asWritten({ connector, entity, quiet }: ApplyContext, ready: ReadyWrite): ReadyWrite {
	const field = audienceField(connector.catalogue, entity);
	if (!field || !connector.hidesQuiet?.includes(entity)) return ready;
	const { id, payload } = ready.claimed.write;
	const isHidden = payload === null ? quiet.has(id) : isInternal(field, payload[field.name]);
	if (!isHidden) return ready;
	return { ...ready, payload: { ...ready.payload, [field.name]: field.audience.internal[0] } };
}

function sourceOf(context: ApplyContext, link: ReadyWrite['claimed']['link']): string {
	const id = linkedId(link, otherSide(context.side));
	if (id === null) throw new SyncError('STORE', `link ${link.id} has no record to create a counterpart for`);
	return id;
}

/** Where a person said "create", records that merely look alike are no candidates; the record itself still is. */
function decided({ claimed: { write } }: ReadyWrite, candidates: Candidate[]): Candidate[] {
	if (!write.createAnyway) return candidates;
	return candidates.filter(({ rule }) => rule === 'targetId' || rule === 'externalId' || write.payload !== null);
}

/** Candidates that are already linked to another record are no candidates. */
async function unlinked(context: ApplyContext, found: readonly Candidate[][]): Promise<Candidate[][]> {
	const ids = [...new Set(found.flat().map(({ record }) => record.id))];
	if (ids.length === 0) return found.map(() => []);
	const contexts = await context.store.linksBySide(context.sync, context.entity, context.side, ids);
	return found.map((candidates) =>
		candidates.filter(({ record }) => {
			const link = contexts.get(record.id)?.link;
			return !link || linkedId(link, otherSide(context.side)) === null;
		}),
	);
}

async function settle(
	context: ApplyContext,
	ready: ReadyWrite,
	candidates: readonly Candidate[],
	contested: ReadonlySet<string>,
): Promise<SyncError | null> {
	const { write, link } = ready.claimed;
	const { store, connector, entity, outcomes } = context;
	try {
		if (candidates.length > 1 || candidates.some(({ record }) => contested.has(record.id))) {
			const names = candidates.map(({ label, record }) => `${label} (${record.id})`).join(', ');
			const why =
				candidates.length > 1
					? `several existing records look like ${entity} ${sourceOf(context, link)}: ${names}.`
					: `${names} looks like ${entity} ${sourceOf(context, link)}, and like another ${entity} as well.`;
			await park(
				context,
				ready,
				'ambiguous',
				`${why} Choose the one to link, or "create".`,
				candidates.map(({ label, record }) => ({ id: record.id, label })),
			);
			return null;
		}
		const [match] = candidates;
		if (match) return await take(context, ready, match);
		const judged = await withinReaders(context, ready, null);
		if (!judged) return null;
		const restMs = restLeft(context, ready);
		if (restMs > 0) {
			const reason = 'an earlier create got no answer; its record is looked for again once every index must show it';
			await store.release(write, context.clock.now() + restMs, reason, true);
			outcomes.set(write.id, 'waiting', reason);
			return null;
		}
		if (!(await isSendable(context, ready))) return null;
		if (!(await store.markSent(write, ready.payload, { sentAt: targetTime(context) }))) {
			outcomes.set(write.id, 'skipped', 'another run has taken it over');
			return null;
		}
		const created = await connector.create(
			entity,
			ready.payload,
			sourceOf(context, link),
			idempotencyKey(write, ready.payload),
			writeOptions(context, ready),
		);
		await acknowledge(context, ready, created, asAsked(context, ready.payload, complete(connector.catalogue, created)));
		const sent = entity === 'attachment' ? hashOf(ready.payload) : null;
		if (sent !== null) await context.contents?.forget(sent);
		outcomes.set(write.id, 'created', `created ${entity} ${created.id}`, created.id);
		return null;
	} catch (error) {
		return failed(context, ready, error);
	}
}

/**
 * How long a create without an answer has still to rest, milliseconds: an index that lags does not show its record yet.
 * Told by the target's clock, since ours may have been set forward meanwhile (the lease and the pause go by ours).
 */
function restLeft(context: ApplyContext, { claimed: { write } }: ReadyWrite): number {
	if (write.payload === null || write.sentAt === null) return 0;
	const rested = Date.parse(targetTime(context)) - Date.parse(write.sentAt);
	const left = context.settings.settleMs - rested;
	return left > SKEW_ERROR_MS ? left : 0;
}

/** `Date` headers have whole seconds: so far can two measured times of one server be wrong against each other. */
const SKEW_ERROR_MS = 2_000;

/**
 * The same for every try of one write with one payload, and different for everything else: also for the record of its
 * own that a person asked for, or it would be answered with the one that was made before.
 */
function idempotencyKey({ id, createAnyway }: Write, payload: FlatRecord): string {
	return createHash('sha256')
		.update(`psa-sync ${id}${createAnyway ? ' anyway' : ''} ${canonicalJson(payload)}`)
		.digest('hex')
		.slice(0, 40);
}

/** Links the counterpart that was found. */
async function take(context: ApplyContext, ready: ReadyWrite, match: Candidate): Promise<SyncError | null> {
	const { write } = ready.claimed;
	const { store, clock, connector, entity, outcomes } = context;
	const record = complete(connector.catalogue, match.record);
	if (write.payload !== null) {
		// An earlier call of ours may have landed, and before it nothing was there: this is what it made. What was
		// intended is its baseline, so that an edit made since still counts as one.
		await acknowledge(context, ready, match.record, baseline(context, record, write.payload));
		await store.addRevisits([
			{
				sync: context.sync,
				side: context.side,
				entity,
				recordId: match.record.id,
				force: [],
				reason: 'created by a call without an answer',
			},
		]);
		outcomes.set(write.id, 'created', `found ${entity} ${match.record.id}, created by an earlier try`, match.record.id);
		return null;
	}
	const reason = `found by ${match.rule}: ${match.label}`;
	const adopted = await store.adopt(write, { now: clock.now(), targetId: match.record.id, shadow: record, reason });
	if (adopted) {
		outcomes.set(write.id, 'linked', `linked to ${entity} ${match.record.id}, ${reason}`, match.record.id);
	} else {
		// Taken by another write of this very chunk: look again.
		await store.release(write, clock.now(), 'its counterpart was linked to another record', false);
		outcomes.set(write.id, 'retry', 'its counterpart was linked to another record; will be looked for again');
	}
	return null;
}

/**
 * The new record as both sides agree on it: without what the system has filled in by rules of its own where the create
 * said nothing. Next time it is read, that is an edit of its side (the agreement that time is billed by).
 */
function asAsked({ connector, entity }: ApplyContext, payload: ReadyWrite['payload'], record: FlatRecord): FlatRecord {
	const filledIn = (connector.catalogue.entities[entity] ?? []).filter(({ name, ownDefault }) => {
		return ownDefault === true && isEmpty(payload[name] ?? null);
	});
	return Object.assign(emptyRecord(), record, Object.fromEntries(filledIn.map(({ name }) => [name, null])));
}

function baseline(context: ApplyContext, record: FlatRecord, payload: FlatRecord): FlatRecord {
	const shadow = Object.assign(emptyRecord(), record);
	for (const [field, intended] of Object.entries(payload)) {
		if (!holds(context.connector.catalogue, context.entity, field, record[field], intended)) shadow[field] = intended;
	}
	return shadow;
}

async function acknowledge(
	context: ApplyContext,
	ready: ReadyWrite,
	created: NativeRecord,
	shadow: FlatRecord,
): Promise<void> {
	const audit: AuditDraft = {
		kind: 'created',
		side: context.side,
		field: '',
		before: null,
		after: created.id,
		reason: `created for ${otherSide(context.side)} ${sourceOf(context, ready.claimed.link)}`,
	};
	const reviews = problemReviews(ready.item);
	context.outcomes.ask(
		ready.claimed.write.id,
		reviews.map(({ message }) => message),
	);
	const acknowledged = context.store.acknowledge(ready.claimed.write, {
		now: context.clock.now(),
		targetId: created.id,
		shadow,
		called: true,
		audit: [audit],
		reviews,
	});
	context.acknowledgements.add(
		acknowledged.then(async (isLinked) => {
			if (!isLinked) await linkedElsewhere(context, ready, created.id);
		}),
	);
}

/**
 * The record that was created (or found as created) belongs to another link by now: sent again, it would be answered
 * with that record for ever. Where it is only the lease that was lost, parking does nothing.
 */
async function linkedElsewhere(context: ApplyContext, ready: ReadyWrite, id: string): Promise<void> {
	const { entity } = context;
	const reason = `the create for ${entity} ${sourceOf(context, ready.claimed.link)} was answered with ${entity} ${id}, which is linked to another record. Choose "create" to make one of its own, or dismiss this.`;
	await park(context, ready, 'ambiguous', reason);
}
