import type { Entity } from '../../../../sync/model/entity';

/** The kinds of records that the node offers one by one, as parameters call them. */
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
