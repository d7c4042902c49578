import type { Mapping } from '../../model/mapping';
import { constant, copy, duration, mappingsOf, pair, people, platformConstant, reference, values } from './build';

const mapping = mappingsOf('connectwise', 'halopsa');

const company: Mapping = mapping('company', [
	copy('name', 'name'),
	copy('identifier', 'ref'),
	copy('website', 'website'),
	copy('phoneNumber', 'main_phonenumber'),
	copy('addressLine1', 'main_delivery_address/line1'),
	copy('addressLine2', 'main_delivery_address/line2'),
	copy('city', 'main_delivery_address/line3'),
	copy('state', 'main_delivery_address/line4'),
	copy('zip', 'main_delivery_address/postcode'),
	values('status/name', 'inactive', [
		pair('Active', false, true),
		pair('Credit Hold', false),
		pair('Delinquent', false),
		pair('Imported', false),
		pair('Inactive', true, true),
		pair('Not-Approved', true),
	]),
	// ConnectWise refuses a company without a site, although its specification does not ask for one.
	constant('site/name', 'Main'),
]);

const contact: Mapping = mapping('contact', [
	copy('firstName', 'firstname'),
	copy('lastName', 'surname'),
	reference('company/id', 'client_id', 'company'),
	copy('email', 'emailaddress'),
	copy('phone', 'phonenumber'),
	copy('title', 'title'),
	copy('inactiveFlag', 'inactive'),
]);

const ticket: Mapping = mapping('ticket', [
	copy('summary', 'summary'),
	// ConnectWise takes it when a ticket is created; afterwards it is a note among the others.
	copy('initialDescription', 'details', 'toPsa'),
	reference('company/id', 'client_id', 'company'),
	reference('contact/id', 'user_id', 'contact'),
	values('status/name', 'status_name', [
		pair('New', 'New', true),
		pair('New (email connector)', 'New'),
		pair('New (portal)', 'New'),
		pair('New (alert)', 'New'),
		pair('Planned', 'New'),
		pair('In Progress', 'In Progress', true),
		pair('Assigned', 'In Progress'),
		pair('In Progress', 'Action Required'),
		pair('Acknowledged', 'Acknowledged'),
		pair('Scheduled', 'Scheduled'),
		pair('Waiting on Client', 'With User'),
		pair('Waiting on Vendor', 'With Supplier'),
		pair('On Hold', 'On Hold'),
		pair('Completed', 'Completed', true),
		// For ticket types that know no other end.
		pair('Completed', 'Closed'),
		pair('>Closed', 'Closed', true),
		pair('Closed', 'Closed'),
		pair('>Cancelled', 'Closed'),
		pair('Delivered', 'Closed'),
	]),
	values('priority/name', 'priority_name', [
		pair('Priority 1 - Critical', 'Critical', true),
		pair('Priority 2 - High', 'High', true),
		pair('Priority 3 - Normal', 'Medium', true),
		pair('Priority 4 - Low', 'Low', true),
		// What an SLA for monitoring calls them.
		pair('Priority 1 - Critical', 'Outage'),
		pair('Priority 2 - High', 'Warning'),
		pair('Priority 4 - Low', 'Information'),
	]),
	copy('requiredDate', 'deadlinedate'),
	constant('board/name', 'Service Desk'),
	platformConstant('tickettype_name', 'Incident'),
]);

const note: Mapping = mapping('note', [
	reference('ticketId', 'ticket_id', 'ticket'),
	copy('text', 'note'),
	values('visibility', 'visibility', [
		pair('Discussion', 'public'),
		pair('Internal', 'internal', true),
		// Nobody can say whether clients get to see a resolution: it is kept from them.
		pair('Resolution', 'internal'),
	]),
	copy('author', 'author'),
	copy('dateCreated', 'datetime'),
]);

/** Both sides count hours; ConnectWise bills them. */
const timeEntry: Mapping = mapping('timeEntry', [
	reference('ticketId', 'ticket_id', 'ticket'),
	people('technician', 'technician'),
	copy('timeStart', 'actionarrivaldate'),
	copy('timeEnd', 'actioncompletiondate'),
	duration('actualHours', 'timetaken', { platformUnit: 'hours' }),
	values('billableOption', 'billable', [
		pair('Billable', true, true),
		pair('DoNotBill', false, true),
		pair('NoCharge', false),
		pair('NoDefault', false),
	]),
	// What is not named here has the same name on both sides.
	people('workType/name', 'chargerate_name', {}, [
		pair('Remote', 'Remote Support'),
		pair('On-Site', 'On-site Support'),
	]),
	copy('notes', 'notes'),
	// One way: what clients are to read of an action arrives as a note. As time it would be on the ticket a second time.
	values(
		'visibility',
		'visibility',
		[
			pair('Discussion', 'public', true),
			pair('Internal', 'internal', true),
			pair('Resolution', 'internal'),
			pair('Discussion and Internal', 'internal'),
			pair('Time Entry Only', 'internal'),
		],
		'toPlatform',
	),
]);

const attachment: Mapping = mapping('attachment', [
	reference('ticketId', 'ticket_id', 'ticket'),
	copy('fileName', 'filename'),
	copy('size', 'filesize'),
	copy('sha256', 'sha256'),
	values('visibility', 'visibility', [pair('Customer Portal', 'public'), pair('Internal', 'internal')]),
]);

/**
 * The field maps that the phase 1 template from ConnectWise to HaloPSA begins with. New tickets go to the board
 * "Service Desk" on one side and become incidents on the other.
 */
export const connectwiseHalopsaMappings: readonly Mapping[] = [company, contact, ticket, note, timeEntry, attachment];
