import { type Model, flag, info, integer, reference, text } from './fields';

/** The vendor's `CompanyStatus` model, specification 2025.8. */
export const companyStatusModel: Model = {
	name: 'CompanyStatus',
	resource: 'companyStatus',
	required: ['name'],
	fields: {
		id: integer(),
		name: text(50),
		defaultFlag: flag(),
		inactiveFlag: flag(),
		notifyFlag: flag(),
		disallowSavingFlag: flag(),
		notificationMessage: text(500),
		customNoteFlag: flag(),
		cancelOpenTracksFlag: flag(),
		track: reference('track'),
		_info: info(),
		connectWiseId: text(),
	},
};
