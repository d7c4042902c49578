import type { FlatRecord } from '../model/record';

/** What the systems call a company's name: Autotask `companyName`, the others `name` (see their catalogues). */
const NAME_FIELDS = ['name', 'companyName'] as const;

/** @returns what a company is called, or null where its record does not say. */
export function companyName(record: FlatRecord | null): string | null {
	for (const field of NAME_FIELDS) {
		const name = record !== null && Object.hasOwn(record, field) ? record[field] : null;
		if (typeof name === 'string' && name.trim() !== '') return name;
	}
	return null;
}

/** @returns what is looked for where only a company's name is known, in whichever system. */
export function namedCompany(name: string): FlatRecord {
	return Object.fromEntries(NAME_FIELDS.map((field) => [field, name]));
}
