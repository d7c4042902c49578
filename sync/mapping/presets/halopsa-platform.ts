import type { Mapping } from '../../model/mapping';
import { constant, copy, duration, mappingsOf, pair, people, reference, values } from './build';

const mapping = mappingsOf('halopsa', 'platform');

const company: Mapping = mapping('company', [
	copy('name', 'name'),
	copy('ref', 'identifier'),
	copy('website', 'website'),
	copy('main_phonenumber', 'phone'),
	// HaloPSA numbers the lines of an address; its own screens call the third one city and the fourth one state.
	copy('main_delivery_address/line1', 'addressLine1'),
	copy('main_delivery_address/line2', 'addressLine2'),
	copy('main_delivery_address/line3', 'city'),
	copy('main_delivery_address/line4', 'state'),
	copy('main_delivery_address/postcode', 'postalCode'),
	values('inactive', 'status', [pair(false, 'active'), pair(true, 'inactive')]),
]);

const contact: Mapping = mapping('contact', [
	copy('firstname', 'firstName'),
	copy('surname', 'lastName'),
	reference('client_id', 'companyId', 'company'),
	copy('emailaddress', 'email'),
	copy('phonenumber', 'phone'),
	copy('title', 'title'),
	values('inactive', 'active', [pair(false, true), pair(true, false)]),
]);

/** Agreements are made in HaloPSA, where they say how work is billed. */
const agreement: Mapping = mapping('agreement', [
	reference('client_id', 'companyId', 'company', 'toPlatform'),
	copy('name', 'name', 'toPlatform'),
	copy('contracttype_name', 'type', 'toPlatform'),
	copy('active', 'active', 'toPlatform'),
	copy('start_date', 'startsOn', 'toPlatform'),
	copy('end_date', 'endsOn', 'toPlatform'),
]);

const ticket: Mapping = mapping('ticket', [
	copy('summary', 'title'),
	copy('details', 'description'),
	reference('client_id', 'companyId', 'company'),
	reference('user_id', 'contactId', 'contact'),
	values('status_name', 'status', [
		pair('New', 'new', true),
		pair('In Progress', 'in_progress', true),
		pair('Action Required', 'in_progress'),
		pair('Acknowledged', 'in_progress'),
		pair('With User', 'waiting', true),
		pair('With Supplier', 'waiting'),
		pair('On Hold', 'waiting'),
		pair('Scheduled', 'waiting'),
		pair('Completed', 'resolved', true),
		pair('Closed', 'closed', true),
		// For ticket types that know no other end.
		pair('Closed', 'resolved'),
	]),
	values('priority_name', 'priority', [
		pair('Critical', 'Critical', true),
		pair('High', 'High', true),
		pair('Medium', 'Medium', true),
		pair('Low', 'Low', true),
		// What an SLA for monitoring calls them.
		pair('Outage', 'Critical'),
		pair('Warning', 'High'),
		pair('Information', 'Low'),
	]),
	copy('deadlinedate', 'dueAt'),
	reference('contract_id', 'agreementId', 'agreement'),
	constant('tickettype_name', 'Incident'),
]);

const note: Mapping = mapping('note', [
	reference('ticket_id', 'ticketId', 'ticket'),
	copy('note', 'text'),
	values('visibility', 'visibility', [pair('public', 'public'), pair('internal', 'internal')]),
	copy('author', 'author'),
	copy('datetime', 'writtenAt'),
]);

const timeEntry: Mapping = mapping('timeEntry', [
	reference('ticket_id', 'ticketId', 'ticket'),
	people('technician', 'technician'),
	copy('actionarrivaldate', 'startedAt'),
	copy('actioncompletiondate', 'endedAt'),
	duration('timetaken', 'minutes'),
	copy('billable', 'billable'),
	// HaloPSA bills by charge types, which are each tenant's own: what is not named here has the same name on both sides.
	people('chargerate_name', 'workType', {}, [
		pair('Remote Support', 'Remote'),
		pair('On-site Support', 'Onsite'),
		pair('After Hours', 'After hours'),
	]),
	copy('notes', 'notes'),
	values('visibility', 'visibility', [pair('public', 'public'), pair('internal', 'internal')]),
	reference('action_contract_id', 'agreementId', 'agreement'),
	copy('billed', 'locked', 'toPlatform'),
	reference('actioninvoicenumber', 'invoiceId', 'invoice', 'toPlatform'),
]);

const attachment: Mapping = mapping('attachment', [
	reference('ticket_id', 'ticketId', 'ticket'),
	copy('filename', 'fileName'),
	copy('filesize', 'size'),
	copy('sha256', 'sha256'),
	values('visibility', 'visibility', [pair('public', 'public'), pair('internal', 'internal')]),
]);

/** Invoices are made in HaloPSA. */
const invoice: Mapping = mapping('invoice', [
	reference('client_id', 'companyId', 'company', 'toPlatform'),
	copy('invoicenumber', 'number', 'toPlatform'),
	values('kind', 'kind', [pair('invoice', 'invoice'), pair('credit_note', 'credit_note')], 'toPlatform'),
	copy('total', 'total', 'toPlatform'),
	copy('currency_code_name', 'currency', 'toPlatform'),
	values(
		'status',
		'status',
		[pair('Draft', 'draft'), pair('Posted', 'sent'), pair('Paid', 'paid'), pair('Voided', 'void')],
		'toPlatform',
	),
	copy('invoice_date', 'issuedOn', 'toPlatform'),
]);

/**
 * The field maps that the phase 1 template for HaloPSA begins with. Statuses and priorities go by name, since their
 * numbers differ from tenant to tenant; tickets that begin on the platform become incidents.
 */
export const halopsaPlatformMappings: readonly Mapping[] = [
	company,
	contact,
	agreement,
	ticket,
	note,
	timeEntry,
	attachment,
	invoice,
];
