import { type Model, flag, info, integer, text } from './fields';

/** The vendor's `CallbackEntry` model, specification 2025.8. */
export const callbackEntryModel: Model = {
	name: 'CallbackEntry',
	resource: 'callbackEntry',
	required: ['url', 'objectId', 'type', 'level'],
	fields: {
		id: integer(),
		description: text(100),
		url: text(),
		objectId: integer(),
		type: text(),
		level: text(),
		memberId: integer(),
		payloadVersion: text(),
		inactiveFlag: flag(),
		isSoapCallbackFlag: flag(),
		isSelfSuppressedFlag: flag(),
		connectWiseID: text(),
		_info: info(),
	},
};
