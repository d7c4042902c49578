/** The kinds of records of the contract, with the path of each; what others refer to comes first. */
export const ENTITY_PATHS = {
	company: 'companies',
	contact: 'contacts',
	agreement: 'agreements',
	ticket: 'tickets',
	note: 'notes',
	invoice: 'invoices',
	timeEntry: 'time-entries',
	attachment: 'attachments',
} as const;

export type PlatformEntity = keyof typeof ENTITY_PATHS;
export const PLATFORM_ENTITIES = Object.keys(ENTITY_PATHS) as PlatformEntity[];

/** Types as the metadata names them. */
export type PlatformFieldType =
	| 'string'
	| 'text'
	| 'number'
	| 'boolean'
	| 'date'
	| 'datetime'
	| 'option'
	| 'reference'
	| 'list';

export interface PlatformField {
	readonly name: string;
	readonly label: string;
	readonly type: PlatformFieldType;
	readonly maxLength?: number;
	readonly options?: readonly string[];
	/** For `reference`. */
	readonly entity?: PlatformEntity;
	readonly required?: boolean;
	readonly nullable?: boolean;
	readonly readOnly?: boolean;
	/** Can be changed while the record is `locked`: what billing itself says of it. */
	readonly billing?: boolean;
	/** Can be given on create only; the contract calls such a record one that stays with its parent. */
	readonly createOnly?: boolean;
	/** The value of a new record where none is given; otherwise null, and [] for lists. */
	readonly default?: string | boolean;
	/** For `number`: whole numbers in this range. */
	readonly integer?: readonly [min: number, max: number];
	/** For `string`: what it must match. */
	readonly pattern?: RegExp;
}

const TEXT = 65_536;

const string = (name: string, label: string, maxLength: number, more: Partial<PlatformField> = {}): PlatformField => ({
	name,
	label,
	type: 'string',
	maxLength,
	nullable: !more.required && !more.readOnly,
	...more,
});
const text = (name: string, label: string, maxLength = TEXT, more: Partial<PlatformField> = {}): PlatformField => ({
	...string(name, label, maxLength, more),
	type: 'text',
});
const option = (
	name: string,
	label: string,
	options: readonly string[],
	more: Partial<PlatformField> = {},
): PlatformField => ({ name, label, type: 'option', options, nullable: more.default === undefined, ...more });
const reference = (
	name: string,
	label: string,
	entity: PlatformEntity,
	more: Partial<PlatformField> = {},
): PlatformField => ({ name, label, type: 'reference', entity, nullable: !more.required, ...more });
const other = (
	name: string,
	label: string,
	type: 'number' | 'boolean' | 'date' | 'datetime' | 'list',
	more: Partial<PlatformField> = {},
): PlatformField => ({ name, label, type, ...more });

const parentTicket = reference('ticketId', 'Ticket', 'ticket', { required: true, createOnly: true });

/** The fields of each kind without those that all share (id, times, etag, external references, custom fields). */
export const FIELDS: Readonly<Record<PlatformEntity, readonly PlatformField[]>> = {
	company: [
		string('name', 'Name', 200, { required: true }),
		string('identifier', 'Identifier', 50),
		string('domain', 'Domain', 253),
		string('website', 'Website', 500),
		string('phone', 'Phone', 50),
		string('addressLine1', 'Address line 1', 200),
		string('addressLine2', 'Address line 2', 200),
		string('city', 'City', 100),
		string('state', 'State', 100),
		string('postalCode', 'Postal code', 20),
		string('country', 'Country', 100),
		option('status', 'Status', ['active', 'inactive'], { default: 'active' }),
	],
	contact: [
		reference('companyId', 'Company', 'company', { required: true }),
		string('firstName', 'First name', 100, { required: true }),
		string('lastName', 'Last name', 100),
		string('name', 'Name', 201, { readOnly: true }),
		string('email', 'E-mail', 254),
		string('phone', 'Phone', 50),
		string('title', 'Title', 100),
		other('active', 'Active', 'boolean', { default: true }),
	],
	agreement: [
		reference('companyId', 'Company', 'company', { required: true }),
		string('name', 'Name', 200, { required: true }),
		string('type', 'Type', 100),
		other('active', 'Active', 'boolean', { default: true }),
		other('startsOn', 'Starts on', 'date', { nullable: true }),
		other('endsOn', 'Ends on', 'date', { nullable: true }),
	],
	ticket: [
		string('number', 'Number', 50, { readOnly: true }),
		string('title', 'Title', 255, { required: true }),
		text('description', 'Description'),
		reference('companyId', 'Company', 'company', { required: true }),
		reference('contactId', 'Contact', 'contact'),
		option('status', 'Status', ['new', 'in_progress', 'waiting', 'resolved', 'closed'], { default: 'new' }),
		option('priority', 'Priority', ['Low', 'Medium', 'High', 'Critical'], { default: 'Medium' }),
		option('queue', 'Queue', ['Service Desk', 'Alerts', 'Onsite', 'Projects', 'Security', 'Onboarding']),
		string('assignee', 'Assignee', 200),
		other('tags', 'Tags', 'list'),
		other('dueAt', 'Due', 'datetime', { nullable: true }),
		option('category', 'Category', ['Hardware', 'Software', 'Network', 'Email', 'Security', 'Access', 'Other']),
		text('rootCause', 'Root cause', 4_000),
		text('technicalNotes', 'Technical notes'),
		reference('agreementId', 'Agreement', 'agreement'),
	],
	note: [
		parentTicket,
		text('text', 'Text', TEXT, { required: true }),
		option('visibility', 'Visibility', ['public', 'internal'], { default: 'internal' }),
		string('author', 'Author', 200),
		other('writtenAt', 'Written', 'datetime', { createOnly: true }),
	],
	timeEntry: [
		parentTicket,
		string('technician', 'Technician', 200, { required: true }),
		other('startedAt', 'Started', 'datetime', { required: true }),
		other('endedAt', 'Ended', 'datetime', { nullable: true }),
		other('minutes', 'Minutes', 'number', { integer: [0, 100_000] }),
		other('billable', 'Billable', 'boolean', { default: true }),
		text('notes', 'Notes'),
		option('visibility', 'Visibility', ['public', 'internal'], { default: 'internal' }),
		option('workType', 'Work type', ['Remote', 'Onsite', 'After hours', 'Travel', 'Administration']),
		option('workRole', 'Work role', ['Technician', 'Engineer', 'Consultant', 'Project manager']),
		reference('agreementId', 'Agreement', 'agreement'),
		other('approved', 'Approved', 'boolean', { default: true }),
		other('locked', 'Locked', 'boolean', { default: false, billing: true }),
		reference('invoiceId', 'Invoice', 'invoice', { billing: true }),
	],
	invoice: [
		reference('companyId', 'Company', 'company', { required: true }),
		string('number', 'Number', 50, { required: true }),
		option('kind', 'Kind', ['invoice', 'credit_note'], { default: 'invoice' }),
		other('total', 'Total', 'number', { required: true }),
		string('currency', 'Currency', 3, { required: true, pattern: /^[A-Z]{3}$/ }),
		option('status', 'Status', ['draft', 'sent', 'paid', 'void'], { default: 'draft' }),
		other('issuedOn', 'Issued on', 'date', { nullable: true }),
		other('lines', 'Lines', 'list'),
	],
	attachment: [
		parentTicket,
		string('fileName', 'File name', 255, { required: true }),
		string('contentType', 'Content type', 255, { default: 'application/octet-stream', nullable: false }),
		other('size', 'Size', 'number', { readOnly: true, nullable: true }),
		string('sha256', 'SHA-256', 64, { readOnly: true, nullable: true }),
		option('visibility', 'Visibility', ['public', 'internal'], { default: 'internal' }),
	],
};

/** Custom fields are defined by the tenant; these are the reference tenant's. */
export type CustomFieldDefinitions = Readonly<Partial<Record<PlatformEntity, readonly PlatformField[]>>>;

export const CUSTOM_FIELDS: CustomFieldDefinitions = {
	company: [
		string('Site Code', 'Site Code', 20),
		option('Contract Tier', 'Contract Tier', ['Bronze', 'Silver', 'Gold']),
		other('Renewal Date', 'Renewal Date', 'date', { nullable: true }),
	],
	contact: [other('VIP', 'VIP', 'boolean', { nullable: true }), string('Badge Number', 'Badge Number', 30)],
	ticket: [
		string('Asset Tag', 'Asset Tag', 50),
		string('Site Code', 'Site Code', 20),
		other('Estimated Hours', 'Estimated Hours', 'number', { nullable: true }),
		other('Change Approved', 'Change Approved', 'boolean', { nullable: true }),
	],
};

/** Kinds that have custom fields at all. */
export function hasCustomFields(entity: PlatformEntity): boolean {
	return entity === 'company' || entity === 'contact' || entity === 'ticket';
}
