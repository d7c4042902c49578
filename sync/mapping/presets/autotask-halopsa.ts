import type { Mapping } from '../../model/mapping';
import { constant, copy, duration, mappingsOf, pair, people, platformConstant, reference, values } from './build';

const mapping = mappingsOf('autotask', 'halopsa');

/** Values that come with every Autotask tenant; what an administrator adds has ids of its own. */
const CUSTOMER = 1;
const CLIENT_PORTAL = 5;
const TICKET_NOTES = 3;

const company: Mapping = mapping('company', [
	copy('companyName', 'name'),
	copy('companyNumber', 'ref'),
	copy('webAddress', 'website'),
	// Autotask refuses a company without a phone number.
	copy('phone', 'main_phonenumber'),
	copy('address1', 'main_delivery_address/line1'),
	copy('address2', 'main_delivery_address/line2'),
	copy('city', 'main_delivery_address/line3'),
	copy('state', 'main_delivery_address/line4'),
	copy('postalCode', 'main_delivery_address/postcode'),
	values('isActive', 'inactive', [pair(true, false), pair(false, true)]),
	constant('companyType', CUSTOMER),
]);

const contact: Mapping = mapping('contact', [
	copy('firstName', 'firstname'),
	copy('lastName', 'surname'),
	reference('companyID', 'client_id', 'company'),
	copy('emailAddress', 'emailaddress'),
	copy('phone', 'phonenumber'),
	copy('title', 'title'),
	values('isActive', 'inactive', [pair(true, false), pair(false, true)]),
]);

const ticket: Mapping = mapping('ticket', [
	copy('title', 'summary'),
	copy('description', 'details'),
	reference('companyID', 'client_id', 'company'),
	reference('contactID', 'user_id', 'contact'),
	values('status', 'status_name', [
		// New
		pair(1, 'New', true),
		// In Progress
		pair(8, 'In Progress', true),
		pair(8, 'Acknowledged'),
		// Dispatched, Escalate
		pair(10, 'Scheduled', true),
		pair(10, 'In Progress'),
		pair(11, 'Action Required', true),
		pair(11, 'In Progress'),
		// Waiting Customer, Waiting Materials, Waiting Vendor
		pair(7, 'With User', true),
		pair(9, 'On Hold', true),
		pair(12, 'With Supplier', true),
		// Complete
		pair(5, 'Closed', true),
		pair(5, 'Completed'),
	]),
	values('priority', 'priority_name', [
		pair(4, 'Critical', true),
		pair(1, 'High', true),
		pair(2, 'Medium', true),
		// Low: the connector takes whichever of the two the tenant has.
		pair(3, 'Low', true),
		pair(5, 'Low'),
		// What an SLA for monitoring calls them.
		pair(4, 'Outage'),
		pair(1, 'Warning'),
		pair(3, 'Information'),
	]),
	copy('dueDateTime', 'deadlinedate'),
	constant('queueID', CLIENT_PORTAL),
	platformConstant('tickettype_name', 'Incident'),
]);

const note: Mapping = mapping('note', [
	reference('ticketID', 'ticket_id', 'ticket'),
	copy('description', 'note'),
	values('publish', 'visibility', [
		pair(1, 'public'),
		pair(2, 'internal', true),
		// Shared with clients who manage their systems together with the MSP: kept from the others.
		pair(4, 'internal'),
	]),
	copy('author', 'author'),
	copy('createDateTime', 'datetime'),
	constant('noteType', TICKET_NOTES),
]);

/** Both sides count hours; Autotask bills them. */
const timeEntry: Mapping = mapping('timeEntry', [
	reference('ticketID', 'ticket_id', 'ticket'),
	people('technician', 'technician'),
	copy('startDateTime', 'actionarrivaldate'),
	// In Autotask the hours are what lies between start and end.
	copy('endDateTime', 'actioncompletiondate', 'toPlatform'),
	duration('hoursWorked', 'timetaken', { platformUnit: 'hours' }),
	values('isNonBillable', 'billable', [pair(false, true), pair(true, false)]),
	// What is not named here has the same name on both sides.
	people('workType', 'chargerate_name', {}, [
		pair('Onsite Support', 'On-site Support'),
		pair('After Hours Support', 'After Hours'),
	]),
	copy('notes', 'notes'),
	// One way: what clients are to read of an action arrives as a note. As time it would be on the ticket a second time.
	values('visibility', 'visibility', [pair('public', 'public'), pair('internal', 'internal')], 'toPlatform'),
]);

const attachment: Mapping = mapping('attachment', [
	reference('ticketID', 'ticket_id', 'ticket'),
	copy('fullPath', 'filename'),
	copy('fileSize', 'filesize'),
	copy('sha256', 'sha256'),
	values('visibility', 'visibility', [
		pair('public', 'public'),
		pair('internal', 'internal', true),
		pair('comanaged', 'internal'),
	]),
]);

/**
 * The field maps that the phase 1 template from Autotask to HaloPSA begins with. Autotask's picklists are numbers, and
 * each tenant has its own beside those that come with the system; HaloPSA's go by name.
 */
export const autotaskHalopsaMappings: readonly Mapping[] = [company, contact, ticket, note, timeEntry, attachment];
