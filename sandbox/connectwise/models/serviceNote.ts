import { type Model, date, decimal, flag, info, integer, reference, text } from './fields';

/** The vendor's `ServiceNote` model, specification 2025.8. */
export const serviceNoteModel: Model = {
	name: 'ServiceNote',
	resource: 'serviceNote',
	required: [],
	fields: {
		id: integer(),
		ticketId: integer(),
		text: text(),
		detailDescriptionFlag: flag(),
		internalAnalysisFlag: flag(),
		resolutionFlag: flag(),
		issueFlag: flag(),
		member: reference('member'),
		contact: reference('contact'),
		customerUpdatedFlag: flag(),
		processNotifications: flag(),
		dateCreated: date(),
		createdBy: text(),
		internalFlag: flag(),
		externalFlag: flag(),
		sentimentScore: decimal(),
		_info: info(),
	},
};
