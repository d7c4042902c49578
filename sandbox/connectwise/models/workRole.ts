import { type Model, decimal, flag, info, integer, list, text } from './fields';

/** The vendor's `WorkRole` model, specification 2025.8. */
export const workRoleModel: Model = {
	name: 'WorkRole',
	resource: 'workRole',
	required: ['name'],
	fields: {
		id: integer(),
		name: text(50),
		hourlyRate: decimal(),
		integrationXref: text(50),
		inactiveFlag: flag(),
		addAllLocations: flag(),
		removeAllLocations: flag(),
		addAllAgreementExclusions: flag(),
		locationIds: list(),
		_info: info(),
	},
};
