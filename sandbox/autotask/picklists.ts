import { WEBHOOK_FIELDS } from './webhookFields';

/** One choice of a picklist. */
export interface PicklistValue {
	/** What records hold. Field information answers it as text. */
	readonly value: number;
	readonly label: string;
	/** The value of the field that this choice depends on. */
	readonly parent?: number;
	readonly isDefault?: boolean;
	readonly isSystem?: boolean;
	/** Kept by old records, refused for new ones. */
	readonly inactive?: boolean;
}

const values = (...labels: ReadonlyArray<readonly [number, string]>): readonly PicklistValue[] =>
	labels.map(([value, label]) => ({ value, label }));

/** Values that come with the system; those beside them are an administrator's and have large ids. */
const system = (...labels: ReadonlyArray<readonly [number, string]>): readonly PicklistValue[] =>
	values(...labels).map((one) => ({ ...one, isSystem: true }));

const webhookFields = (kind: keyof typeof WEBHOOK_FIELDS): readonly PicklistValue[] =>
	WEBHOOK_FIELDS[kind].map(({ fieldID, shown }) => ({ value: fieldID, label: shown, isSystem: true }));

/**
 * The picklists of one tenant. Ids are each tenant's own: here as in a recorded one priority 4 is the most urgent, and
 * sources can be negative.
 */
export const PICKLISTS = {
	billToAddressToUse: system([1, 'Account Address'], [2, 'Parent Account Address'], [3, 'Other']),
	classification: values([200, 'Gold Agreement'], [201, 'Silver Agreement'], [202, 'Break & Fix']),
	companyType: system([1, 'Customer'], [2, 'Lead'], [3, 'Prospect'], [4, 'Dead'], [6, 'Cancelation'], [7, 'Vendor']),
	contractStatus: system([0, 'Inactive'], [1, 'In Effect']),
	contractType: system(
		[1, 'Time & Materials'],
		[3, 'Fixed Price'],
		[4, 'Block Hours'],
		[6, 'Retainer'],
		[7, 'Recurring Service'],
		[8, 'Per Ticket'],
	),
	deletedActivityType: system([1, 'Note'], [2, 'Time Entry'], [3, 'Attachment']),
	issueType: values([10, 'Hardware'], [11, 'Software'], [12, 'Network'], [13, 'User Administration']),
	marketSegmentID: values([29683456, 'Health'], [29683457, 'Industry'], [29683458, 'Services']),
	namePrefix: system([1, 'Mr.'], [2, 'Mrs.'], [3, 'Ms.']),
	nameSuffix: system([1, 'Jr.'], [2, 'Sr.'], [3, 'II']),
	noteType: [
		...system([1, 'Ticket Summary'], [2, 'Ticket Detail'], [3, 'Ticket Notes'], [13, 'Workflow Rule Note - Ticket']),
		...values([204, 'Client Update']),
	],
	personType: system([1, 'Resource'], [2, 'Contact']),
	priority: [...system([1, 'High'], [2, 'Medium'], [4, 'Critical']), ...values([5, 'Low'])].map((one) => ({
		...one,
		isDefault: one.value === 2,
	})),
	publish: system([1, 'All Autotask Users'], [2, 'Internal Users Only'], [4, 'Internal & Co-Managed']),
	queueID: [
		...system([5, 'Client Portal'], [8, 'Monitoring Alert']),
		...values([29682833, 'Service Desk'], [29683354, 'Projects']),
		{ value: 29683355, label: 'Old Queue', inactive: true },
	],
	source: [...system([-2, 'Monitoring Alert'], [-1, 'Client Portal'], [2, 'Phone'], [4, 'Email'])],
	status: [
		...system([1, 'New'], [5, 'Complete'], [7, 'Waiting Customer']),
		...values([8, 'In Progress'], [9, 'Waiting Materials'], [10, 'Dispatched'], [12, 'Waiting Vendor']),
		{ value: 11, label: 'Escalate (old)', inactive: true },
	].map((one) => ({ ...one, isDefault: one.value === 1 })),
	subIssueType: [
		{ value: 136, label: 'Printer', parent: 10 },
		{ value: 137, label: 'Workstation', parent: 10 },
		{ value: 138, label: 'Server', parent: 10 },
		{ value: 140, label: 'Microsoft 365', parent: 11 },
		{ value: 141, label: 'Line of Business', parent: 11 },
		{ value: 145, label: 'VPN', parent: 12 },
		{ value: 146, label: 'Internet', parent: 12 },
		{ value: 150, label: 'New User', parent: 13 },
		{ value: 151, label: 'Leaver', parent: 13 },
	],
	territoryID: values([29683453, 'East'], [29683454, 'West']),
	ticketCategory: [
		...system([2, 'AEM Alert'], [3, 'Standard']),
		{ value: 113, label: 'Datto Alert', isSystem: true, inactive: true },
	],
	ticketType: system([1, 'Service Request'], [2, 'Incident'], [3, 'Problem'], [4, 'Change Request'], [5, 'Alert']),
	timeEntryType: system([2, 'ITServiceRequest'], [5, 'SalesForce'], [6, 'ProjectTask'], [10, 'Internal']),
	udfDataType: system([1, 'Text'], [2, 'Number'], [3, 'Date'], [4, 'List']),
	udfType: system([1, 'Company'], [2, 'Contact'], [4, 'Ticket']),
	CompanyWebhookField: webhookFields('Company'),
	ContactWebhookField: webhookFields('Contact'),
	TicketWebhookField: webhookFields('Ticket'),
	TicketNoteWebhookField: webhookFields('TicketNote'),
} satisfies Record<string, readonly PicklistValue[]>;

export type PicklistName = keyof typeof PICKLISTS;

/** The choice that a value stands for. */
export function picklistValue(name: PicklistName, value: number): PicklistValue | undefined {
	return (PICKLISTS[name] as readonly PicklistValue[]).find((one) => one.value === value);
}
