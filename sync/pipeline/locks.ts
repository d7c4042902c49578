import { CATALOGUES } from '../connectors/catalogues';
import type { Catalogue } from '../model/catalogue';
import { SYSTEM_NAMES, otherSide } from '../model/entity';
import { linkedId, shadowOf } from '../model/link';
import { lockOf } from '../model/lock';
import type { FlatRecord, NativeRecord } from '../model/record';
import { targetTime, writeOptions, type ApplyContext, type ReadyWrite } from './apply-context';
import { park } from './failures';
import { complete } from './native';

/**
 * Holds an update against the law that billed time is never written (P5).
 * @param shown the target as it is
 * @returns the part of `changes` that may be written: all of them where the target is open, otherwise what billing itself
 *   says (which may open it)
 */
export function withinLock({ connector, entity }: ApplyContext, shown: FlatRecord, changes: FlatRecord): FlatRecord {
	if (!lockOf(connector.catalogue, entity, shown)) return changes;
	const fields = connector.catalogue.entities[entity] ?? [];
	const billing = new Set(fields.filter((field) => field.billing).map(({ name }) => name));
	return Object.fromEntries(Object.entries(changes).filter(([name]) => billing.has(name)));
}

/**
 * The target of an update is closed. What billing itself says of it is written, since that may open it; then the rest is
 * planned again. Where there is no such part, the write is given up, and a person is told.
 * @param allowed what may be written: see {@link withinLock}
 */
export async function leaveLocked(
	context: ApplyContext,
	ready: ReadyWrite,
	target: NativeRecord,
	allowed: FlatRecord,
): Promise<void> {
	const { store, connector, entity, outcomes, clock } = context;
	const { write } = ready.claimed;
	const shown = complete(connector.catalogue, target);
	const names = Object.keys(allowed);
	if (names.length === 0) {
		await park(context, ready, 'deadLetter', await whyLocked(context, ready, shown), [], write.payload !== null);
		return;
	}
	const replaces = Object.fromEntries(names.map((name) => [name, shown[name] ?? null]));
	if (!(await store.markSent(write, allowed, { replaces, sentAt: targetTime(context), now: clock.now() }))) {
		outcomes.set(write.id, 'skipped', 'another run has taken it over');
		return;
	}
	const answer = await connector.update(entity, target, allowed, writeOptions(context, ready));
	const after = complete(connector.catalogue, answer);
	const landed = Object.fromEntries(names.map((name) => [name, after[name] ?? null]));
	const reason = `${names.join(', ')} of a record that is closed for billing was written; the rest is planned again`;
	await store.giveBack({ ...write, payload: allowed, replaces }, reason, clock.now(), landed);
	outcomes.set(write.id, 'replanned', reason, target.id);
}

/** What closed the record, where, and what can be done. */
async function whyLocked(
	context: ApplyContext,
	{ claimed: { link }, payload }: ReadyWrite,
	shown: FlatRecord,
): Promise<string> {
	const { connector, entity, side } = context;
	const lock = lockOf(connector.catalogue, entity, shown);
	const here = SYSTEM_NAMES[connector.system];
	const other = await otherCatalogue(context);
	const there = other ? SYSTEM_NAMES[other.system] : 'the other side';
	const source = shadowOf(link, otherSide(side));
	const billedThere = other && source && lockOf(other, entity, source);
	const where = billedThere ? `${there}, where it was billed, and in ${here}` : `${here}, where it was billed`;
	return `${linkedId(link, side)} is closed for billing ("${lock?.label}" is ${JSON.stringify(shown[lock?.name ?? ''] ?? null)}), so the change of ${Object.keys(payload).join(', ')} from ${there} was not written. If it must count, open the record again in ${where}, then retry. If not, take the change back in ${there} and dismiss this.`;
}

async function otherCatalogue({ store, sync, side }: ApplyContext): Promise<Catalogue | undefined> {
	const tenants = await store.tenants(sync);
	const system = tenants.find((tenant) => tenant.side === otherSide(side))?.system;
	return Object.values(CATALOGUES).find((known) => known.system === system);
}
