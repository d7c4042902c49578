import type { FieldDefinition } from '../../../model/catalogue';
import { day, decimal, flag, integer, lines, link, pick, text, time } from './builders';

/** `ContractModel` of the specification, as far as it says what is billed how. Autotask owns its contracts. */
export const contractFields: readonly FieldDefinition[] = [
	integer('id', 'ID'),
	text('contractName', 'Contract Name', 100),
	text('contractNumber', 'Contract Number', 50),
	link('companyID', 'Company', 'company'),
	pick('contractType', 'Contract Type'),
	// Of the connector's making: what this tenant calls the type.
	text('contractTypeName', 'Contract Type (Name)', 100),
	pick('contractCategory', 'Contract Category'),
	pick('status', 'Status'),
	day('startDate', 'Start Date'),
	day('endDate', 'End Date'),
	flag('isDefaultContract', 'Default Contract'),
	flag('isCompliant', 'Compliant'),
	pick('billingPreference', 'Billing Preference'),
	integer('billToCompanyID', 'Bill-To Company (ID)'),
	integer('contactID', 'Contact (ID)'),
	lines('description', 'Description', 2000),
	decimal('estimatedHours', 'Estimated Hours'),
	decimal('estimatedRevenue', 'Estimated Revenue'),
	decimal('setupFee', 'Setup Fee'),
	text('purchaseOrderNumber', 'Purchase Order Number', 50),
	pick('serviceLevelAgreementID', 'Service Level Agreement'),
	time('lastModifiedDateTime', 'Last Modified'),
].map((field) => ({ ...field, readOnly: true }));
