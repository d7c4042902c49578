import type { Catalogue, FieldDefinition } from '../../model/catalogue';
import { agreementFields } from './fields/agreement';
import { attachmentFields } from './fields/attachment';
import { companyFields } from './fields/company';
import { contactFields } from './fields/contact';
import { invoiceFields } from './fields/invoice';
import { noteFields } from './fields/note';
import { ticketFields } from './fields/ticket';
import { timeEntryFields } from './fields/time-entry';

/** What has an address and a list of its own; notes are below their tickets. */
export const CONNECTWISE_ENTITIES = ['company', 'contact', 'agreement', 'ticket', 'timeEntry', 'invoice'] as const;
export type ConnectWiseEntity = (typeof CONNECTWISE_ENTITIES)[number];

/** What is written as a whole, field by field, without more ado. */
export const PLAIN_ENTITIES = ['company', 'contact', 'ticket'] as const;
export type PlainEntity = (typeof PLAIN_ENTITIES)[number];

/** The name of a custom field in a flat record is this prefix and its caption. */
export const CUSTOM_FIELD_PREFIX = 'customFields/';

/** Where a contact's flattened communication items come from. */
export const COMMUNICATION_FIELDS = {
	email: { kind: 'Email', part: 'value' },
	phone: { kind: 'Phone', part: 'value' },
	phoneExtension: { kind: 'Phone', part: 'extension' },
	fax: { kind: 'Fax', part: 'value' },
} as const satisfies Record<string, { kind: 'Email' | 'Phone' | 'Fax'; part: 'value' | 'extension' }>;

/** The fields that every ConnectWise tenant has, in slash paths (`status/name`); custom fields come from the live system. */
export const connectwiseCatalogue: Catalogue & {
	readonly entities: Readonly<Record<ConnectWiseEntity | 'note' | 'attachment', readonly FieldDefinition[]>>;
} = {
	system: 'connectwise',
	entities: {
		company: companyFields,
		contact: contactFields,
		agreement: agreementFields,
		ticket: ticketFields,
		note: noteFields,
		timeEntry: timeEntryFields,
		attachment: attachmentFields,
		invoice: invoiceFields,
	},
};
