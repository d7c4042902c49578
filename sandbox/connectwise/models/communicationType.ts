import { type Model, flag, info, integer, text } from './fields';

/** The vendor's `CommunicationType` model, specification 2025.8. */
export const communicationTypeModel: Model = {
	name: 'CommunicationType',
	resource: 'communicationType',
	required: ['description'],
	fields: {
		id: integer(),
		description: text(),
		phoneFlag: flag(),
		faxFlag: flag(),
		emailFlag: flag(),
		defaultFlag: flag(),
		exchangeXref: text(50),
		iphoneXref: text(50),
		androidXref: text(50),
		googleXref: text(50),
		disabled: flag(),
		_info: info(),
	},
};
