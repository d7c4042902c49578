import { CATALOGUES } from '../../connectors/catalogues';
import type { CompiledMapping } from '../../mapping/compiled-mapping';
import type { Catalogue } from '../../model/catalogue';
import { SIDES, SYSTEM_NAMES, type Side, type System } from '../../model/entity';
import { shadowOf, type Link } from '../../model/link';
import { lockOf } from '../../model/lock';
import type { FlatRecord } from '../../model/record';
import type { LinkContext } from '../../store/store';
import { valueIn } from './amounts';
import type { Customers } from './customers';
import type { Ledger } from './ledger';
import { dayAsKept, dayOfMoment, isWithin, type Period } from './period';
import { reasonsOf, type Reason } from './reasons';
import type { BilledEntity } from './report';
import { BILLING_WORDS, type BillingWords } from './words';

/** What a report is made with. */
export interface Scene {
	readonly systems: Readonly<Record<Side, System>>;
	readonly period: Period;
	/** The field map of time entries, where there is one. */
	readonly map: CompiledMapping | null;
	readonly customers: Customers;
	readonly ledger: Ledger;
}

/** The record of each side that counts in the period. */
export type Counted = Readonly<Record<Side, FlatRecord | null>>;

export function wordsOf({ systems }: Scene, side: Side): BillingWords {
	return BILLING_WORDS[systems[side]];
}

export function systemName({ systems }: Scene, side: Side): string {
	return SYSTEM_NAMES[systems[side]];
}

export function catalogueOf({ systems }: Scene, side: Side): Catalogue | undefined {
	return CATALOGUES[systems[side]];
}

/** @returns a side's record as it was last seen, if its day lies in the period. */
export function countsIn(scene: Scene, entity: BilledEntity, side: Side, link: Link): FlatRecord | null {
	const record = shadowOf(link, side);
	if (!record) return null;
	const words = wordsOf(scene, side);
	const day =
		entity === 'timeEntry'
			? dayOfMoment(valueIn(record, words.timeEntry.startedAt), scene.period.zone)
			: dayAsKept(valueIn(record, words.invoice.day));
	return isWithin(scene.period, day) ? record : null;
}

/** The records of a pair that count: those of the period, without what is deleted. */
export function counted(scene: Scene, entity: BilledEntity, { link, openReviews }: LinkContext): Counted {
	const deletedBy = openReviews.find(({ kind }) => kind === 'deleted')?.side ?? null;
	const [psa, platform] = SIDES.map((side) => {
		// Which side still has its own is known only while the entry about it is open.
		const isDeleted = link.state === 'tombstone' && (deletedBy === null || deletedBy === side);
		return isDeleted ? null : countsIn(scene, entity, side, link);
	});
	return { psa, platform };
}

/** What is open about a pair. */
export function openReasons(scene: Scene, entity: BilledEntity, context: LinkContext): Reason[] {
	const isLocked = (side: Side): boolean => {
		const [catalogue, record] = [catalogueOf(scene, side), shadowOf(context.link, side)];
		return catalogue !== undefined && record !== null && lockOf(catalogue, entity, record) !== undefined;
	};
	return reasonsOf(context, {
		systems: scene.systems,
		platform: catalogueOf(scene, 'platform'),
		locked: { psa: isLocked('psa'), platform: isLocked('platform') },
		isUnlinked: (parent, target) => scene.customers.isUnlinked(parent, target),
	});
}

/** Why two records that should agree do not, where nothing is on its way and nobody is asked. */
export function differing(scene: Scene, psa: string, platform: string): Reason {
	return {
		reason: 'differs',
		message: `${systemName(scene, 'psa')} has ${psa} and ${systemName(scene, 'platform')} ${platform}, with nothing on its way. Correct the side that is wrong.`,
	};
}
