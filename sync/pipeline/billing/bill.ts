import { SIDES, SYSTEMS, type Side, type System } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { LinkContext, Store } from '../../store/store';
import type { FieldMap } from '../drift';
import { Customers } from './customers';
import { takeInvoice } from './invoices';
import { Ledger } from './ledger';
import { checkPeriod, type Period } from './period';
import { parentsOf } from './reasons';
import type { BilledEntity, BillingReport } from './report';
import { catalogueOf, countsIn, type Scene } from './scene';
import { takeTime } from './time-entries';

/** Links that one look into the store takes. */
const PAGE = 500;

export interface BillingOptions {
	readonly sync: string;
	readonly period: Period;
	/** To know by what a side rounds; null or without time entries: rounding counts as a difference. */
	readonly maps: readonly FieldMap[] | null;
}

/**
 * What both sides have to bill, company by company, as they were last seen: minutes, invoices, where they differ, and
 * what waits and why. Calls no system.
 * @throws SyncError BAD_INPUT where the sync has read nothing yet, or the period is none.
 */
export async function billingReport(store: Store, { sync, period, maps }: BillingOptions): Promise<BillingReport> {
	const systems = await systemsOf(store, sync);
	const scene: Scene = {
		systems,
		period: checkPeriod(period),
		map: maps?.find(({ mapping }) => mapping.entity === 'timeEntry')?.compiled ?? null,
		customers: new Customers(store, sync, systems),
		ledger: new Ledger(),
	};
	await readAll(store, sync, scene, 'timeEntry', takeTime);
	await readAll(store, sync, scene, 'invoice', takeInvoice);
	return {
		period: scene.period,
		...scene.ledger.close(),
		readUpTo: await readUpTo(store, sync),
		knowsRounding: scene.map !== null,
	};
}

async function readAll(
	store: Store,
	sync: string,
	scene: Scene,
	entity: BilledEntity,
	take: (scene: Scene, context: LinkContext) => void,
): Promise<void> {
	const platform = catalogueOf(scene, 'platform');
	for (let after: string | null = null; ; ) {
		const page: readonly LinkContext[] = await store.linksOf(sync, entity, { after, limit: PAGE });
		const ours = page.filter(({ link }) => SIDES.some((side) => countsIn(scene, entity, side, link) !== null));
		await scene.customers.learnPage(entity, ours);
		for (const parent of ours.flatMap(({ writes }) => writes.flatMap((write) => parentsOf(write, platform)))) {
			await scene.customers.learn(parent.entity, parent.side, [parent.id]);
		}
		for (const context of ours) take(scene, context);
		if (page.length < PAGE) return;
		after = page[page.length - 1].link.id;
	}
}

/** @throws SyncError BAD_INPUT where a side is not known yet. */
async function systemsOf(store: Store, sync: string): Promise<Readonly<Record<Side, System>>> {
	const bound = await store.tenants(sync);
	const systemOn = (side: Side): System => {
		const name = bound.find((tenant) => tenant.side === side)?.system;
		const system = SYSTEMS.find((one) => one === name);
		if (system) return system;
		throw new SyncError(
			'BAD_INPUT',
			`The sync "${sync}" has read nothing of its ${side === 'psa' ? 'PSA' : 'platform'} yet, so that there is nothing to bill. Run its workflow once, or correct the sync key.`,
		);
	};
	return { psa: systemOn('psa'), platform: systemOn('platform') };
}

async function readUpTo(store: Store, sync: string): Promise<BillingReport['readUpTo']> {
	const { watermarks } = await store.status(sync);
	const oldest = (side: Side): string | null => {
		const marks = watermarks.filter((mark) => mark.side === side && BILLED.includes(mark.entity));
		const times = marks.flatMap(({ at }) => at ?? []);
		return times.length < marks.length ? null : (times.sort()[0] ?? null);
	};
	return { psa: oldest('psa'), platform: oldest('platform') };
}

const BILLED: readonly string[] = ['timeEntry', 'invoice'] satisfies BilledEntity[];
