import type { Mapping } from '../../model/mapping';
import { constant, copy, duration, mappingsOf, pair, people, platformConstant, reference, values } from './build';

const mapping = mappingsOf('autotask', 'platform');

/** Values that come with every tenant; what an administrator adds has ids of its own. */
const CUSTOMER = 1;
const CLIENT_PORTAL = 5;
const TICKET_NOTES = 3;

const company: Mapping = mapping('company', [
	copy('companyName', 'name'),
	copy('companyNumber', 'identifier'),
	copy('webAddress', 'website'),
	// Autotask refuses a company without a phone number.
	copy('phone', 'phone'),
	copy('address1', 'addressLine1'),
	copy('address2', 'addressLine2'),
	copy('city', 'city'),
	copy('state', 'state'),
	copy('postalCode', 'postalCode'),
	values('isActive', 'status', [pair(true, 'active'), pair(false, 'inactive')]),
	constant('companyType', CUSTOMER),
]);

const contact: Mapping = mapping('contact', [
	copy('firstName', 'firstName'),
	copy('lastName', 'lastName'),
	reference('companyID', 'companyId', 'company'),
	copy('emailAddress', 'email'),
	copy('phone', 'phone'),
	copy('title', 'title'),
	copy('isActive', 'active'),
]);

/** Contracts are made in Autotask. */
const agreement: Mapping = mapping('agreement', [
	reference('companyID', 'companyId', 'company', 'toPlatform'),
	copy('contractName', 'name', 'toPlatform'),
	copy('contractTypeName', 'type', 'toPlatform'),
	// In Effect, Inactive
	values('status', 'active', [pair(1, true), pair(0, false)], 'toPlatform'),
	copy('startDate', 'startsOn', 'toPlatform'),
	copy('endDate', 'endsOn', 'toPlatform'),
]);

const ticket: Mapping = mapping('ticket', [
	copy('title', 'title'),
	copy('description', 'description'),
	reference('companyID', 'companyId', 'company'),
	reference('contactID', 'contactId', 'contact'),
	values('status', 'status', [
		// New
		pair(1, 'new', true),
		// In Progress, Dispatched, Escalate
		pair(8, 'in_progress', true),
		pair(10, 'in_progress'),
		pair(11, 'in_progress'),
		// Waiting Customer, Waiting Materials, Waiting Vendor
		pair(7, 'waiting', true),
		pair(9, 'waiting'),
		pair(12, 'waiting'),
		// Complete
		pair(5, 'closed', true),
		pair(5, 'resolved'),
	]),
	values('priority', 'priority', [
		pair(4, 'Critical'),
		pair(1, 'High'),
		pair(2, 'Medium'),
		// Low: the connector takes whichever of the two the tenant has.
		pair(3, 'Low', true),
		pair(5, 'Low'),
	]),
	copy('dueDateTime', 'dueAt'),
	reference('contractID', 'agreementId', 'agreement'),
	constant('queueID', CLIENT_PORTAL),
]);

const note: Mapping = mapping('note', [
	reference('ticketID', 'ticketId', 'ticket'),
	copy('description', 'text'),
	values('publish', 'visibility', [
		pair(1, 'public'),
		pair(2, 'internal', true),
		// Shared with clients who manage their systems together with the MSP: kept from the others.
		pair(4, 'internal'),
	]),
	copy('author', 'author'),
	copy('createDateTime', 'writtenAt'),
	constant('noteType', TICKET_NOTES),
]);

const timeEntry: Mapping = mapping('timeEntry', [
	reference('ticketID', 'ticketId', 'ticket'),
	people('technician', 'technician'),
	copy('startDateTime', 'startedAt'),
	// In Autotask the hours are what lies between start and end: where the platform's minutes are fewer, it ends earlier.
	copy('endDateTime', 'endedAt', 'toPlatform'),
	duration('hoursWorked', 'minutes'),
	values('isNonBillable', 'billable', [pair(false, true), pair(true, false)]),
	copy('notes', 'notes'),
	values('visibility', 'visibility', [pair('public', 'public'), pair('internal', 'internal')]),
	// Both are each tenant's own: what is not named here waits for a person.
	values('workType', 'workType', [
		pair('Remote Support', 'Remote'),
		pair('Onsite Support', 'Onsite'),
		pair('After Hours Support', 'After hours'),
		pair('Travel Time', 'Travel'),
		pair('Administration', 'Administration'),
	]),
	values('workRole', 'workRole', [
		pair('Technician', 'Technician'),
		pair('Systems Engineer', 'Engineer'),
		pair('Consultant', 'Consultant'),
		pair('Project Manager', 'Project manager'),
	]),
	reference('contractID', 'agreementId', 'agreement'),
	copy('billed', 'locked', 'toPlatform'),
	reference('invoiceID', 'invoiceId', 'invoice', 'toPlatform'),
]);

const attachment: Mapping = mapping('attachment', [
	reference('ticketID', 'ticketId', 'ticket'),
	copy('fullPath', 'fileName'),
	copy('contentType', 'contentType'),
	copy('fileSize', 'size'),
	copy('sha256', 'sha256'),
	values('visibility', 'visibility', [
		pair('public', 'public'),
		pair('internal', 'internal', true),
		pair('comanaged', 'internal'),
	]),
]);

/** Invoices are made in Autotask, in a currency that it does not tell with them. */
const invoice: Mapping = mapping('invoice', [
	reference('companyID', 'companyId', 'company', 'toPlatform'),
	copy('invoiceNumber', 'number', 'toPlatform'),
	values('kind', 'kind', [pair('invoice', 'invoice'), pair('credit_note', 'credit_note')], 'toPlatform'),
	copy('invoiceTotal', 'total', 'toPlatform'),
	values('state', 'status', [pair('sent', 'sent'), pair('paid', 'paid'), pair('void', 'void')], 'toPlatform'),
	copy('invoiceDay', 'issuedOn', 'toPlatform'),
	platformConstant('currency', 'USD'),
]);

/**
 * The field maps that the phase 1 template for Autotask begins with. Picklists are numbers, and each tenant has its own
 * beside those that come with the system: statuses, priorities, the queue for tickets that begin on the platform
 * and the currency of invoices are to be looked through.
 */
export const autotaskPlatformMappings: readonly Mapping[] = [
	company,
	contact,
	agreement,
	ticket,
	note,
	timeEntry,
	attachment,
	invoice,
];
