import type { FieldDefinition } from '../../../model/catalogue';
import { decimal, entered, flag, integer, link, setup, text, time, word } from './builders';

const READ = { readOnly: true } as const;
const BILLING = ['Billable', 'DoNotBill', 'NoCharge', 'NoDefault'];

/** Model `Agreement` of the specification 2025.8. Agreements are made in ConnectWise, and only read by the sync. */
export const agreementFields: readonly FieldDefinition[] = [
	integer('id', 'ID', READ),
	text('name', 'Agreement Name', 100, READ),
	...setup('type', 'Type', READ),
	...link('company', 'Company', 'company', ['identifier', 'name'], READ),
	...link('contact', 'Contact', 'contact', ['name'], READ),
	integer('parentAgreement/id', 'Parent Agreement (ID)', READ),
	text('customerPO', 'Customer PO', 50, READ),
	time('startDate', 'Start Date', READ),
	time('endDate', 'End Date', READ),
	flag('noEndingDateFlag', 'No Ending Date', READ),
	word('agreementStatus', 'Status', ['Active', 'Cancelled', 'Expired', 'Inactive'], READ),
	flag('cancelledFlag', 'Cancelled', READ),
	time('dateCancelled', 'Date Cancelled', READ),
	word('applicationUnits', 'Application Units', ['Amount', 'Hours', 'Incidents'], READ),
	decimal('applicationLimit', 'Application Limit', READ),
	flag('applicationUnlimitedFlag', 'Unlimited', READ),
	decimal('billAmount', 'Bill Amount', READ),
	word('billTime', 'Bill Time', BILLING, READ),
	...setup('workRole', 'Work Role', READ),
	...setup('workType', 'Work Type', READ),
	...entered(),
];
