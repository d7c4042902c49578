import { type Model, flag, info, integer, text } from './fields';

/** The vendor's `ContactType` model, specification 2025.8. */
export const contactTypeModel: Model = {
	name: 'ContactType',
	resource: 'contactType',
	required: ['description'],
	fields: {
		id: integer(),
		description: text(50),
		defaultFlag: flag(),
		serviceAlertFlag: flag(),
		serviceAlertMessage: text(150),
		_info: info(),
		connectWiseId: text(),
	},
};
