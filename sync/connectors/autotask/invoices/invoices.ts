import type { FieldDefinition } from '../../../model/catalogue';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Candidate, ChangePage, MatchKeys, Owner } from '../../connector';
import type { EntityConnector } from '../../entity-connector';
import { rowsOfCompany } from '../children';
import type { AutotaskClient } from '../client';
import { compare } from '../conditions';
import { invoiceFields, type InvoiceState } from '../fields/invoice';
import { readByIds } from '../match';
import { ReadOnly } from '../read-only';
import { flatten, newestOf, utcTime, valueOf } from '../records';
import type { VendorRecord } from '../schemas';
import { readSwept, type SweptList } from '../sweep';

const DAY_MS = 86_400_000;
const SWEPT_DAYS = 180;

/**
 * An invoice bears no time of its last change: being created, voided and paid are told; a new number, or a payment that
 * was taken back, is seen when the invoices of half a year are read again: a call for each 500 of them, four times a day.
 */
const INVOICES: SweptList = {
	entity: 'invoice',
	times: ['createDateTime', 'voidedDate'],
	days: ['paidDate'],
	everyMs: 6 * 3_600_000,
	within: (at) => [compare('createDateTime', 'gte', new Date(Date.parse(at) - SWEPT_DAYS * DAY_MS))],
};

/** Invoices, which Autotask makes and which are only read here. */
export class AutotaskInvoices implements EntityConnector {
	readonly #fixed = new ReadOnly('invoice', 'invoices are made in Autotask');

	constructor(
		private readonly client: AutotaskClient,
		private readonly overlapMs?: number,
	) {}

	/** Invoices that changed since `state`. An idle cycle is one call. */
	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readSwept(this.client, INVOICES, state, limit, this.overlapMs);
		return { ...answer, rows: answer.rows.map(toNativeInvoice) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const rows = await readByIds(this.client, 'invoice', ids);
		return new Map(rows.map((raw) => [String(raw.id), toNativeInvoice(raw)]));
	}

	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		return await this.#fixed.find(keys, async (ids) => await this.read(ids));
	}

	async create(payload: FlatRecord): Promise<NativeRecord> {
		return await this.#fixed.refuse(payload);
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		return Object.keys(changes).length === 0 ? current : await this.#fixed.refuse(changes, current.id);
	}

	async fields(): Promise<FieldDefinition[]> {
		return [...invoiceFields];
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return (await rowsOfCompany(this.client, 'invoice', owner, most)).map(toNativeInvoice);
	}
}

export function toNativeInvoice(raw: VendorRecord): NativeRecord {
	const flat = flatten('invoice', raw);
	const total = flat['invoiceTotal'];
	const number = flat['invoiceNumber'];
	return {
		entity: 'invoice',
		id: String(raw.id),
		record: {
			...flat,
			// What Autotask itself prints where an invoice has no number (vendor's documentation of the entity).
			invoiceNumber: typeof number === 'string' && number !== '' ? number : String(raw.id),
			kind: typeof total === 'number' && total < 0 ? 'credit_note' : 'invoice',
			state: stateOf(flat),
			invoiceDay: dayOf(valueOf(raw, 'invoiceDateTime')) ?? dayOf(valueOf(raw, 'createDateTime')),
		},
		changedAt: newestOf(['createDateTime', 'voidedDate', 'paidDate'], raw),
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	};
}

function stateOf({ isVoided, paidDate }: FlatRecord): InvoiceState {
	if (isVoided === true) return 'void';
	return paidDate === null ? 'sent' : 'paid';
}

function dayOf(value: unknown): string | null {
	return utcTime(value)?.slice(0, 10) ?? null;
}
