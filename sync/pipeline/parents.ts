import { SYSTEM_NAMES, type Entity, type Side } from '../model/entity';
import type { WriteEnvelope } from '../model/envelope';
import { isEmpty, type Json } from '../model/json';
import { linkedId } from '../model/link';
import { emptyRecord } from '../model/record';
import { notice, type ReviewKind } from '../model/review';
import { isUnlinkedReference, type UnlinkedReference, type Write } from '../model/write';
import type { ClaimedWrite, ReviewDraft } from '../store/store';
import type { ApplyContext, ReadyWrite } from './apply-context';

/**
 * Replaces the placeholders of parents by their ids on the target, now that parents have been written first (law I14).
 * A write whose parent still has none waits; that is no failure.
 */
export async function resolveParents(
	context: ApplyContext,
	claimed: readonly ClaimedWrite[],
	items: readonly WriteEnvelope[],
): Promise<ReadyWrite[]> {
	const byId = new Map(items.map((item) => [item.writeId, item]));
	const pairs = claimed.flatMap((one) => {
		const item = byId.get(one.write.id);
		return item ? [{ claimed: one, item }] : [];
	});
	const parents = await lookUp(
		context,
		pairs.flatMap(({ item }) => placeholders(item)),
	);
	const ready: ReadyWrite[] = [];
	for (const { claimed: one, item } of pairs) {
		const payload = emptyRecord();
		const missing: UnlinkedReference['$unlinked'][] = [];
		for (const [field, value] of Object.entries(item.payload ?? {})) {
			if (!isUnlinkedReference(value)) {
				payload[field] = value;
				continue;
			}
			const id = parents.get(parentKey(value.$unlinked))?.id;
			if (id === undefined) missing.push(value.$unlinked);
			else payload[field] = asIdOf(context, field, id);
		}
		const asked = missing.some((parent) => parents.get(parentKey(parent))?.asked);
		if (missing.length === 0) ready.push({ claimed: one, item, payload });
		else await wait(context, one.write, missing[0], asked);
	}
	return ready;
}

/** @param asked a person was asked about one of the parents already */
async function wait(
	context: ApplyContext,
	write: Write,
	parent: UnlinkedReference['$unlinked'],
	asked: boolean,
): Promise<void> {
	const { store, clock, settings, outcomes } = context;
	const now = clock.now();
	const reason = `waits for ${parent.entity} ${parent.id} (${parent.side}), which has no counterpart yet`;
	const draft = !asked && hasWaitedLong(context, write, now) ? longWait(context, write, parent) : null;
	await store.release(write, now + settings.parentWaitMs, reason, false, draft ? { draft, now } : undefined);
	outcomes.set(write.id, 'waiting', reason, null);
	if (draft) outcomes.ask(write.id, [draft.message]);
}

/** True once for each write: at the first try after its patience has run out. A person who was told needs no reminder. */
function hasWaitedLong({ settings }: ApplyContext, write: Write, now: number): boolean {
	const end = Date.parse(write.createdAt) + settings.parentPatienceMs;
	const lastTry =
		write.notBefore === null ? Number.NEGATIVE_INFINITY : Date.parse(write.notBefore) - settings.parentWaitMs;
	return now >= end && lastTry < end;
}

function longWait(context: ApplyContext, write: Write, missing: UnlinkedReference['$unlinked']): ReviewDraft {
	const system = SYSTEM_NAMES[context.connector.system];
	const where = missing.side === 'psa' ? 'of the PSA' : 'of the platform';
	const fields = Object.keys(write.fields).join(', ');
	return notice({
		kind: 'waiting',
		side: context.side,
		writeId: write.id,
		message: `${system} ${write.entity}: the ${write.kind} of ${fields} has been waiting since ${write.createdAt} for ${missing.entity} ${missing.id} ${where}, which has no counterpart. Look whether that ${missing.entity} has an entry of its own, is left out of this sync, or waits itself because the two name each other as parents. Then settle that entry, or take the reference out of the record; this write goes on by itself.`,
	});
}

function placeholders(item: WriteEnvelope): UnlinkedReference[] {
	const values: unknown[] = Object.values(item.payload ?? {});
	return values.filter(isUnlinkedReference);
}

function parentKey(reference: UnlinkedReference['$unlinked']): string {
	return `${reference.entity} ${reference.side} ${reference.id}`;
}

/** What a record without a counterpart may be waiting for. */
const SAYS_WHY: ReadonlySet<ReviewKind> = new Set(['deadLetter', 'ambiguous', 'waiting', 'deleted']);

interface Parent {
	/** On the target side; undefined while it has no counterpart. */
	readonly id: string | undefined;
	/** An entry that says why is open. */
	readonly asked: boolean;
}

/** What is known of the parents that these writes name. */
async function lookUp(context: ApplyContext, references: readonly UnlinkedReference[]): Promise<Map<string, Parent>> {
	const groups = new Map<string, { entity: Entity; side: Side; ids: Set<string> }>();
	for (const { $unlinked } of references) {
		const group = groups.get(`${$unlinked.entity} ${$unlinked.side}`) ?? {
			entity: $unlinked.entity,
			side: $unlinked.side,
			ids: new Set<string>(),
		};
		group.ids.add($unlinked.id);
		groups.set(`${$unlinked.entity} ${$unlinked.side}`, group);
	}
	const found = new Map<string, Parent>();
	for (const { entity, side, ids } of groups.values()) {
		for (const [id, { link, openReviews }] of await context.store.linksBySide(context.sync, entity, side, [...ids])) {
			const target = linkedId(link, context.side);
			const parent = {
				id: isEmpty(target) ? undefined : String(target),
				asked: openReviews.some(({ kind }) => SAYS_WHY.has(kind)),
			};
			found.set(parentKey({ entity, side, id }), parent);
		}
	}
	return found;
}

/** Ids are texts to the engine; a system whose catalogue says that the field is a number gets a number. */
function asIdOf(context: ApplyContext, field: string, id: string): Json {
	const definition = context.connector.catalogue.entities[context.entity]?.find(({ name }) => name === field);
	const numeric = definition?.type === 'integer' || definition?.type === 'number';
	return numeric && /^-?\d+$/.test(id) ? Number(id) : id;
}
