import type { Database } from './database';
import { type FieldError, cannotConvert } from './errors';
import type { References } from './references';
import type { Row } from '../table';

/** A stored e-mail address, phone or fax number of a contact. */
export interface CommunicationItem {
	readonly id: number;
	readonly type: { readonly id: number };
	readonly value: string;
	readonly extension?: string;
	readonly defaultFlag: boolean;
}

export type CommunicationMedium = 'Email' | 'Fax' | 'Phone';

const MAX_VALUE = 250;
const MAX_EXTENSION = 15;

/** Gives every new item an id that no other item has had. */
export class CommunicationIds {
	#last = 0;

	next(): number {
		return ++this.#last;
	}

	reset(): void {
		this.#last = 0;
	}
}

/** What an item is for: it follows from its type. */
export function mediumOf(db: Database, item: { readonly type: { readonly id: number } }): CommunicationMedium {
	const type = db.table('communicationTypes').get(item.type.id);
	if (type?.emailFlag) return 'Email';
	return type?.faxFlag ? 'Fax' : 'Phone';
}

/**
 * Reads a client's `communicationItems`, the whole array. Each needs `type.id` (seen live, though the specification
 * does not say so). Of several defaults of one medium the newest wins (recorded).
 *
 * @param stored the items as they were: a default among them is older than any other
 */
export function readCommunicationItems(
	given: readonly unknown[],
	stored: readonly CommunicationItem[],
	db: Database,
	references: References,
	ids: CommunicationIds,
): { items: CommunicationItem[]; errors: FieldError[] } {
	const items: CommunicationItem[] = [];
	const errors: FieldError[] = [];
	const refuse = (code: string, field: string, message: string): void => {
		errors.push({ code, message, resource: 'contact', field: `communicationItems/${field}` });
	};
	for (const element of given) {
		if (typeof element !== 'object' || element === null)
			throw cannotConvert(element, 'ContactCommunicationItem', 'communicationItems');
		const { id, type, value, extension, defaultFlag } = element as Record<string, unknown>;
		const typeId = (type as { id?: unknown } | null | undefined)?.id;
		if (typeId === undefined || typeId === null) {
			refuse('MissingRequiredField', 'type/id', 'The type/id field is required.');
			continue;
		}
		const resolved = references.resolve('communicationType', { id: typeId }, {});
		if (!('id' in resolved)) refuse('NotFound', 'type/id', resolved.refused);
		else if (typeof value !== 'string' || value === '')
			refuse('MissingRequiredField', 'value', 'The value field is required.');
		else if (value.length > MAX_VALUE) refuse('MaxLengthField', 'value', tooLong('value', MAX_VALUE));
		else if (String(extension ?? '').length > MAX_EXTENSION)
			refuse('MaxLengthField', 'extension', tooLong('extension', MAX_EXTENSION));
		else {
			items.push({
				id: typeof id === 'number' ? id : ids.next(),
				type: { id: resolved.id },
				value,
				...(extension ? { extension: String(extension) } : {}),
				defaultFlag: defaultFlag === true,
			});
		}
	}
	return { items: oneDefaultEach(items, stored, db), errors };
}

/** The items as answered inside a contact. */
export function renderCommunicationItems(
	items: readonly CommunicationItem[],
	db: Database,
	references: References,
): unknown[] {
	return items.map((item) => {
		const communicationType = mediumOf(db, item);
		const [, domain] = communicationType === 'Email' ? item.value.split('@') : [];
		return {
			id: item.id,
			type: references.render('communicationType', item.type.id),
			value: item.value,
			...(item.extension ? { extension: item.extension } : {}),
			defaultFlag: item.defaultFlag,
			...(domain ? { domain: `@${domain}` } : {}),
			communicationType,
		};
	});
}

/** The value by which a contact is reached first: the default of the medium, else its first. */
export function primaryItem(contact: Row, medium: CommunicationMedium, db: Database): CommunicationItem | undefined {
	const items = (contact.communicationItems as CommunicationItem[] | undefined) ?? [];
	const ofMedium = items.filter((item) => mediumOf(db, item) === medium);
	return ofMedium.find((item) => item.defaultFlag) ?? ofMedium[0];
}

function oneDefaultEach(
	items: readonly CommunicationItem[],
	stored: readonly CommunicationItem[],
	db: Database,
): CommunicationItem[] {
	const old = new Set(stored.filter((item) => item.defaultFlag).map((item) => item.id));
	const defaults = items.filter((item) => item.defaultFlag);
	const byAge = [...defaults.filter((item) => old.has(item.id)), ...defaults.filter((item) => !old.has(item.id))];
	const newest = new Map(byAge.map((item) => [mediumOf(db, item), item]));
	return items.map((item) => {
		const wins = newest.get(mediumOf(db, item)) === item;
		return item.defaultFlag === wins ? item : { ...item, defaultFlag: wins };
	});
}

function tooLong(field: string, max: number): string {
	return `The field ${field} must be a string with a maximum length of ${max}.`;
}
