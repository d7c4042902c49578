import { type Model, date, flag, info, integer, text } from './fields';

/** The vendor's `Source` model, specification 2025.8. */
export const sourceModel: Model = {
	name: 'Source',
	resource: 'source',
	required: ['name'],
	fields: {
		id: integer(),
		name: text(50),
		defaultFlag: flag(),
		enteredBy: text(),
		dateEntered: date(),
		_info: info(),
	},
};
