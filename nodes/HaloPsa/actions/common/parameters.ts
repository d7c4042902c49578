import { halopsaCatalogue } from '../../../../sync/connectors/halopsa';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import type { Resource } from '../../../shared/resources';

/** Fields whose values the live system lists. */
const LISTED: Readonly<Record<Resource, readonly string[]>> = {
	company: ['toplevel_id'],
	contact: [],
	ticket: ['tickettype_id', 'status_id', 'priority_id', 'agent_id', 'team', 'sla_id'],
};

/** The parameter that stands for a field: `client_id` is `clientId`, `main_delivery_address/line1` one word as well. */
export function parameterName(field: string): string {
	return field.replace(/[_/](\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** The method of the node that lists the values of a field. */
export function listMethod(resource: Resource, field: string): string {
	return resource + parameterName(field).replace(/^./, (letter) => letter.toUpperCase());
}

/** The fields of a resource that people may write, one for each thing: what is listed by its ID, not by its name too. */
export function writableFields(resource: Resource, purpose: 'create' | 'update'): FieldDefinition[] {
	return halopsaCatalogue.entities[resource].filter(({ name, type, readOnly, createOnly }) => {
		if (readOnly === true || (purpose === 'update' && createOnly === true)) return false;
		return !(type === 'option' && name.endsWith('_name'));
	});
}

/** True for the fields whose values the live system lists. */
export function isListed(resource: Resource, { name }: FieldDefinition): boolean {
	return LISTED[resource].includes(name);
}

/** What a create cannot do without. */
export function isRequired(field: FieldDefinition): boolean {
	return field.required === true;
}
