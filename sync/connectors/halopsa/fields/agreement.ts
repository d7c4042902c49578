import type { FieldDefinition } from '../../../model/catalogue';
import { flag, integer, lines, link, text } from './builders';

const READ = { readOnly: true } as const;

/**
 * Model `ContractHeader` of the specification: what HaloPSA calls an agreement or a contract. They are made in HaloPSA,
 * where they say how work is billed, and only read by the sync. `name` is what people know one by: its reference, or
 * its number.
 */
export const agreementFields: readonly FieldDefinition[] = [
	integer('id', 'ID', READ),
	text('name', 'Name', READ),
	text('ref', 'Reference', READ),
	link('client', 'Client', 'company', READ)[0],
	text('client_name', 'Client (name)', READ),
	text('contracttype_name', 'Agreement Type', READ),
	text('contract_status', 'Status', READ),
	flag('active', 'Active', READ),
	{ name: 'start_date', label: 'Start Date', type: 'date', precision: 'day', ...READ },
	{ name: 'end_date', label: 'End Date', type: 'date', precision: 'day', ...READ },
	lines('note', 'Note', READ),
];
