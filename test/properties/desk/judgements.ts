import { otherSide, SIDES, type Side } from '../../../sync/model/entity';
import type { Rounding } from '../../../sync/model/mapping';
import { linkedId, type Link } from '../../../sync/model/link';
import type { FlatRecord } from '../../../sync/model/record';
import { bound } from '../../mapping/durations';
import { LawBroken } from '../law';
import { SYNC } from '../simulation/tenant';
import type { DeskDay } from './day';
import { CHILDREN, minutesOf } from './words';

const shown = (value: unknown): string => JSON.stringify(value ?? null);

/** P5: of an entry that was billed when it was read last, nothing was written but what billing says; no PSA is told what it billed. */
export function nothingBilledTouched(day: DeskDay): void {
	const { world } = day;
	for (const side of SIDES) {
		const { isBilled, bills } = day.wordsOn(side);
		const billing = new Set(bills.flatMap((one) => Object.keys(one)));
		for (const { kind, entity, id, fields, held } of world.system(side).writes) {
			if (entity !== 'timeEntry' || kind !== 'update') continue;
			const said = Object.keys(fields).filter((name) => billing.has(name));
			if (world.profile(side).system !== 'platform' && said.length > 0)
				throw new LawBroken(
					'P5',
					`${said.join(', ')} of ${side} entry ${id} was written, which only its own billing says`,
				);
			if (held === null || !isBilled(held)) continue;
			const touched = Object.keys(fields).filter((name) => !billing.has(name));
			if (touched.length > 0)
				throw new LawBroken('P5', `${touched.join(', ')} of ${side} entry ${id} was written although it was billed`);
		}
	}
}

/** Pairs of which nobody is asked anything. */
async function settled({ world }: DeskDay, entity: (typeof CHILDREN)[number]): Promise<Link[]> {
	const open = await world.memory.reviews(SYNC, { status: 'open', limit: 1000 });
	return world.links(entity).filter((link) => !open.some((entry) => entry.linkId === link.id));
}

function heldBy({ world }: DeskDay, link: Link): { psa: FlatRecord; platform: FlatRecord } {
	const of = (side: Side) =>
		world
			.system(side)
			.all(link.entity)
			.get(linkedId(link, side) ?? '') ?? {};
	return { psa: of('psa'), platform: of('platform') };
}

/** S2, P5: where the sides differ in what flows both ways, a person has been asked. */
export async function everyDifferenceTold(day: DeskDay): Promise<void> {
	const { world } = day;
	for (const entity of CHILDREN) {
		const mapping = world.mappings.find((one) => one.entity === entity);
		const bothWays = new Set(
			mapping?.fields
				.filter(({ direction, createOnly }) => direction === 'both' && !createOnly?.length)
				.map(({ platformField }) => platformField),
		);
		for (const link of await settled(day, entity)) {
			const { psa, platform } = heldBy(day, link);
			const view = mapping?.forward(psa, (of, id) => world.counterpart(of, 'psa', id)).view ?? {};
			for (const [field, value] of Object.entries(view)) {
				if (!bothWays.has(field) || mapping?.equivalent(field, value, platform[field] ?? null)) continue;
				throw new LawBroken(
					'S2',
					`"${field}" of ${entity} ${link.psaId}: ${shown(value)} ≠ ${shown(platform[field])}, and nobody is asked`,
				);
			}
		}
	}
}

/** S3, I14: every note and entry is there once on each side, and hangs on the same ticket. */
export function everyChildOnce(day: DeskDay): void {
	const { world, children } = day;
	for (const entity of CHILDREN) {
		const made = children.filter((child) => child.entity === entity);
		for (const side of SIDES) {
			const there = world.system(side).all(entity).size;
			if (there !== made.length)
				throw new LawBroken('S3', `people made ${made.length} of ${entity}, ${side} has ${there}`);
		}
		for (const child of made) {
			const over = otherSide(child.side);
			const id = world.counterpart(entity, child.side, child.id);
			const names = (side: Side) => day.wordsOn(side)[entity].ticket;
			const own = world.system(child.side).all(entity).get(child.id)?.[names(child.side)];
			const there = world
				.system(over)
				.all(entity)
				.get(id ?? '')?.[names(over)];
			if (String(there) !== world.counterpart('ticket', child.side, String(own)))
				throw new LawBroken('I14', `${entity} ${child.id} hangs on ${shown(own)}, its counterpart on ${shown(there)}`);
		}
	}
}

/**
 * P7: the minutes of both sides agree, one by one and so in sum, and are such as a person gave, each up to what the
 * declared rounding may change; without one to the minute.
 */
export async function minutesConserved(day: DeskDay, rounding: Rounding | null): Promise<void> {
	const allowed = rounding === null ? 0 : bound(rounding);
	for (const link of await settled(day, 'timeEntry')) {
		const held = heldBy(day, link);
		const [psa, platform] = SIDES.map((side) => minutesOf(day.world.profile(side).system, held[side]));
		const child = day.children.find((one) => one.entity === 'timeEntry' && day.idOn(one, 'psa') === link.psaId);
		const given = child?.minutes ?? [];
		const what = `entry ${link.psaId}: ${psa} and ${platform} minutes, given were ${given.join(', ')}, ${allowed} may be off`;
		if (Math.abs(psa - platform) > allowed) throw new LawBroken('P7', what);
		for (const side of [psa, platform])
			if (!given.some((minutes) => Math.abs(minutes - side) <= allowed)) throw new LawBroken('P7', what);
	}
}

/** P6: no write has shown anybody what was not meant for them. */
export function nothingShown({ leaks }: DeskDay): void {
	if (leaks[0]) throw leaks[0];
}
