import type { CompiledMapping } from '../mapping/compiled-mapping';
import type { Side } from '../model/entity';
import { missingOn, type Missing } from '../model/link';
import type { SyncPolicy } from '../model/policy';
import { plan } from '../resolve/plan';
import type { Plan } from '../resolve/plan-input';
import type { LinkChange } from '../model/commit-batch';
import { observe, type Unit } from './units';

/**
 * The plan of one pair.
 *
 * @param setAside sides whose record is missing but is not believed to be deleted: the link is marked, and the other
 * side is planned as if this one had not been looked at
 */
export function planUnit(
	unit: Unit,
	setAside: readonly Side[],
	{ mapping, policy }: { readonly mapping: CompiledMapping; readonly policy: SyncPolicy },
): Plan {
	const seen = (side: Side): Unit[Side] => (setAside.includes(side) ? null : unit[side]);
	const [psa, platform] = [seen('psa'), seen('platform')];
	if (setAside.length > 0 && !canPlan(unit, psa ?? platform)) return { kind: 'change', change: mark(unit, setAside) };
	const result = plan({
		entity: unit.entity,
		mapping,
		policy,
		context: unit.context,
		psa: psa && observe(psa),
		platform: platform && observe(platform),
	});
	if (result.kind === 'wait' || setAside.length === 0) return result;
	const marked = mark(unit, setAside);
	const change = {
		...result.change,
		missing: { ...result.change.missing, ...marked.missing },
		revisits: [...result.change.revisits, ...marked.revisits],
		seen: [...result.change.seen, ...marked.seen],
	};
	return { kind: 'change', change };
}

/** A pair that has not been compared yet needs both its records; its other side is read again when this one is back. */
function canPlan(unit: Unit, other: Unit[Side]): boolean {
	return other !== null && unit.context?.link.state === 'linked';
}

/** Says of a link that records of it are missing, and answers what asked for them to be read; nothing else. */
function mark(unit: Unit, sides: readonly Side[]): LinkChange {
	const link = unit.context?.link;
	const missing: Partial<Record<Side, Missing>> = {};
	for (const side of sides) missing[side] = (link && missingOn(link, side)) ?? 'asked';
	return {
		expect: link ? { linkId: link.id, revision: link.revision } : null,
		entity: unit.entity,
		missing,
		writes: [],
		withdraw: [],
		confirm: [],
		reviews: [],
		closeReviews: [],
		audit: [],
		revisits: sides.flatMap((side) => unit[side]?.revisits ?? []),
		seen: sides.flatMap((side) => {
			const change = unit[side];
			return change ? [{ side, recordId: change.id, force: change.force }] : [];
		}),
	};
}
