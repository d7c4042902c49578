import { CATALOGUES } from '../../../sync/connectors/catalogues';
import { compileMapping } from '../../../sync/mapping/compile';
import { copy, duration, mappingsOf, pair as same, values } from '../../../sync/mapping/presets/build';
import type { Entity, Side } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';
import type { Link } from '../../../sync/model/link';
import type { Rounding } from '../../../sync/model/mapping';
import type { FlatRecord } from '../../../sync/model/record';
import type { FieldMap } from '../../../sync/pipeline';
import { billingReport, type BillingReport, type CompanyBilling } from '../../../sync/pipeline/billing';
import type { LinkChange } from '../../../sync/model/commit-batch';
import type { Store } from '../../../sync/store/store';
import { change, newLink, SYNC } from '../../store/drafts';

export const NOVEMBER = { from: '2026-11-01', to: '2026-11-30', zone: 'Europe/Berlin' };

/** Autotask on the left and the platform on the right, with a company that has a ticket. */
export async function open(store: Store): Promise<Store> {
	await store.bindTenant(SYNC, 'psa', 'autotask', 'at');
	await store.bindTenant(SYNC, 'platform', 'platform', 'up');
	await company(store, 1, 'Acme');
	await ticket(store, 11, 1);
	return store;
}

export async function company(store: Store, id: number, name: string): Promise<Link> {
	return await pair(store, 'company', String(id), `c${id}`, { companyName: name }, { name });
}

export async function ticket(store: Store, id: number, companyId: number): Promise<Link> {
	return await pair(store, 'ticket', String(id), `t${id}`, { companyID: companyId }, { companyId: `c${companyId}` });
}

async function pair(
	store: Store,
	entity: Entity,
	psaId: string,
	platformId: string,
	psaShadow: FlatRecord,
	platformShadow: FlatRecord,
): Promise<Link> {
	return await newLink(store, { entity, psaId, platformId, psaShadow, platformShadow });
}

/** A time entry of one side, in that side's words; what `more` says counts. */
export const time = {
	psa: (hours: Json, more: Record<string, Json> = {}): FlatRecord => ({
		ticketID: 11,
		startDateTime: '2026-11-10T09:00:00Z',
		hoursWorked: hours,
		isNonBillable: false,
		billed: false,
		...more,
	}),
	platform: (minutes: Json, more: Record<string, Json> = {}): FlatRecord => ({
		ticketId: 't11',
		startedAt: '2026-11-10T09:00:00.000Z',
		minutes,
		billable: true,
		approved: true,
		locked: false,
		...more,
	}),
};

export const invoice = {
	psa: (total: Json, more: Record<string, Json> = {}): FlatRecord => ({
		companyID: 1,
		invoiceNumber: 'A1',
		kind: 'invoice',
		invoiceDay: '2026-11-30',
		invoiceTotal: total,
		isVoided: false,
		...more,
	}),
	platform: (total: Json, more: Record<string, Json> = {}): FlatRecord => ({
		companyId: 'c1',
		number: 'A1',
		kind: 'invoice',
		issuedOn: '2026-11-30',
		total,
		currency: 'EUR',
		status: 'sent',
		...more,
	}),
};

let lastId = 0;

/** A record of both sides, or of one, with what `more` says of their link. */
export async function seen(
	store: Store,
	entity: Entity,
	records: { readonly psa?: FlatRecord; readonly platform?: FlatRecord },
	more: Partial<LinkChange> = {},
): Promise<Link> {
	lastId++;
	const { psa, platform } = records;
	return await newLink(
		store,
		change({
			entity,
			...(psa ? { psaId: String(lastId), psaShadow: psa } : {}),
			...(platform ? { platformId: `x${lastId}`, platformShadow: platform } : {}),
			...more,
		}),
	);
}

/** The field map of time entries, with a rule by which it rounds. */
export function timeMap(rounding?: Rounding): FieldMap {
	const mapping = mappingsOf('autotask', 'platform')('timeEntry', [
		copy('startDateTime', 'startedAt'),
		duration('hoursWorked', 'minutes', rounding ? { rounding } : {}),
		values('isNonBillable', 'billable', [same(false, true), same(true, false)]),
	]);
	const psa = CATALOGUES.autotask?.entities.timeEntry ?? [];
	const platform = CATALOGUES.platform?.entities.timeEntry ?? [];
	return { mapping, compiled: compileMapping(mapping, { psa, platform }) };
}

export async function report(
	store: Store,
	maps: readonly FieldMap[] | null = null,
	period = NOVEMBER,
): Promise<BillingReport> {
	return await billingReport(store, { sync: SYNC, period, maps });
}

/** The part of the one company that there is. */
export async function acme(store: Store, maps: readonly FieldMap[] | null = null): Promise<CompanyBilling> {
	const { companies } = await report(store, maps);
	if (companies.length !== 1) throw new Error(`${companies.length} companies are billed, not one`);
	return companies[0];
}

/** Minutes of one side as one line. */
export function minutesOf({ time: both }: Pick<CompanyBilling, 'time'>, side: Side): readonly number[] {
	return [both[side].minutes, both[side].billable, both[side].billed];
}
