import { type Model, flag, info, integer, reference, text } from './fields';

/** The vendor's `DocumentInfo` model, specification 2025.8. */
export const documentInfoModel: Model = {
	name: 'DocumentInfo',
	resource: 'documentInfo',
	required: [],
	fields: {
		id: integer(),
		title: text(),
		fileName: text(),
		serverFileName: text(),
		owner: text(),
		linkFlag: flag(),
		imageFlag: flag(),
		publicFlag: flag(),
		htmlTemplateFlag: flag(),
		readOnlyFlag: flag(),
		size: integer(),
		urlFlag: flag(),
		createdOnDate: text(),
		documentType: reference('documentType'),
		guid: text(),
		guidSecondary: text(),
		_info: info(),
	},
};
