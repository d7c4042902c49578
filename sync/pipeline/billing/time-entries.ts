import { SIDES, type Side } from '../../model/entity';
import type { Link } from '../../model/link';
import type { LinkContext } from '../../store/store';
import { viewOf } from '../drift';
import { says, timeIn, valueIn } from './amounts';
import type { Customer } from './ledger';
import type { Reason } from './reasons';
import type { Minutes } from './report';
import {
	catalogueOf,
	counted,
	countsIn,
	differing,
	openReasons,
	systemName,
	wordsOf,
	type Counted,
	type Scene,
} from './scene';

interface Entry {
	readonly time: Minutes;
	readonly customer: Customer;
}

/** Puts a pair of time entries into the account of the company of its ticket, as each side has it. */
export function takeTime(scene: Scene, context: LinkContext): void {
	const { link } = context;
	const records = counted(scene, 'timeEntry', context);
	const psa = entryOf(scene, 'psa', records);
	const platform = entryOf(scene, 'platform', records);
	if (psa) scene.ledger.of(psa.customer).addTime('psa', psa.time);
	if (platform) scene.ledger.of(platform.customer).addTime('platform', platform.time);
	const rounding = psa && platform ? roundingOf(scene, link, psa.time, platform.time) : null;

	const customer = psa?.customer ?? platform?.customer ?? customerOf(scene, link);
	const account = scene.ledger.of(customer);
	if (rounding) account.addRounding(rounding);
	const reasons = [...openReasons(scene, 'timeEntry', context), ...unapproved(scene, records)];
	if (reasons.length === 0) reasons.push(...differences(scene, psa, platform, rounding));
	const minutes = (psa ?? platform)?.time.minutes ?? null;
	const { psaId, platformId } = link;
	for (const reason of reasons) account.addWaiting({ entity: 'timeEntry', psaId, platformId, ...reason, minutes });
}

function entryOf(scene: Scene, side: Side, records: Counted): Entry | null {
	const record = records[side];
	if (!record) return null;
	return {
		time: timeIn(record, wordsOf(scene, side).timeEntry, catalogueOf(scene, side)),
		customer: scene.customers.ofTime(side, record),
	};
}

/** Whose a deleted entry was. */
function customerOf(scene: Scene, link: Link): Customer {
	const side = countsIn(scene, 'timeEntry', 'psa', link) ? 'psa' : 'platform';
	return scene.customers.ofTime(side, countsIn(scene, 'timeEntry', side, link) ?? {});
}

/** How much longer the PSA has it because the field map rounds; null where that is not why. */
function roundingOf(scene: Scene, link: Link, psa: Minutes, platform: Minutes): Minutes | null {
	if (!scene.map || !link.psaShadow || !link.platformShadow) return null;
	const { field } = wordsOf(scene, 'platform').timeEntry.length;
	const view = viewOf(scene.map, link.psaShadow, () => undefined);
	if (!Object.hasOwn(view, field)) return null;
	if (!scene.map.equivalent(field, view[field], valueIn(link.platformShadow, field))) return null;
	const more = psa.minutes - platform.minutes;
	const onBoth = (kind: 'billable' | 'billed') =>
		psa[kind] === psa.minutes && platform[kind] === platform.minutes ? more : 0;
	return { minutes: more, billable: onBoth('billable'), billed: onBoth('billed') };
}

function differences(scene: Scene, psa: Entry | null, platform: Entry | null, rounding: Minutes | null): Reason[] {
	if (!psa || !platform) {
		const elsewhere = 'it on a day outside the period';
		return [differing(scene, psa ? inWords(psa.time) : elsewhere, platform ? inWords(platform.time) : elsewhere)];
	}
	if (psa.customer.key !== platform.customer.key) {
		return [differing(scene, `it for ${nameOf(psa.customer)}`, `it for ${nameOf(platform.customer)}`)];
	}
	const agree = (['minutes', 'billable', 'billed'] as const).every(
		(kind) => psa.time[kind] - platform.time[kind] === (rounding?.[kind] ?? 0),
	);
	return agree ? [] : [differing(scene, inWords(psa.time), inWords(platform.time))];
}

function unapproved(scene: Scene, records: Counted): Reason[] {
	return SIDES.flatMap((side): Reason[] => {
		const record = records[side];
		const words = wordsOf(scene, side).timeEntry.unapproved;
		if (!record || !words || !says(record, words)) return [];
		const message = `It is not approved in ${systemName(scene, side)} yet. Approve it there to have it billed.`;
		return [{ reason: 'unapproved', message }];
	});
}

function inWords({ minutes, billable, billed }: Minutes): string {
	const kind = billed > 0 ? 'billed' : billable > 0 ? 'billable' : 'not billable';
	return `${minutes} minutes (${kind})`;
}

function nameOf({ name, psaId, platformId }: Customer): string {
	return name || (psaId ?? platformId ?? 'nobody');
}
