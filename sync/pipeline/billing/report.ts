import type { Side } from '../../model/entity';
import type { Amount } from './money';
import type { Period } from './period';
import type { WaitReason } from './reasons';

/** Time of one side, in whole minutes. */
export interface Minutes {
	readonly minutes: number;
	readonly billable: number;
	/** What the side says is billed: closed for good. */
	readonly billed: number;
}

/** What a report is about. */
export type BilledEntity = 'timeEntry' | 'invoice';

/** A record that is not on both sides as it should be. */
export interface Waiting {
	readonly entity: BilledEntity;
	readonly psaId: string | null;
	readonly platformId: string | null;
	readonly reason: WaitReason;
	readonly message: string;
	/** Of a time entry: how long it is, on the side where it was entered or changed. */
	readonly minutes: number | null;
}

/** What both sides have of one company in the period. */
export interface CompanyBilling {
	/** '' for time and invoices of which nobody can say whose they are. */
	readonly name: string;
	readonly psaId: string | null;
	readonly platformId: string | null;
	readonly entries: Readonly<Record<Side, number>>;
	readonly time: Readonly<Record<Side, Minutes>>;
	/** How much more the PSA has because the field map rounds: declared, and no difference. */
	readonly rounding: Minutes;
	/** PSA less platform, rounding aside. */
	readonly difference: Minutes;
	readonly invoices: Readonly<Record<Side, number>>;
	readonly amounts: readonly Amount[];
	readonly waiting: readonly Waiting[];
	/** Nothing waits, and both sides have the same minutes and amounts. */
	readonly agrees: boolean;
}

export interface BillingReport {
	readonly period: Period;
	/** By name; those of which neither side has anything in the period are left out. */
	readonly companies: readonly CompanyBilling[];
	readonly total: Omit<CompanyBilling, 'name' | 'psaId' | 'platformId' | 'waiting'> & { readonly waiting: number };
	/** Up to when time entries and invoices have been read, by the older of the two; null where they never were. */
	readonly readUpTo: Readonly<Record<Side, string | null>>;
	/** False where there was no field map of time entries, so that rounding counts as a difference. */
	readonly knowsRounding: boolean;
}
