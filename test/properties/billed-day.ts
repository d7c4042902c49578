import fc from 'fast-check';
import type { Catalogue, FieldDefinition } from '../../sync/model/catalogue';
import type { MappingRow } from '../../sync/model/mapping';
import { SIDES, type Side } from '../../sync/model/entity';
import { linkedId } from '../../sync/model/link';
import { sameValue, type Json } from '../../sync/model/json';
import type { FlatRecord } from '../../sync/model/record';
import { LawBroken } from './law';
import { PAIRS } from './pairs';
import type { People } from './simulation/people';
import { tenantOf, type Pair } from './simulation/profiles';
import { mappingsBetween, SYNC, type Tenant } from './simulation/tenant';
import type { World } from './simulation/world';
import { SwitchingDay, switchingOf, type Switching } from './switching-day';

/** What billing says of a record, by side. */
const LOCK: Readonly<Record<Side, string>> = { psa: 'billed', platform: 'locked' };
const INVOICE = 'invoice';

function withBilling(catalogue: Catalogue, side: Side): Catalogue {
	const more: FieldDefinition[] = [
		{ name: LOCK[side], label: 'Billed', type: 'boolean', locks: { values: [true] }, billing: true },
		{ name: INVOICE, label: 'Invoice', type: 'string', billing: true },
	];
	return { ...catalogue, entities: { ...catalogue.entities, ticket: [...(catalogue.entities.ticket ?? []), ...more] } };
}

const toPlatform = (psaField: string, platformField: string): MappingRow => ({
	psaField,
	platformField,
	direction: 'toPlatform',
	transform: { kind: 'copy' },
});

/** The simulated pair, but its tickets are work that is billed: the PSA says so, and the other side learns it. */
export const billedTenantOf = (pair: Pair): Tenant => {
	const tenant = tenantOf(pair);
	const { psa, platform } = tenant.catalogues;
	const catalogues = { psa: withBilling(psa, 'psa'), platform: withBilling(platform, 'platform') };
	const rows = [toPlatform(LOCK.psa, LOCK.platform), toPlatform(INVOICE, INVOICE)];
	return { ...tenant, catalogues, mappings: mappingsBetween(catalogues, rows) };
};

/** Somebody bills a record at an await of a run, counted over the whole day, or opens it again. */
export interface Billing {
	readonly at: number;
	/** On the platform it is closed by hand, for example because the month is over. */
	readonly side: Side;
	readonly ticket: number;
	readonly billed: boolean;
}

export type BilledScene = Switching & { readonly billings: readonly Billing[] };

/** A day of a pairing with switches of phases in which work is billed. */
export const billedScenesOf = (pair: Pair): fc.Arbitrary<BilledScene> =>
	fc.record({
		...switchingOf(pair),
		billings: fc.array(
			fc.record({
				at: fc.nat(300),
				side: fc.constantFrom<Side>('psa', 'psa', 'platform'),
				ticket: fc.nat(5),
				billed: fc.constantFrom(true, true, false),
			}),
			{ minLength: 1, maxLength: 25, size: 'max' },
		),
	});

/** People edit on both sides while somebody bills. */
export class BilledDay extends SwitchingDay {
	#awaits = 0;
	#invoices = 0;
	/** Nobody bills any more. */
	#over = false;

	constructor({ options, billings, ...scene }: BilledScene) {
		super({ ...scene, options: { ...options, tenant: billedTenantOf(options.pair ?? PAIRS[0]) } });
		const { world } = this;
		const others = world.atEveryAwait;
		world.atEveryAwait = async () => {
			await others();
			const now = this.#awaits++;
			if (this.#over) return;
			for (const billing of billings) if (billing.at === now) this.bill(billing);
		};
	}

	override async end(): Promise<void> {
		this.#over = true;
		await super.end();
	}

	/** Every record that was billed is opened again, and whoever was asked sends again what had been given up. */
	async reopen(): Promise<void> {
		const { world } = this;
		for (const side of SIDES) {
			for (const [id, record] of world.system(side).all('ticket')) {
				if (record[LOCK[side]] === true) world.system(side).personEdits('ticket', id, { [LOCK[side]]: null });
			}
		}
		await this.end();
		const open = await world.memory.reviews(SYNC, { status: 'open', kind: 'deadLetter', limit: 1000 });
		for (const { id } of open) await world.memory.resolveReview(id, { choice: 'retry' }, world.clock.now(), 'ann');
		await this.end();
	}

	bill({ side, ticket, billed }: Omit<Billing, 'at'>): void {
		const known = this.people.ticket(ticket);
		const id = known && this.people.idOn(known, side);
		if (id === undefined) return;
		const said: Record<string, Json> = { [LOCK[side]]: billed || null };
		if (side === 'psa' && billed) said[INVOICE] = `INV-${++this.#invoices}`;
		this.world.system(side).personEdits('ticket', id, said);
	}
}

/** P5: of a record that was closed when it was read last, nothing was written but what billing says. */
export function nothingBilledTouched({ world }: People): void {
	for (const side of SIDES) {
		for (const { kind, id, fields, held } of world.system(side).writes) {
			if (kind !== 'update' || held?.[LOCK[side]] !== true) continue;
			const touched = Object.keys(fields).filter((name) => name !== LOCK[side] && name !== INVOICE);
			if (touched.length === 0) continue;
			throw new LawBroken('P5', `${touched.join(', ')} of ${side} ticket ${id} was written although it was billed`);
		}
	}
}

/** P5: where the sides differ, a person has been asked; and what billing says has arrived. */
export async function everyEditTold({ world }: People): Promise<void> {
	const open = await world.memory.reviews(SYNC, { status: 'open', limit: 1000 });
	for (const link of world.links('ticket')) {
		const told = open.some((entry) => entry.linkId === link.id);
		const [left, right] = [heldBy(world, 'psa', linkedId(link, 'psa')), heldBy(world, 'platform', link.platformId)];
		const mapping = world.mappings.find(({ entity }) => entity === 'ticket');
		const view = mapping?.forward(left, (_, id) => world.counterpart('company', 'psa', String(id))).view ?? {};
		for (const [field, value] of Object.entries(view)) {
			if (told || mapping?.equivalent(field, value, right[field] ?? null)) continue;
			// Closed on the platform by hand: that says nothing of the PSA's billing.
			if (field === LOCK.platform) continue;
			const shown = `${JSON.stringify(value)} ≠ ${JSON.stringify(right[field] ?? null)}`;
			throw new LawBroken('P5', `"${field}" of ticket ${link.psaId}: ${shown}, and nobody is asked`);
		}
		if (sameValue(left[INVOICE] ?? null, right[INVOICE] ?? null)) continue;
		throw new LawBroken('P5', `the platform does not know by which invoice ticket ${link.psaId} was billed`);
	}
}

function heldBy(world: World, side: Side, id: string | null): FlatRecord {
	return (
		world
			.system(side)
			.all('ticket')
			.get(id ?? '') ?? {}
	);
}
