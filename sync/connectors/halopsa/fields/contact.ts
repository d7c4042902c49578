import type { FieldDefinition } from '../../../model/catalogue';
import { choice, flag, integer, lines, link, text, time } from './builders';

/**
 * Model `Users` of the specification: the people at a client. A user belongs to a site; one that is given a client only
 * goes to that client's main site.
 */
export const contactFields: readonly FieldDefinition[] = [
	integer('id', 'ID', { readOnly: true }),
	text('name', 'Full Name', { readOnly: true }),
	text('firstname', 'First Name', { required: true }),
	text('surname', 'Surname'),
	...link('client', 'Client', 'company', { required: true }),
	choice('site_id', 'Site (ID)'),
	text('site_name', 'Site', { readOnly: true }),
	text('emailaddress', 'E-mail'),
	text('email2', 'E-mail 2'),
	text('email3', 'E-mail 3'),
	text('phonenumber', 'Phone Number'),
	text('mobilenumber', 'Mobile Number'),
	text('mobilenumber2', 'Mobile Number 2'),
	text('homenumber', 'Home Number'),
	text('fax', 'Fax'),
	text('title', 'Title'),
	lines('notes', 'Notes'),
	flag('inactive', 'Inactive'),
	flag('isimportantcontact', 'Important Contact'),
	flag('neversendemails', 'Never Send E-mails'),
	text('other1', 'Other 1'),
	text('other2', 'Other 2'),
	text('other3', 'Other 3'),
	text('other4', 'Other 4'),
	text('other5', 'Other 5'),
	time('datecreated', 'Date Created', { readOnly: true }),
];
