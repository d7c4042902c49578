import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { agreementFields } from '../fields/agreement';
import { valueAt } from '../records';
import type { VendorRecord } from '../schemas';
import { readTime, readValue } from '../values';

/** An agreement as the engine knows it. One that does not say whether it is active is, until it has expired. */
export function toNativeAgreement(raw: VendorRecord): NativeRecord {
	const own: FlatRecord = Object.fromEntries(
		agreementFields.map((field) => [field.name, readValue(field, valueAt(raw, field.name))]),
	);
	const active = typeof own['active'] === 'boolean' ? own['active'] : raw['expired'] !== true;
	const record = { ...own, id: raw.id, name: own['ref'] ?? `Agreement ${raw.id}`, active, ...days(own) };
	return {
		entity: 'agreement',
		id: String(raw.id),
		record,
		changedAt: modifiedAt(raw),
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		// Where a person opens one is not documented.
		url: null,
	};
}

function days({ start_date, end_date }: FlatRecord): FlatRecord {
	return { start_date: day(start_date), end_date: day(end_date) };
}

/** A day as it is written: HaloPSA keeps days as midnight. */
export function day(value: Json | undefined): Json {
	return typeof value === 'string' ? value.slice(0, 10) : null;
}

/** `last_modified` of agreements and invoices; null where it is not told. */
export function modifiedAt(raw: VendorRecord): string | null {
	const time = readTime(valueAt(raw, 'last_modified'));
	return typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? time : null;
}
