import type { FieldDefinition } from '../../../model/catalogue';
import { INTERNAL, PUBLIC } from '../actions/action';
import { choice, flag, integer, lines, link, text, time } from './builders';

/** Who reads an action, from `hiddenfromuser`: the same for notes and for time. */
export const visibility: FieldDefinition = choice('visibility', 'Visibility', {
	audience: { public: [PUBLIC], internal: [INTERNAL] },
	options: [
		{ value: PUBLIC, label: 'Visible to the user' },
		{ value: INTERNAL, label: 'Hidden from the user' },
	],
});

/**
 * A note: an action (`Actions` of the specification) with a text. HaloPSA keeps the text as HTML; here it is plain.
 * `author` is an agent where one has that name; anybody else stands in the first line of the text.
 */
export const noteFields: readonly FieldDefinition[] = [
	integer('id', 'Action #', { readOnly: true }),
	link('ticket', 'Ticket', 'ticket', { required: true, createOnly: true })[0],
	lines('note', 'Note', { required: true, trims: true }),
	visibility,
	text('author', 'Author', { createOnly: true, maxLength: 200 }),
	time('datetime', 'Date', { createOnly: true }),
	choice('outcome_id', 'Outcome (ID)', { createOnly: true }),
	text('outcome', 'Outcome', { readOnly: true }),
	flag('important', 'Important'),
];
