import type { FieldDefinition } from '../../../model/catalogue';
import { choice, flag, integer, lines, link, text, time } from './builders';
import { visibility } from './note';

/**
 * Work on a ticket: an action (`Actions` of the specification) with time. Billed is what stands on an invoice; whether
 * something is to be billed is told by its charge type, "No Charge" or another.
 */
export const timeEntryFields: readonly FieldDefinition[] = [
	integer('id', 'Action #', { readOnly: true }),
	link('ticket', 'Ticket', 'ticket', { required: true, createOnly: true })[0],
	text('technician', 'Agent', { required: true, maxLength: 200 }),
	{ name: 'timetaken', label: 'Time Taken (Hours)', type: 'number', required: true },
	time('actionarrivaldate', 'Start'),
	time('actioncompletiondate', 'End'),
	lines('notes', 'Note', { trims: true }),
	visibility,
	// Its charge type is all that says that work is billed, and by what; what is not has none.
	flag('billable', 'Billable', { needs: ['chargerate_name'] }),
	choice('chargerate_name', 'Charge Type', { emptySaysNothing: true }),
	choice('chargerate', 'Charge Type (ID)'),
	{ name: 'action_contract_id', label: 'Agreement', type: 'reference', references: 'agreement', ownDefault: true },
	flag('actreviewed', 'Reviewed'),
	flag('billed', 'Billed', { readOnly: true, billing: true, locks: { values: [true] } }),
	{
		name: 'actioninvoicenumber',
		label: 'Invoice',
		type: 'reference',
		references: 'invoice',
		readOnly: true,
		billing: true,
		locks: { whenSet: true },
	},
	integer('action_invoice_line_id', 'Invoice Line', { readOnly: true, billing: true, locks: { whenSet: true } }),
	text('outcome', 'Outcome', { readOnly: true }),
	time('datetime', 'Date', { readOnly: true }),
];
