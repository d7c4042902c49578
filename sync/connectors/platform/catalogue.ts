import type { Catalogue, FieldDefinition, FieldType } from '../../model/catalogue';
import type { Entity } from '../../model/entity';

/** The entities of the contract (docs/platform-contract.openapi.yaml) and where they live below the base path. */
export const RESOURCE_PATHS: Readonly<Record<Entity, string>> = {
	company: 'companies',
	contact: 'contacts',
	agreement: 'agreements',
	ticket: 'tickets',
	note: 'notes',
	timeEntry: 'time-entries',
	attachment: 'attachments',
	invoice: 'invoices',
};

/** Where custom fields stand in a flat record: `customFields/<name>`, as in the contract's metadata. */
export const CUSTOM_FIELD_PREFIX = 'customFields/';

type Traits = Omit<FieldDefinition, 'name' | 'label' | 'type'>;

function field(name: string, label: string, type: FieldType, traits: Traits = {}): FieldDefinition {
	return { name, label, type, ...traits };
}

/** Single line: the contract trims it at both ends. */
function line(name: string, label: string, maxLength: number, traits: Traits = {}): FieldDefinition {
	return field(name, label, 'string', { maxLength, trims: true, ...traits });
}

/** Several lines: kept exactly. */
function text(name: string, label: string, maxLength: number, traits: Traits = {}): FieldDefinition {
	return field(name, label, 'text', { maxLength, ...traits });
}

function option(name: string, label: string, options?: readonly string[], traits: Traits = {}): FieldDefinition {
	return field(name, label, 'option', {
		...(options ? { options: options.map((value) => ({ value, label: optionLabel(value) })) } : {}),
		...traits,
	});
}

function optionLabel(value: string): string {
	const words = value.replace(/_/g, ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}

function reference(name: string, label: string, references: Entity, traits: Traits = {}): FieldDefinition {
	return field(name, label, 'reference', { references, ...traits });
}

/** The contract keeps milliseconds in UTC and cuts what lies below. */
function instant(name: string, label: string, traits: Traits = {}): FieldDefinition {
	return field(name, label, 'datetime', { precision: 'millisecond', ...traits });
}

const ID = line('id', 'ID', 64, { readOnly: true });
const CREATED_AT = instant('createdAt', 'Created At', { readOnly: true });
const DAY = { precision: 'day' } as const;
/** Clients see what is public; nobody but the staff sees the rest. */
const VISIBILITY = option('visibility', 'Visibility', ['public', 'internal'], {
	audience: { public: ['public'], internal: ['internal'] },
});
const TICKET_ID = reference('ticketId', 'Ticket', 'ticket', { required: true, createOnly: true });

/**
 * The contract's own fields. What the server says of each record (`updatedAt`, `updatedBy`, `etag`, `externalRefs`)
 * is no field here: it travels beside the record, so that an untouched record equals its shadow.
 */
export const platformCatalogue: Catalogue = {
	system: 'platform',
	entities: {
		company: [
			ID,
			line('name', 'Name', 200, { required: true }),
			line('identifier', 'Identifier', 50),
			line('domain', 'Domain', 253),
			line('website', 'Website', 500),
			line('phone', 'Phone', 50),
			line('addressLine1', 'Address Line 1', 200),
			line('addressLine2', 'Address Line 2', 200),
			line('city', 'City', 100),
			line('state', 'State', 100),
			line('postalCode', 'Postal Code', 20),
			line('country', 'Country', 100),
			option('status', 'Status', ['active', 'inactive']),
			CREATED_AT,
		],
		contact: [
			ID,
			line('name', 'Name', 201, { readOnly: true }),
			reference('companyId', 'Company', 'company', { required: true }),
			line('firstName', 'First Name', 100, { required: true }),
			line('lastName', 'Last Name', 100),
			line('email', 'Email', 254),
			line('phone', 'Phone', 50),
			line('title', 'Title', 100),
			field('active', 'Active', 'boolean'),
			CREATED_AT,
		],
		agreement: [
			ID,
			reference('companyId', 'Company', 'company', { required: true }),
			line('name', 'Name', 200, { required: true }),
			line('type', 'Type', 100),
			field('active', 'Active', 'boolean'),
			field('startsOn', 'Starts On', 'date', DAY),
			field('endsOn', 'Ends On', 'date', DAY),
			CREATED_AT,
		],
		ticket: [
			ID,
			line('number', 'Number', 64, { readOnly: true }),
			line('title', 'Title', 255, { required: true }),
			text('description', 'Description', 65536),
			reference('companyId', 'Company', 'company', { required: true }),
			reference('contactId', 'Contact', 'contact'),
			option('status', 'Status', ['new', 'in_progress', 'waiting', 'resolved', 'closed']),
			option('priority', 'Priority', ['Low', 'Medium', 'High', 'Critical']),
			option('queue', 'Queue', undefined, { maxLength: 100 }),
			line('assignee', 'Assignee', 200),
			field('tags', 'Tags', 'list', { maxLength: 50 }),
			instant('dueAt', 'Due At'),
			option('category', 'Category', undefined, { maxLength: 100 }),
			text('rootCause', 'Root Cause', 4000),
			text('technicalNotes', 'Technical Notes', 65536),
			reference('agreementId', 'Agreement', 'agreement'),
			CREATED_AT,
		],
		note: [
			ID,
			TICKET_ID,
			text('text', 'Text', 65536, { required: true }),
			VISIBILITY,
			line('author', 'Author', 200),
			instant('writtenAt', 'Written At', { createOnly: true }),
			CREATED_AT,
		],
		timeEntry: [
			ID,
			TICKET_ID,
			line('technician', 'Technician', 200, { required: true }),
			instant('startedAt', 'Started At', { required: true }),
			instant('endedAt', 'Ended At'),
			field('minutes', 'Minutes', 'integer'),
			field('billable', 'Billable', 'boolean'),
			text('notes', 'Notes', 65536),
			VISIBILITY,
			option('workType', 'Work Type', undefined, { maxLength: 100 }),
			option('workRole', 'Work Role', undefined, { maxLength: 100 }),
			reference('agreementId', 'Agreement', 'agreement'),
			field('approved', 'Approved', 'boolean'),
			field('locked', 'Locked', 'boolean', { locks: { values: [true] }, billing: true }),
			reference('invoiceId', 'Invoice', 'invoice', { billing: true }),
			CREATED_AT,
		],
		attachment: [
			ID,
			TICKET_ID,
			line('fileName', 'File Name', 255, { required: true }),
			line('contentType', 'Content Type', 255),
			// The server computes both of the bytes that are uploaded; what a create says they are is compared with that.
			field('size', 'Size', 'integer', { createOnly: true }),
			line('sha256', 'SHA-256', 64, { createOnly: true }),
			VISIBILITY,
			CREATED_AT,
		],
		invoice: [
			ID,
			reference('companyId', 'Company', 'company', { required: true }),
			line('number', 'Number', 50, { required: true }),
			option('kind', 'Kind', ['invoice', 'credit_note']),
			field('total', 'Total', 'number', { required: true }),
			line('currency', 'Currency', 3, { required: true }),
			option('status', 'Status', ['draft', 'sent', 'paid', 'void']),
			field('issuedOn', 'Issued On', 'date', DAY),
			field('lines', 'Lines', 'list'),
			CREATED_AT,
		],
	},
};
