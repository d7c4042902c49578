import { wholeMinutes } from '../../mapping/duration';
import { numberOf } from '../../mapping/normal-form';
import type { Catalogue } from '../../model/catalogue';
import { isEmpty, sameValue, type Json } from '../../model/json';
import { lockOf } from '../../model/lock';
import type { FlatRecord } from '../../model/record';
import type { Minutes } from './report';
import type { InvoiceWords, TimeWords } from './words';

/** What one side says of the length of an entry, in whole minutes. */
export function timeIn(record: FlatRecord, words: TimeWords, catalogue: Catalogue | undefined): Minutes {
	const minutes = wholeMinutes(valueIn(record, words.length.field), words.length.unit) ?? 0;
	const isBilled = catalogue !== undefined && lockOf(catalogue, 'timeEntry', record) !== undefined;
	return {
		minutes,
		billable: says(record, words.billable) ? minutes : 0,
		billed: isBilled ? minutes : 0,
	};
}

/** What an invoice adds to a bill: null where it is void, or its total is no number. */
export function totalIn(record: FlatRecord, words: InvoiceWords): number | null {
	if (words.isVoid && says(record, words.isVoid)) return null;
	const total = numberOf(valueIn(record, words.total));
	if (total === undefined) return null;
	return words.creditNote && says(record, words.creditNote) ? -Math.abs(total) : total;
}

/** @returns the currency that an invoice names, or null. */
export function currencyIn(record: FlatRecord | null, { currency }: InvoiceWords): string | null {
	const value = record && currency !== null ? valueIn(record, currency) : null;
	return typeof value === 'string' && !isEmpty(value) ? value.trim().toUpperCase() : null;
}

/** @returns true where a field holds one of the values that say yes. */
export function says(record: FlatRecord, { field, values }: TimeWords['billable']): boolean {
	return values.some((value) => sameValue(value, valueIn(record, field)));
}

export function valueIn(record: FlatRecord, field: string): Json {
	return Object.hasOwn(record, field) ? record[field] : null;
}
