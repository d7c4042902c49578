import type { Catalogue, FieldDefinition } from '../../model/catalogue';
import { agreementFields } from './fields/agreement';
import { attachmentFields } from './fields/attachment';
import { companyFields } from './fields/company';
import { contactFields } from './fields/contact';
import { invoiceFields } from './fields/invoice';
import { noteFields } from './fields/note';
import { ticketFields } from './fields/ticket';
import { timeEntryFields } from './fields/time-entry';

/** The records that have a list and an address of their own; what hangs below tickets is read through them. */
export const HALOPSA_ENTITIES = ['company', 'contact', 'ticket'] as const;
export type HaloPsaEntity = (typeof HALOPSA_ENTITIES)[number];

/** The name of a custom field in a flat record is this prefix and its own name (`CFassetTag`). */
export const CUSTOM_FIELD_PREFIX = 'customFields/';

/** The fields that every HaloPSA tenant has, by the vendor's own names; custom fields come from the live system. */
export const halopsaCatalogue: Catalogue & {
	readonly entities: Readonly<Record<HaloPsaEntity, readonly FieldDefinition[]>>;
} = {
	system: 'halopsa',
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
