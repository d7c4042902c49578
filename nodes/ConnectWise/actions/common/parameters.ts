import { connectwiseCatalogue } from '../../../../sync/connectors/connectwise';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import type { Resource } from '../../../shared/resources';

/** References whose values the live system lists: they are chosen by ID from a list. */
const LISTED: Readonly<Record<Resource, readonly string[]>> = {
	company: ['status'],
	contact: [],
	ticket: ['board', 'status', 'type', 'priority', 'source', 'owner'],
};

/** A ticket has a text `siteName` beside the reference `site`. */
const NAMED_OTHERWISE: Readonly<Record<string, string>> = { 'site/name': 'siteByName' };

/** The parameter that stands for a field: parameters have no slashes (`board/id` is `boardId`). */
export function parameterName(field: string): string {
	const otherwise = Object.hasOwn(NAMED_OTHERWISE, field) ? NAMED_OTHERWISE[field] : undefined;
	return otherwise ?? field.replace(/\/(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/**
 * The fields of a resource that people may write, one for each thing: a listed reference by its ID, any other by its
 * name.
 */
export function writableFields(resource: Resource, purpose: 'create' | 'update'): FieldDefinition[] {
	return connectwiseCatalogue.entities[resource].filter((field) => {
		if (field.readOnly || (purpose === 'update' && field.createOnly)) return false;
		const [reference, part] = field.name.split('/');
		if (part === undefined || field.references !== undefined) return true;
		return part === (LISTED[resource].includes(reference) ? 'id' : 'name');
	});
}

/** True for the fields whose options the live system lists. */
export function isListed(resource: Resource, field: FieldDefinition): boolean {
	const [reference, part] = field.name.split('/');
	return part === 'id' && LISTED[resource].includes(reference);
}

/** What a create cannot do without. The catalogue's fields, and the company of a contact, which needs one in practice. */
export function isRequired(resource: Resource, field: FieldDefinition): boolean {
	return field.required === true || (resource === 'contact' && field.name === 'company/id');
}
