import type { Catalogue, FieldDefinition } from '../../model/catalogue';
import { attachmentFields } from './fields/attachment';
import { companyFields } from './fields/company';
import { contactFields } from './fields/contact';
import { contractFields } from './fields/contract';
import { invoiceFields } from './fields/invoice';
import { noteFields } from './fields/note';
import { ticketFields } from './fields/ticket';
import { timeFields } from './fields/time';

export const AUTOTASK_ENTITIES = ['company', 'contact', 'ticket'] as const;
export type AutotaskEntity = (typeof AUTOTASK_ENTITIES)[number];

/** All kinds of records that are carried. */
export type CarriedEntity = AutotaskEntity | 'agreement' | 'note' | 'timeEntry' | 'attachment' | 'invoice';

/** The name of a user-defined field in a flat record is this prefix and its name. */
export const CUSTOM_FIELD_PREFIX = 'customFields/';

/** Truth values that the vendor's model keeps as 1 and 0. */
export const NUMERIC_FLAGS: Readonly<Partial<Record<CarriedEntity, ReadonlySet<string>>>> = {
	contact: new Set(['isActive']),
};

/** Where an entity keeps the id of its counterpart; companies have no place for it (specification). */
export const EXTERNAL_ID: Readonly<Partial<Record<AutotaskEntity, string>>> = {
	contact: 'externalID',
	ticket: 'externalID',
};

/** The fields that every Autotask tenant has, in the vendor's own names; user-defined ones come from the live system. */
export const autotaskCatalogue: Catalogue & {
	readonly entities: Readonly<Record<CarriedEntity, readonly FieldDefinition[]>>;
} = {
	system: 'autotask',
	entities: {
		company: companyFields,
		contact: contactFields,
		agreement: contractFields,
		ticket: ticketFields,
		note: noteFields,
		timeEntry: timeFields,
		attachment: attachmentFields,
		invoice: invoiceFields,
	},
};
