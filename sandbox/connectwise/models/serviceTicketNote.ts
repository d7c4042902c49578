import { type Model, flag, info, integer, oneOf, reference, text } from './fields';

/** The vendor's `ServiceTicketNote` model, specification 2025.8. */
export const serviceTicketNoteModel: Model = {
	name: 'ServiceTicketNote',
	resource: 'serviceTicketNote',
	required: [],
	fields: {
		id: integer(),
		noteType: oneOf('TicketNote', 'TimeEntryNote', 'MeetingNote'),
		ticket: reference('ticket'),
		text: text(),
		isMarkdownFlag: flag(),
		detailDescriptionFlag: flag(),
		internalAnalysisFlag: flag(),
		resolutionFlag: flag(),
		timeStart: text(),
		timeEnd: text(),
		bundledFlag: flag(),
		mergedFlag: flag(),
		issueFlag: flag(),
		originalAuthor: text(),
		createdByParentFlag: flag(),
		member: reference('member'),
		contact: reference('contact'),
		_info: info(),
	},
};
