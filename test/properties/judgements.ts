import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import { isEmpty, sameValue, type Json } from '../../sync/model/json';
import { linkedId } from '../../sync/model/link';
import type { MappedFields } from '../../sync/model/write';
import { LawBroken } from './law';
import { FIELD_NAMES, FIELDS, type People } from './simulation/people';
import { companyField, ENTITIES_IN_PLAY, SYNC } from './simulation/tenant';
import type { World } from './simulation/world';

/*
 * What must hold when people have stopped and the sync has come to rest. Each judgement looks at the two systems and at
 * what people remember; at the engine's store only for what it says of itself (links, open entries, audit).
 */

const shown = (value: unknown): string => JSON.stringify(value ?? null);

/** S3: every record has exactly one counterpart; nothing doubled, nothing missing. */
export function bijection({ world, counted }: People): void {
	for (const entity of ENTITIES_IN_PLAY) {
		for (const side of SIDES) {
			const there = world.system(side).all(entity).size;
			if (there !== counted[entity])
				throw new LawBroken('S3', `people made ${counted[entity]} ${entity} records, ${side} has ${there}`);
		}
		for (const side of SIDES) {
			const ids = world.links(entity).map((link) => linkedId(link, side));
			if (ids.includes(null) || new Set(ids).size !== counted[entity])
				throw new LawBroken('S3', `links of ${entity} are no bijection: ${shown(ids)}`);
		}
	}
}

/** S2: both sides hold the same up to the normal form, but for fields that wait for a person. */
export async function convergence({ world }: People): Promise<void> {
	const open = await world.memory.reviews(SYNC, { status: 'open', limit: 1000 });
	const companies = new Map(world.links('company').map((link) => [link.psaId, link.platformId]));
	for (const entity of ENTITIES_IN_PLAY) {
		const mapping = world.mappings.find((one) => one.entity === entity);
		for (const link of world.links(entity)) {
			const left = world.psa.all(entity).get(link.psaId ?? '') ?? {};
			const right = world.platform.all(entity).get(link.platformId ?? '') ?? {};
			const view: MappedFields = mapping?.forward(left, (_, id) => companies.get(id) ?? undefined).view ?? {};
			for (const [field, value] of Object.entries(view)) {
				// What did not land is told of in the words of the side where it did not.
				const names = [field, mapping?.fields.find((row) => row.platformField === field)?.psaField];
				if (open.some((entry) => entry.linkId === link.id && names.includes(entry.field ?? undefined))) continue;
				if (sameOnBoth(world, field, value, right[field])) continue;
				throw new LawBroken(
					'S2',
					`${entity} ${link.psaId} ↔ ${link.platformId} "${field}": ${shown(value)} ≠ ${shown(right[field])}`,
				);
			}
		}
	}
}

/** Equality up to what both systems can hold, their undeclared habits included. */
function sameOnBoth(world: People['world'], field: string, psa: Json, platform: Json | undefined): boolean {
	const mapping = world.mappings.find((one) => one.fields.some((row) => row.platformField === field));
	if (mapping?.equivalent(field, psa, platform)) return true;
	const own = Object.values(FIELDS).find((names) => names.platform === field);
	if (!own || !world.options.reformats) return false;
	const toPsa = world.psa.behaviour.reformats?.[own.psa] ?? ((value: Json) => value);
	const toPlatform = world.platform.behaviour.reformats?.[own.platform] ?? ((value: Json) => value);
	const same = (a: Json | undefined, b: Json | undefined): boolean =>
		mapping?.equivalent(field, a, b) ?? sameValue(a, b);
	return same(psa, toPsa(platform ?? null)) || same(platform, toPlatform(psa));
}

/**
 * S4: what was edited on one side only is, on that side, to the letter what the person left there; and so is an edit
 * that was made in calm, with nothing else under way, whichever side it was on.
 */
export function ownWords(people: People): void {
	for (const known of people.records) {
		for (const [field, edits] of known.edits) {
			const last = edits.at(-1);
			if (!last) continue;
			const oneSided = edits.every((edit) => edit.side === last.side);
			if (!oneSided && !last.calm) continue;
			const held = people.heldOn(known, last.side)?.[FIELDS[field][last.side]];
			if (sameValue(held, last.held)) continue;
			throw new LawBroken(
				'S4',
				`${last.side} ${known.entity} ${people.idOn(known, last.side)} "${field}" should be ${shown(last.held)} but is ${shown(held)}`,
			);
		}
	}
}

/** I2: a field that was edited on one side only is never written on that side. */
export function nothingTouched(people: People): void {
	for (const { known, field, side } of people.oneSided()) {
		const id = people.idOn(known, side);
		const name = FIELDS[field][side];
		const touched = people.world
			.system(side)
			.writes.find((write) => write.entity === known.entity && write.id === id && Object.hasOwn(write.fields, name));
		if (touched)
			throw new LawBroken('I2', `"${field}" was edited on ${side} only, but was written there: ${shown(touched)}`);
	}
}

/** I4: a field that both sides changed ends as something that a person wrote, in the form that the side keeps. */
export function nothingInvented(people: People): void {
	const { world } = people;
	const mapping = world.mappings.find(({ entity }) => entity === 'ticket');
	for (const known of people.records) {
		const platform = people.heldOn(known, 'platform');
		for (const [field, edits] of known.edits) {
			const name = FIELDS[field];
			const held = platform?.[name.platform];
			const words = edits.map((edit) =>
				edit.side === 'platform'
					? edit.held
					: (mapping?.forward({ [name.psa]: edit.held }, () => undefined).view[name.platform] ?? null),
			);
			if (words.some((word) => sameOnBoth(world, name.platform, word, held))) continue;
			throw new LawBroken('I4', `"${field}" ended as ${shown(held)}, which nobody wrote: ${shown(words)}`);
		}
	}
}

/**
 * I8: no write ran over a value that its writer had not read. A batch that is read again before writing comes from the
 * index, which cannot show what is younger than its lag: docs/architecture.md names that limit.
 */
export function nothingUnseen({ world }: People): void {
	for (const side of SIDES) {
		for (const { entity, id, fields, before, believed, stoodMs } of world.system(side).writes) {
			if (stoodMs < world.options.lagMs) continue;
			for (const name of believed === null ? [] : Object.keys(fields)) {
				if (sameValue(before[name], believed?.[name])) continue;
				throw new LawBroken(
					'I8',
					`${side} ${entity} ${id} "${name}" held ${shown(before[name])} when it was overwritten; the writer had read ${shown(believed?.[name])}`,
				);
			}
		}
	}
}

/**
 * I12: every value that was overwritten can be read in the audit, with the record and the field that it stood in. What
 * was younger than an index's lag could not be read before (see I8).
 */
export async function nothingForgotten({ world }: People): Promise<void> {
	const audit = await world.memory.audit(SYNC, { limit: Number.MAX_SAFE_INTEGER });
	for (const side of SIDES) {
		for (const { entity, id, fields, before, stoodMs } of world.system(side).writes) {
			if (stoodMs < world.options.lagMs) continue;
			const link = world.links(entity).find((one) => linkedId(one, side) === id);
			for (const name of Object.keys(fields)) {
				if (isEmpty(before[name]) || sameValue(before[name], fields[name])) continue;
				const kept = audit.some(
					(line) =>
						line.kind === 'overwritten' &&
						line.linkId === link?.id &&
						line.side === side &&
						line.field === name &&
						sameValue(line.before, before[name]),
				);
				if (!kept)
					throw new LawBroken('I12', `${side} ${entity} ${id} "${name}": ${shown(before[name])} is not in the audit`);
			}
		}
	}
}

/** I14: no record was given a parent that the system did not have, and none that has a parent went without it. */
export function parentsFirst(people: People): void {
	const { world } = people;
	const { catalogues } = world.tenant;
	const [here, over] = [companyField(catalogues.psa), companyField(catalogues.platform)];
	for (const known of people.records) {
		if (known.entity !== 'ticket') continue;
		const [own, there] = [people.heldOn(known, 'psa'), people.heldOn(known, 'platform')];
		const wanted = own?.[here] ?? null;
		const expected = wanted === null ? null : (world.counterpart('company', 'psa', String(wanted)) ?? null);
		if (!sameId(there?.[over], expected))
			throw new LawBroken('I14', `ticket ${known.id}: company ${shown(wanted)} became ${shown(there?.[over])}`);
	}
	const refused = world.memory
		.allWrites()
		.find(({ status, lastError }) => status === 'dead' && /has no company/.test(lastError ?? ''));
	if (refused)
		throw new LawBroken('I14', `${refused.target} was given a parent that it does not have: ${refused.lastError}`);
}

/** An id is the same as number and as text. */
function sameId(a: Json | undefined, b: Json): boolean {
	return sameValue(a, b) || (!isEmpty(a) && !isEmpty(b) && String(a) === String(b));
}

/** S1: once people stop, nothing is written any more. */
export async function quiescence({ world }: People): Promise<void> {
	const before = world.writeCount();
	for (let cycle = 0; cycle < 3; cycle++) {
		await world.run();
		world.wait(60_000);
	}
	if (world.writeCount() !== before)
		throw new LawBroken('S1', `${world.writeCount() - before} writes after everything had come to rest`);
}

/** A time, and how much had been written by then. */
export interface Moment extends Readonly<Record<Side, number>> {
	readonly at: number;
}

export function momentOf(world: World): Moment {
	return { at: world.now, psa: world.psa.writes.length, platform: world.platform.writes.length };
}

/**
 * I10: no value was overwritten after the loss, unless somebody edited that field (on either side) since a moment that
 * the store still knows nothing of, or will hear of.
 */
export function nothingOverwritten(people: People, since: Moment): void {
	for (const side of SIDES) {
		for (const write of people.world.system(side).writes.slice(since[side])) {
			const known = people.records.find((one) => one.entity === write.entity && people.idOn(one, side) === write.id);
			for (const name of Object.keys(write.fields)) {
				if (isEmpty(write.before[name]) || sameValue(write.before[name], write.fields[name])) continue;
				const field = FIELD_NAMES.find((one) => FIELDS[one][side] === name);
				const edits = (field && known?.edits.get(field)) ?? [];
				if (edits.some((edit) => edit.at >= since.at)) continue;
				throw new LawBroken(
					'I10',
					`${side} ${write.entity} ${write.id} "${name}" held ${JSON.stringify(write.before[name])} and was overwritten with ${JSON.stringify(write.fields[name])}, which nobody edited on ${otherSide(side)} since`,
				);
			}
		}
	}
}
