import { type Model, decimal, flag, info, integer, oneOf, text } from './fields';

/** The vendor's `WorkType` model, specification 2025.8. */
export const workTypeModel: Model = {
	name: 'WorkType',
	resource: 'workType',
	required: ['name', 'billTime', 'rateType', 'rate'],
	fields: {
		id: integer(),
		name: text(50),
		billTime: oneOf('Billable', 'DoNotBill', 'NoCharge'),
		rateType: oneOf('AdjAmount', 'Custom', 'Multiplier'),
		rate: decimal(),
		hoursMin: decimal(),
		hoursMax: decimal(),
		roundBillHoursTo: decimal(),
		accrualType: oneOf('Holiday', 'PTO', 'Sick', 'Vacation'),
		inactiveFlag: flag(),
		overallDefaultFlag: flag(),
		activityDefaultFlag: flag(),
		utilizationFlag: flag(),
		costMultiplier: decimal(),
		integrationXRef: text(50),
		addAllAgreementExclusions: flag(),
		_info: info(),
	},
};
