import type { Entity, Side } from '../model/entity';
import type { WriteEnvelope } from '../model/envelope';
import { isEmpty, type Json } from '../model/json';
import { linkedId } from '../model/link';
import { emptyRecord } from '../model/record';
import { isUnlinkedReference, type UnlinkedReference } from '../model/write';
import type { ClaimedWrite } from '../store/store';
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
		let missing: UnlinkedReference['$unlinked'] | null = null;
		for (const [field, value] of Object.entries(item.payload ?? {})) {
			if (!isUnlinkedReference(value)) {
				payload[field] = value;
				continue;
			}
			const id = parents.get(parentKey(value.$unlinked));
			if (id === undefined) missing = value.$unlinked;
			else payload[field] = asIdOf(context, field, id);
		}
		if (missing) {
			const reason = `waits for ${missing.entity} ${missing.id} (${missing.side}), which has no counterpart yet`;
			const pause = context.clock.now() + context.settings.parentWaitMs;
			await context.store.release(one.write, pause, reason, false);
			context.outcomes.set(one.write.id, 'waiting', reason, null);
		} else {
			ready.push({ claimed: one, item, payload });
		}
	}
	return ready;
}

function placeholders(item: WriteEnvelope): UnlinkedReference[] {
	const values: unknown[] = Object.values(item.payload ?? {});
	return values.filter(isUnlinkedReference);
}

function parentKey(reference: UnlinkedReference['$unlinked']): string {
	return `${reference.entity} ${reference.side} ${reference.id}`;
}

/** Ids on the target side of the parents that are linked by now. */
async function lookUp(context: ApplyContext, references: readonly UnlinkedReference[]): Promise<Map<string, string>> {
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
	const found = new Map<string, string>();
	for (const { entity, side, ids } of groups.values()) {
		for (const [id, { link }] of await context.store.linksBySide(context.sync, entity, side, [...ids])) {
			const target = linkedId(link, context.side);
			if (!isEmpty(target)) found.set(parentKey({ entity, side, id }), String(target));
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
