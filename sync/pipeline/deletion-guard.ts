import { SIDES, SYSTEM_NAMES, otherSide, type Entity, type Side, type System } from '../model/entity';
import { missingOn } from '../model/link';
import { notice } from '../model/review';
import type { MissingNotice } from '../model/commit-batch';
import type { DeletionCount, ReviewDraft, Store } from '../store/store';
import type { EngineSettings } from './settings';
import type { Unit } from './units';

/** What of a run is not believed to be deleted yet. */
export interface Guarded {
	/** Sides of a unit whose record is missing and is not to be planned as deleted. */
	readonly setAside: ReadonlyMap<Unit, readonly Side[]>;
	readonly notices: readonly MissingNotice[];
}

/** Records of one entity on one side that this run saw gone, or there again. */
interface Group {
	readonly entity: Entity;
	readonly side: Side;
	readonly system: System;
	/** Gone, and new to us. */
	readonly fresh: Unit[];
	/** Gone, and a person is being asked. */
	readonly asked: Unit[];
	/** There again. */
	back: number;
}

/**
 * Decides which deletions of a run are believed (law W5). Each is confirmed by id already; but where too many of one
 * entity are gone on one side, counted with those of earlier runs that nobody has looked at, lost access is likelier
 * than a deletion: they are set aside, and a person is asked once for all of them.
 */
export async function guardDeletions(
	store: Store,
	settings: EngineSettings,
	{ sync, now, units }: { readonly sync: string; readonly now: number; readonly units: Iterable<Unit> },
): Promise<Guarded> {
	const setAside = new Map<Unit, Side[]>();
	const put = (unit: Unit, side: Side): void => void setAside.set(unit, [...(setAside.get(unit) ?? []), side]);
	const notices: MissingNotice[] = [];
	for (const unit of units) for (const side of ignored(unit)) put(unit, side);
	for (const group of grouped(units)) {
		const { entity, side, fresh, asked, back } = group;
		const count = await store.deletions(sync, entity, side, now - settings.deletionWindowMs);
		const gone = count.recent + count.asked - back + fresh.length;
		if (tooMany(settings, gone, count)) {
			for (const unit of [...fresh, ...asked]) put(unit, side);
			if (fresh.length > 0 || back > 0) notices.push({ entity, side, draft: question(settings, group, gone, count) });
		} else if (count.asked > 0) {
			notices.push({ entity, side, draft: null });
		}
	}
	return { setAside, notices };
}

function tooMany(settings: EngineSettings, gone: number, { linked, recent }: DeletionCount): boolean {
	return gone > settings.deletionsUnasked && gone > settings.deletionShare * (linked + recent);
}

/** Sides that a person said to leave alone until they come back. */
function ignored(unit: Unit): Side[] {
	const link = unit.context?.link;
	return SIDES.filter((side) => link && unit[side]?.deleted && missingOn(link, side) === 'ignored');
}

function grouped(units: Iterable<Unit>): Group[] {
	const groups = new Map<string, Group>();
	for (const unit of units) {
		const link = unit.context?.link;
		if (!link || link.state === 'tombstone') continue;
		for (const side of SIDES) {
			const change = unit[side];
			const known = missingOn(link, side);
			if (!change || (known !== 'asked' && (known !== null || !change.deleted))) continue;
			const { entity } = unit;
			const key = `${entity} ${side}`;
			const group = groups.get(key) ?? { entity, side, system: change.system, fresh: [], asked: [], back: 0 };
			groups.set(key, group);
			if (!change.deleted) group.back += 1;
			else if (known === 'asked') group.asked.push(unit);
			else group.fresh.push(unit);
		}
	}
	return [...groups.values()];
}

function question(
	settings: EngineSettings,
	{ entity, side, system }: Group,
	gone: number,
	{ linked, recent }: DeletionCount,
): ReviewDraft {
	const hours = Math.round(settings.deletionWindowMs / 3_600_000);
	const where = SYSTEM_NAMES[system];
	const other = otherSide(side) === 'psa' ? 'the PSA' : 'the platform';
	return notice({
		kind: 'massDeletion',
		side,
		message: `${where}: ${gone} of ${linked + recent} linked records of "${entity}" are not there any more (seen within ${hours} hours). So many at once are more often out of sight than deleted: the API account lost its rights to a board, a company or a location, somebody purged records in bulk, or the credentials lead to another tenant. Nothing was changed in ${other}, and nothing is written to the missing records meanwhile. If the access comes back, this entry closes by itself. Choose "confirm" if they were deleted indeed, or "dismiss" to leave them alone until they come back.`,
	});
}
