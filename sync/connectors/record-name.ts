import type { Entity } from '../model/entity';
import { isEmpty } from '../model/json';
import type { FlatRecord } from '../model/record';

/** Fields that say what a record is called, in whichever system (see the catalogues); the first that is filled counts. */
const NAMES: Readonly<Partial<Record<Entity, ReadonlyArray<readonly string[]>>>> = {
	company: [['name'], ['companyName']],
	contact: [['firstName', 'lastName'], ['firstname', 'surname'], ['name']],
	ticket: [['summary'], ['title']],
	attachment: [['fileName'], ['filename'], ['title']],
	agreement: [['name'], ['contractName'], ['ref']],
	invoice: [['invoiceNumber'], ['invoicenumber'], ['number']],
};

/**
 * What a record is called, for people who look for it: as its system has it, cut to `most` characters. '' where it has no
 * name: what was written in a note or a time entry is not for everybody who may read this.
 */
export function recordName(entity: Entity, record: FlatRecord | null, most = 80): string {
	if (record === null) return '';
	const at = (field: string): string => {
		const value = Object.hasOwn(record, field) ? record[field] : null;
		return isEmpty(value) || typeof value === 'object' ? '' : String(value).trim();
	};
	const names = (NAMES[entity] ?? []).map((fields) => fields.map(at).filter(Boolean).join(' '));
	const [...characters] = names.find((name) => name !== '') ?? '';
	return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : characters.join('');
}
