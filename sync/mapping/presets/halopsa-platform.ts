import type { Mapping } from '../../model/mapping';
import { constant, copy, mappingsOf, pair, reference, values } from './build';

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
	constant('tickettype_name', 'Incident'),
]);

const note: Mapping = mapping('note', [
	reference('ticket_id', 'ticketId', 'ticket'),
	copy('note', 'text'),
	values('visibility', 'visibility', [pair('public', 'public'), pair('internal', 'internal')]),
	copy('author', 'author'),
	copy('datetime', 'writtenAt'),
]);

/**
 * The field maps that the phase 1 template for HaloPSA begins with. Statuses and priorities go by name, since their
 * numbers differ from tenant to tenant; tickets that begin on the platform become incidents.
 */
export const halopsaPlatformMappings: readonly Mapping[] = [company, contact, ticket, note];
