import { autotaskCatalogue } from '../../../../sync/connectors/autotask';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import type { Resource } from '../../../shared/resources';

/** Fields whose values the live system lists: picklists, resources, roles, countries. */
export const LISTED: Readonly<Record<Resource, readonly string[]>> = {
	company: [
		'companyType',
		'ownerResourceID',
		'countryID',
		'classification',
		'marketSegmentID',
		'territoryID',
		'competitorID',
		'billToAddressToUse',
		'billToCountryID',
		'invoiceMethod',
		'purchaseOrderTemplateID',
	],
	contact: ['countryID', 'namePrefix', 'nameSuffix'],
	ticket: [
		'status',
		'priority',
		'queueID',
		'assignedResourceID',
		'assignedResourceRoleID',
		'ticketType',
		'ticketCategory',
		'issueType',
		'subIssueType',
		'source',
		'serviceLevelAgreementID',
		'changeApprovalBoard',
		'changeApprovalStatus',
		'changeApprovalType',
	],
};

/** The method of the node that lists the values of a field. */
export function listMethod(resource: Resource, field: string): string {
	return resource + field.replace(/^./, (letter) => letter.toUpperCase());
}

/** The fields of a resource that people may write. */
export function writableFields(resource: Resource, purpose: 'create' | 'update'): FieldDefinition[] {
	return autotaskCatalogue.entities[resource].filter(
		(field) => field.readOnly !== true && !(purpose === 'update' && field.createOnly === true),
	);
}

/** True for the fields whose values the live system lists. */
export function isListed(resource: Resource, { name }: FieldDefinition): boolean {
	return LISTED[resource].includes(name);
}

/** What a create cannot do without. */
export function isRequired(field: FieldDefinition): boolean {
	return field.required === true;
}
