import { type Model, flag, info, integer, oneOf, text } from './fields';

/** The vendor's `Priority` model, specification 2025.8. */
export const priorityModel: Model = {
	name: 'Priority',
	resource: 'priority',
	required: ['name', 'color'],
	fields: {
		id: integer(),
		name: text(50),
		color: oneOf(
			'Black',
			'Blue',
			'Cyan',
			'Gray',
			'Green',
			'Lime',
			'Orange',
			'Pink',
			'Purple',
			'Red',
			'White',
			'Yellow',
			'Custom',
		),
		sortOrder: integer(),
		defaultFlag: flag(),
		imageLink: text(),
		urgencySortOrder: text(),
		level: oneOf('Critical', 'High', 'Medium', 'Low'),
		_info: info(),
	},
};
