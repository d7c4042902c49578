import { type Model, day, decimal, flag, id, integer, long, own, pick, refer, required, text } from './fields';

/** The vendor's `ResourceModel`: the people who work with the system, and its API users. */
export const resourceModel: Model = {
	name: 'ResourceModel',
	fields: {
		id: id(),
		accountingReferenceID: text(100),
		dateFormat: own(text(20)),
		defaultServiceDeskRoleID: long({ reference: 'Role' }),
		email: required(text(254)),
		email2: text(254),
		email3: text(254),
		emailTypeCode: text(20),
		emailTypeCode2: text(20),
		emailTypeCode3: text(20),
		firstName: required(text(50)),
		gender: text(1),
		greeting: integer(),
		hireDate: day(),
		homePhone: text(25),
		initials: text(32),
		internalCost: own(decimal()),
		isActive: flag(),
		lastName: required(text(50)),
		licenseType: own(integer()),
		locationID: integer(),
		middleName: text(50),
		mobilePhone: text(25),
		numberFormat: own(text(20)),
		officeExtension: text(10),
		officePhone: text(25),
		payrollIdentifier: text(32),
		payrollType: own(integer()),
		resourceType: text(15),
		suffix: integer(),
		surveyResourceRating: own(decimal()),
		timeFormat: own(text(20)),
		title: text(50),
		travelAvailabilityPct: text(15),
		userName: required(text(32)),
		userType: own(integer()),
	},
};

/** The vendor's `RoleModel`. */
export const roleModel: Model = {
	name: 'RoleModel',
	fields: {
		id: id(),
		description: text(200),
		hourlyFactor: decimal(),
		hourlyRate: decimal(),
		isActive: flag(),
		isExcludedFromNewContracts: flag(),
		isSystemRole: own(flag()),
		name: required(text(200)),
		quoteItemDefaultTaxCategoryId: integer(),
		roleType: integer(),
	},
};

/** The vendor's `ResourceRoleModel`: which resource may work as what, in which queue or department. */
export const resourceRoleModel: Model = {
	name: 'ResourceRoleModel',
	fields: {
		id: id(),
		departmentID: own(long({ reference: 'Department' })),
		isActive: own(flag()),
		queueID: own(long()),
		resourceID: own(long({ reference: 'Resource' })),
		roleID: own(long({ reference: 'Role' })),
	},
};

/** The vendor's `ResourceServiceDeskRoleModel`: in which roles a resource works on tickets, and in which by default. */
export const resourceServiceDeskRoleModel: Model = {
	name: 'ResourceServiceDeskRoleModel',
	fields: {
		id: id(),
		isActive: own(flag()),
		isDefault: own(flag()),
		resourceID: own(integer({ reference: 'Resource' })),
		roleID: own(integer({ reference: 'Role' })),
	},
};

/** The vendor's `BillingCodeModel`. */
export const billingCodeModel: Model = {
	name: 'BillingCodeModel',
	fields: {
		id: id(),
		afterHoursWorkType: integer(),
		billingCodeType: integer(),
		department: integer(),
		description: text(500),
		externalNumber: text(100),
		generalLedgerAccount: integer(),
		isActive: flag(),
		isExcludedFromNewContracts: flag(),
		markupRate: decimal(),
		name: text(200),
		taxCategoryID: refer('TaxCategory'),
		unitCost: decimal(),
		unitPrice: decimal(),
		useType: integer(),
	},
};

/** The vendor's `ContractModel`. */
export const contractModel: Model = {
	name: 'ContractModel',
	udfs: true,
	fields: {
		id: id(),
		billingPreference: integer(),
		billToCompanyContactID: refer('Contact'),
		billToCompanyID: refer('Company'),
		companyID: required(refer('Company')),
		contactID: refer('Contact'),
		contactName: text(250),
		contractCategory: integer(),
		contractExclusionSetID: integer(),
		contractName: required(text(100)),
		contractNumber: text(50),
		contractPeriodType: integer(),
		contractType: required(pick('contractType')),
		description: text(2000),
		endDate: required(day()),
		estimatedCost: decimal(),
		estimatedHours: decimal(),
		estimatedRevenue: decimal(),
		exclusionContractID: long({ reference: 'Contract' }),
		internalCurrencyOverageBillingRate: own(decimal()),
		internalCurrencySetupFee: own(decimal()),
		isCompliant: flag(),
		isDefaultContract: flag(),
		lastModifiedDateTime: own({ type: 'date' }),
		opportunityID: refer('Opportunity'),
		organizationalLevelAssociationID: integer(),
		overageBillingRate: decimal(),
		purchaseOrderNumber: text(50),
		renewedContractID: own(long({ reference: 'Contract' })),
		serviceLevelAgreementID: integer(),
		setupFee: decimal(),
		setupFeeBillingCodeID: long({ reference: 'BillingCode' }),
		startDate: required(day()),
		status: required(pick('contractStatus')),
		timeReportingRequiresStartAndStopTimes: integer(),
	},
};

/** The vendor's `UserDefinedFieldDefinitionModel`. */
export const userDefinedFieldDefinitionModel: Model = {
	name: 'UserDefinedFieldDefinitionModel',
	fields: {
		id: id(),
		createDate: own({ type: 'date' }),
		crmToProjectUdfId: long(),
		dataType: required(integer({ picklist: 'udfDataType' })),
		defaultValue: text(1024),
		description: text(128),
		displayFormat: integer(),
		isActive: flag(),
		isEncrypted: flag(),
		isFieldMapping: flag(),
		isPrivate: flag(),
		isProtected: flag(),
		isRequired: flag(),
		isVisibleToClientPortal: flag(),
		mergeVariableName: text(100),
		name: required(text(45)),
		numberOfDecimalPlaces: integer(),
		sortOrder: integer(),
		udfType: required(integer({ picklist: 'udfType' })),
	},
};

/** The vendor's `UserDefinedFieldListItemModel`: what can be chosen in a list field. */
export const userDefinedFieldListItemModel: Model = {
	name: 'UserDefinedFieldListItemModel',
	fields: {
		id: id(),
		createDate: own({ type: 'date' }),
		isActive: flag(),
		udfFieldId: required(long({ reference: 'UserDefinedFieldDefinition' })),
		valueForDisplay: required(text(128)),
		valueForExport: required(text(128)),
	},
};
