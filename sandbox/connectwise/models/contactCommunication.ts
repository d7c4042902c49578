import { type Model, flag, info, integer, oneOf, reference, text } from './fields';

/** The vendor's `ContactCommunication` model, specification 2025.8. */
export const contactCommunicationModel: Model = {
	name: 'ContactCommunication',
	resource: 'contactCommunication',
	required: ['type', 'value'],
	fields: {
		id: integer(),
		contactId: integer(),
		type: reference('communicationType'),
		value: text(250),
		extension: text(15),
		defaultFlag: flag(),
		mobileGuid: text(),
		communicationType: oneOf('Email', 'Fax', 'Phone'),
		domain: text(),
		_info: info(),
	},
};
