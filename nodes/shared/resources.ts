import type { INodeProperties } from 'n8n-workflow';
import type { Entity } from '../../sync/model/entity';

/** The kinds of records that the node of a system offers one by one, as parameters call them. */
export const RESOURCES = ['company', 'contact', 'ticket'] as const satisfies readonly Entity[];
export type Resource = (typeof RESOURCES)[number];

export const RESOURCE_NAMES: Readonly<Record<Resource, { readonly one: string; readonly many: string }>> = {
	company: { one: 'company', many: 'companies' },
	contact: { one: 'contact', many: 'contacts' },
	ticket: { one: 'ticket', many: 'tickets' },
};

/** The name of the parameter that says which record an operation is about. */
export function idParameter(resource: Resource): string {
	return `${resource}Id`;
}

/**
 * The parameter that chooses what the node of a system works with: records of one kind, or the sync.
 * @param more the names of further kinds, by the value that chooses them
 */
export function resourceProperty(more: Readonly<Record<string, string>>): INodeProperties {
	const names = { company: 'Company', contact: 'Contact', sync: 'Sync', ticket: 'Ticket', ...more };
	return {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: Object.entries(names)
			.map(([value, name]) => ({ name, value }))
			.sort((a, b) => a.name.localeCompare(b.name, 'en')),
		default: 'ticket',
	};
}
