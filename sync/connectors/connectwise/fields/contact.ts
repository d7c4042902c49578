import type { FieldDefinition } from '../../../model/catalogue';
import { entered, flag, integer, link, setup, text, userDefined, word } from './builders';

/**
 * Model `Contact` of the specification 2025.8. `email`, `phone`, `phoneExtension` and `fax` are no fields of that model:
 * they are the default item of their kind in `communicationItems`, and are written there.
 */
export const contactFields: readonly FieldDefinition[] = [
	integer('id', 'ID', { readOnly: true }),
	text('firstName', 'First Name', undefined, { required: true }),
	text('lastName', 'Last Name'),
	...link('company', 'Company', 'company', ['identifier', 'name']),
	...setup('site', 'Site'),
	text('email', 'E-mail'),
	text('phone', 'Phone'),
	text('phoneExtension', 'Phone Extension'),
	text('fax', 'Fax'),
	text('title', 'Title'),
	text('nickName', 'Nickname'),
	text('addressLine1', 'Address Line 1'),
	text('addressLine2', 'Address Line 2'),
	text('city', 'City'),
	text('state', 'State'),
	text('zip', 'Zip'),
	...setup('country', 'Country'),
	...setup('relationship', 'Relationship'),
	...setup('department', 'Department'),
	...link('managerContact', 'Manager', 'contact', ['name']),
	flag('inactiveFlag', 'Inactive'),
	flag('defaultFlag', 'Default Contact'),
	flag('defaultBillingFlag', 'Default Billing Contact'),
	flag('disablePortalLoginFlag', 'Portal Login Disabled'),
	integer('portalSecurityLevel', 'Portal Security Level'),
	flag('unsubscribeFlag', 'Unsubscribed'),
	flag('marriedFlag', 'Married'),
	flag('childrenFlag', 'Has Children'),
	word('gender', 'Gender', ['Female', 'Male']),
	text('securityIdentifier', 'Security Identifier'),
	text('school', 'School'),
	text('significantOther', 'Significant Other'),
	text('facebookUrl', 'Facebook URL'),
	text('twitterUrl', 'Twitter URL'),
	text('linkedInUrl', 'LinkedIn URL'),
	...userDefined(),
	{ name: 'types', label: 'Types', type: 'list', readOnly: true },
	...entered(),
];
