import type { FieldDefinition } from '../../../model/catalogue';
import { choice, flag, integer, lines, text, time } from './builders';

/**
 * Model `Area` of the specification: HaloPSA's clients. Telephone and address belong to a client's main site; the client
 * shows them (`main_…`), and the connector writes them there.
 */
export const companyFields: readonly FieldDefinition[] = [
	integer('id', 'ID', { readOnly: true }),
	text('name', 'Name', { required: true }),
	choice('toplevel_id', 'Top Level (ID)'),
	text('toplevel_name', 'Top Level', { readOnly: true }),
	flag('inactive', 'Inactive'),
	text('ref', 'Reference'),
	text('website', 'Website'),
	text('main_phonenumber', 'Phone Number'),
	text('main_delivery_address/line1', 'Address Line 1'),
	text('main_delivery_address/line2', 'Address Line 2'),
	text('main_delivery_address/line3', 'Address Line 3 (City)'),
	text('main_delivery_address/line4', 'Address Line 4 (State or County)'),
	text('main_delivery_address/postcode', 'Postcode'),
	text('trading_name', 'Trading Name'),
	text('tax_number', 'Tax Number'),
	text('accountsid', 'Accounts ID'),
	text('accountsemailaddress', 'Accounts E-mail'),
	lines('notes', 'Notes'),
	flag('is_vip', 'VIP'),
	integer('main_site_id', 'Main Site (ID)', { readOnly: true }),
	text('main_site_name', 'Main Site', { readOnly: true }),
	text('newclient_sitename', 'Name of the First Site', { createOnly: true }),
	time('datecreated', 'Date Created', { readOnly: true }),
];
