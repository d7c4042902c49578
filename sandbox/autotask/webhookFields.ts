/** A field that a webhook can tell of. */
export interface WebhookField {
	/** Its number in the picklist `fieldID`. */
	readonly fieldID: number;
	/** Its name in the API. */
	readonly name: string;
	/** Its name in deliveries. */
	readonly shown: string;
}

const fields = (names: readonly string[], shown: (name: string) => string): readonly WebhookField[] =>
	names.map((name, index) => ({ fieldID: index + 1, name, shown: shown(name) }));

const asItIs = (name: string): string => name;

/** Tickets and their notes are told of by the names of the older API. */
const OLDER: Readonly<Record<string, string>> = {
	companyID: 'AccountID',
	companyLocationID: 'AccountPhysicalLocationID',
	billingCodeID: 'AllocationCodeID',
	configurationItemID: 'InstalledProductID',
};
const older = (name: string): string => OLDER[name] ?? `${name[0].toUpperCase()}${name.slice(1)}`;

/** What can be subscribed to. Companies and contacts bear the API's own names (vendor's documentation). */
export const WEBHOOK_FIELDS = {
	Company: fields(
		[
			'companyName',
			'companyNumber',
			'companyType',
			'address1',
			'address2',
			'city',
			'state',
			'postalCode',
			'phone',
			'alternatePhone1',
			'fax',
			'webAddress',
			'isActive',
			'ownerResourceID',
			'parentCompanyID',
			'territoryID',
			'marketSegmentID',
			'classification',
			'taxID',
		],
		asItIs,
	),
	Contact: fields(
		[
			'companyID',
			'firstName',
			'lastName',
			'middleInitial',
			'title',
			'emailAddress',
			'emailAddress2',
			'phone',
			'extension',
			'mobilePhone',
			'alternatePhone',
			'isActive',
			'primaryContact',
			'addressLine',
			'city',
			'state',
			'zipCode',
			'externalID',
			'note',
		],
		asItIs,
	),
	Ticket: fields(
		[
			'companyID',
			'ticketNumber',
			'title',
			'description',
			'status',
			'priority',
			'queueID',
			'contactID',
			'assignedResourceID',
			'assignedResourceRoleID',
			'issueType',
			'subIssueType',
			'ticketType',
			'ticketCategory',
			'source',
			'dueDateTime',
			'completedDate',
			'resolution',
			'externalID',
			'purchaseOrderNumber',
			'billingCodeID',
			'contractID',
			'estimatedHours',
		],
		older,
	),
	TicketNote: fields(['ticketID', 'title', 'description', 'noteType', 'publish'], older),
} satisfies Record<string, readonly WebhookField[]>;
