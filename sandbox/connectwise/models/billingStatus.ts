import { type Model, flag, info, integer, text } from './fields';

/** The vendor's `BillingStatus` model, specification 2025.8. */
export const billingStatusModel: Model = {
	name: 'BillingStatus',
	resource: 'billingStatus',
	required: ['name'],
	fields: {
		id: integer(),
		name: text(30),
		sortOrder: integer(),
		defaultFlag: flag(),
		closedFlag: flag(),
		inactiveFlag: flag(),
		sentFlag: flag(),
		_info: info(),
	},
};
