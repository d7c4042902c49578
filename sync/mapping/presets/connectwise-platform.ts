import type { Mapping } from '../../model/mapping';
import { constant, copy, duration, mappingsOf, pair, people, reference, values } from './build';

const mapping = mappingsOf('connectwise', 'platform');

const company: Mapping = mapping('company', [
	copy('name', 'name'),
	copy('identifier', 'identifier'),
	copy('website', 'website'),
	copy('phoneNumber', 'phone'),
	copy('addressLine1', 'addressLine1'),
	copy('addressLine2', 'addressLine2'),
	copy('city', 'city'),
	copy('state', 'state'),
	copy('zip', 'postalCode'),
	// The platform's countries are free text, ConnectWise's are a list of the tenant.
	copy('country/name', 'country', 'toPlatform'),
	values('status/name', 'status', [
		pair('Active', 'active', true),
		pair('Credit Hold', 'active'),
		pair('Delinquent', 'active'),
		pair('Imported', 'active'),
		pair('Inactive', 'inactive', true),
		pair('Not-Approved', 'inactive'),
	]),
	// The API refuses a company without a site, although its specification does not ask for one.
	constant('site/name', 'Main'),
]);

const contact: Mapping = mapping('contact', [
	copy('firstName', 'firstName'),
	copy('lastName', 'lastName'),
	reference('company/id', 'companyId', 'company'),
	copy('email', 'email'),
	copy('phone', 'phone'),
	copy('title', 'title'),
	values('inactiveFlag', 'active', [pair(false, true), pair(true, false)]),
]);

const ticket: Mapping = mapping('ticket', [
	copy('summary', 'title'),
	// ConnectWise takes these two when a ticket is created; afterwards they are notes among the others.
	copy('initialDescription', 'description', 'toPsa'),
	copy('initialInternalAnalysis', 'technicalNotes', 'toPsa'),
	reference('company/id', 'companyId', 'company'),
	reference('contact/id', 'contactId', 'contact'),
	values('status/name', 'status', [
		pair('New', 'new', true),
		pair('New (email connector)', 'new'),
		pair('New (portal)', 'new'),
		pair('New (alert)', 'new'),
		pair('Planned', 'new'),
		pair('In Progress', 'in_progress', true),
		pair('Assigned', 'in_progress'),
		pair('Acknowledged', 'in_progress'),
		pair('Scheduled', 'in_progress'),
		pair('Waiting on Client', 'waiting', true),
		pair('Waiting on Vendor', 'waiting'),
		pair('On Hold', 'waiting'),
		pair('Completed', 'resolved'),
		pair('>Closed', 'closed', true),
		pair('Closed', 'closed'),
		pair('>Cancelled', 'closed'),
		pair('Delivered', 'closed'),
	]),
	values('priority/name', 'priority', [
		pair('Priority 1 - Critical', 'Critical'),
		pair('Priority 2 - High', 'High'),
		pair('Priority 3 - Normal', 'Medium'),
		pair('Priority 4 - Low', 'Low'),
	]),
	copy('requiredDate', 'dueAt'),
	reference('agreement/id', 'agreementId', 'agreement'),
	constant('board/name', 'Service Desk'),
]);

const note: Mapping = mapping('note', [
	reference('ticketId', 'ticketId', 'ticket'),
	copy('text', 'text'),
	values('visibility', 'visibility', [
		pair('Discussion', 'public'),
		pair('Internal', 'internal', true),
		// Nobody can say whether clients get to see a resolution: it is kept from them.
		pair('Resolution', 'internal'),
	]),
	copy('author', 'author'),
	copy('dateCreated', 'writtenAt'),
]);

/** Agreements are ConnectWise's own: work is billed by them there. */
const agreement: Mapping = mapping('agreement', [
	copy('name', 'name', 'toPlatform'),
	reference('company/id', 'companyId', 'company', 'toPlatform'),
	copy('type/name', 'type', 'toPlatform'),
	values(
		'agreementStatus',
		'active',
		[pair('Active', true), pair('Cancelled', false, true), pair('Expired', false), pair('Inactive', false)],
		'toPlatform',
	),
	copy('startDate', 'startsOn', 'toPlatform'),
	copy('endDate', 'endsOn', 'toPlatform'),
]);

const timeEntry: Mapping = mapping('timeEntry', [
	reference('ticketId', 'ticketId', 'ticket'),
	people('technician', 'technician'),
	copy('timeStart', 'startedAt'),
	copy('timeEnd', 'endedAt'),
	duration('actualHours', 'minutes'),
	values('billableOption', 'billable', [
		pair('Billable', true),
		pair('DoNotBill', false, true),
		pair('NoCharge', false),
	]),
	copy('notes', 'notes'),
	values('visibility', 'visibility', [
		pair('Discussion', 'public'),
		pair('Internal', 'internal', true),
		// Nobody can say whether clients get to see these: they are kept from them.
		pair('Resolution', 'internal'),
		pair('Discussion and Internal', 'internal'),
		pair('Time Entry Only', 'internal'),
	]),
	// Both are lists of the tenant's own: these are names that are usual.
	values('workType/name', 'workType', [
		pair('Remote', 'Remote', true),
		pair('Regular', 'Remote'),
		pair('On-Site', 'Onsite'),
		pair('After Hours', 'After hours'),
		pair('Travel', 'Travel'),
		pair('Admin', 'Administration'),
	]),
	values('workRole/name', 'workRole', [
		pair('Technician', 'Technician'),
		pair('Engineer', 'Engineer', true),
		pair('Senior Engineer', 'Engineer'),
		pair('System Engineer', 'Engineer'),
		pair('Consultant', 'Consultant'),
		pair('Project Manager', 'Project manager'),
	]),
	reference('agreement/id', 'agreementId', 'agreement'),
	values(
		'status',
		'locked',
		[
			pair('Open', false, true),
			pair('Rejected', false),
			pair('PendingApproval', false),
			pair('ErrorsCorrected', false),
			pair('PendingProjectApproval', false),
			pair('ApprovedByTierOne', false),
			pair('RejectBySecondTier', false),
			pair('ApprovedByTierTwo', false),
			pair('ReadyToBill', false),
			pair('Billed', true, true),
			pair('BilledAgreement', true),
			pair('WrittenOff', true),
		],
		'toPlatform',
	),
	reference('invoice/id', 'invoiceId', 'invoice', 'toPlatform'),
]);

const attachment: Mapping = mapping('attachment', [
	reference('ticketId', 'ticketId', 'ticket'),
	copy('fileName', 'fileName'),
	copy('size', 'size'),
	copy('sha256', 'sha256'),
	values('visibility', 'visibility', [pair('Customer Portal', 'public'), pair('Internal', 'internal')]),
]);

/** Invoices are ConnectWise's own. */
const invoice: Mapping = mapping('invoice', [
	reference('company/id', 'companyId', 'company', 'toPlatform'),
	copy('invoiceNumber', 'number', 'toPlatform'),
	values(
		'type',
		'kind',
		[
			pair('Standard', 'invoice', true),
			pair('Agreement', 'invoice'),
			pair('DownPayment', 'invoice'),
			pair('Miscellaneous', 'invoice'),
			pair('Progress', 'invoice'),
			pair('CreditMemo', 'credit_note'),
		],
		'toPlatform',
	),
	copy('total', 'total', 'toPlatform'),
	copy('currency/currencyCode', 'currency', 'toPlatform'),
	values(
		'settlement',
		'status',
		[pair('Open', 'sent', true), pair('Closed', 'sent'), pair('Paid', 'paid')],
		'toPlatform',
	),
	copy('date', 'issuedOn', 'toPlatform'),
]);

/**
 * The field maps that the phase 1 template begins with: ConnectWise with its usual statuses and priorities, and a
 * board called "Service Desk" for tickets that begin on the platform.
 */
export const connectwisePlatformMappings: readonly Mapping[] = [
	company,
	contact,
	ticket,
	note,
	agreement,
	timeEntry,
	invoice,
	attachment,
];
