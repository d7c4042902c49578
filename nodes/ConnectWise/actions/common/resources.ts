import type { ConnectWiseEntity } from '../../../../sync/connectors/connectwise';

/** The kinds of records that the node offers one by one, as parameters call them. */
export type Resource = ConnectWiseEntity;

export const RESOURCES = ['company', 'contact', 'ticket'] as const satisfies readonly Resource[];

/** The name of the parameter that says which record an operation is about. */
export function idParameter(resource: Resource): string {
	return `${resource}Id`;
}
