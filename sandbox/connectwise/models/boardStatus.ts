import { type Model, flag, info, integer, oneOf, reference, text } from './fields';

/** The vendor's `BoardStatus` model, specification 2025.8. */
export const boardStatusModel: Model = {
	name: 'BoardStatus',
	resource: 'boardStatus',
	required: ['name'],
	fields: {
		id: integer(),
		name: text(50),
		board: reference('board'),
		sortOrder: integer(),
		displayOnBoard: flag(),
		inactive: flag(),
		closedStatus: flag(),
		timeEntryNotAllowed: flag(),
		roundRobinCatchall: flag(),
		defaultFlag: flag(),
		escalationStatus: oneOf('NotResponded', 'Responded', 'ResolutionPlan', 'Resolved', 'NoEscalation'),
		customerPortalDescription: text(500),
		customerPortalFlag: flag(),
		emailTemplate: reference('serviceEmailTemplate'),
		statusIndicator: reference('statusIndicator'),
		customStatusIndicatorName: text(30),
		_info: info(),
		saveTimeAsNote: flag(),
		connectWiseId: text(),
		parentConnectWiseId: text(),
		parentId: integer(),
		grandParentId: integer(),
		grandParentConnectWiseId: text(),
	},
};
