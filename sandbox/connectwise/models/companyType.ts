import { type Model, flag, info, integer, text } from './fields';

/** The vendor's `CompanyType` model, specification 2025.8. */
export const companyTypeModel: Model = {
	name: 'CompanyType',
	resource: 'companyType',
	required: ['name'],
	fields: {
		id: integer(),
		name: text(50),
		defaultFlag: flag(),
		vendorFlag: flag(),
		serviceAlertFlag: flag(),
		serviceAlertMessage: text(150),
		_info: info(),
		connectWiseId: text(),
	},
};
