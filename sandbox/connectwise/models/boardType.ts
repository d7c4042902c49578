import { type Model, flag, info, integer, oneOf, reference, text } from './fields';

/** The vendor's `BoardType` model, specification 2025.8. */
export const boardTypeModel: Model = {
	name: 'BoardType',
	resource: 'boardType',
	required: ['name'],
	fields: {
		id: integer(),
		name: text(50),
		category: oneOf('Reactive', 'Proactive'),
		defaultFlag: flag(),
		inactiveFlag: flag(),
		requestForChangeFlag: flag(),
		integrationXref: text(50),
		skillCategory: reference('skillCategory'),
		skill: reference('skill'),
		board: reference('board'),
		location: reference('systemLocation'),
		department: reference('systemDepartment'),
		_info: info(),
		connectWiseId: text(),
		parentConnectWiseId: text(),
		parentId: integer(),
		grandParentId: integer(),
		grandParentConnectWiseId: text(),
	},
};
