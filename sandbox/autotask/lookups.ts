import type { SeedMember } from '../seed';
import type { Row } from '../table';
import type { Database } from './database';
import { UDF_DATA_TYPE } from './udfs';

/** The resource as whom the API writes. */
export interface ApiUser {
	readonly userName: string;
}

/** Ids of what is always there. */
export interface LookupIds {
	/** By the key of the seed's member. */
	readonly resources: readonly number[];
	readonly apiResource: number;
	readonly technicianRole: number;
	readonly billingCode: number;
}

const SET_UP = '2020-01-06T00:00:00.000';
const RESOURCE_DEFAULTS = {
	dateFormat: 'MM/dd/yyyy',
	emailTypeCode: 'PRIMARY',
	hireDate: SET_UP,
	isActive: true,
	locationID: 90683,
	numberFormat: 'X,XXX.XX',
	payrollType: 1,
	resourceType: 'Employee',
	timeFormat: 'hh:mm a',
};

/** Loads resources, roles, billing codes, user-defined fields, and the tenant's own company, which has the id 0. */
export function loadLookups(db: Database, members: readonly SeedMember[], apiUser: ApiUser): LookupIds {
	const role = (name: string, hourlyRate: number): number =>
		db.table('Roles').insert({ name, hourlyRate, hourlyFactor: 1, isActive: true, isSystemRole: false, roleType: 0 })
			.id;
	const technicianRole = role('Technician', 110);
	const engineerRole = role('Systems Engineer', 145);
	const resource = (fields: Readonly<Record<string, unknown>>): Row =>
		db.table('Resources').insert({ ...RESOURCE_DEFAULTS, defaultServiceDeskRoleID: technicianRole, ...fields });
	const resources = members.map(
		({ identifier, firstName, lastName, email }) =>
			resource({ userName: identifier, firstName, lastName, email, licenseType: 1, userType: 24 }).id,
	);
	const { id: apiResource } = resource({
		userName: apiUser.userName,
		firstName: 'PSA',
		lastName: 'Sync',
		email: 'psasync@msp.example',
		licenseType: 7,
		userType: 17,
	});
	for (const resourceID of [...resources, apiResource]) {
		const roles = resourceID === resources[0] ? [technicianRole, engineerRole] : [technicianRole];
		for (const roleID of roles) {
			db.table('ResourceRoles').insert({ resourceID, roleID, queueID: 29682833, departmentID: null, isActive: true });
			const isDefault = roleID === technicianRole;
			db.table('ResourceServiceDeskRoles').insert({ resourceID, roleID, isActive: true, isDefault });
		}
	}
	const code = (name: string, more: Readonly<Record<string, unknown>> = {}): number =>
		db.table('BillingCodes').insert({
			name,
			useType: 1,
			isActive: true,
			isExcludedFromNewContracts: false,
			unitCost: 0,
			unitPrice: 0,
			...more,
		}).id;
	const billingCode = code('Remote Support');
	code('Onsite Support');
	code('After Hours Support');
	code('Travel Time');
	code('Administration');
	code('Remote Support (old)', { isActive: false });
	code('Cabling Material', { useType: 4 });
	loadUdfs(db);
	loadOwnCompany(db, apiResource);
	return { resources, apiResource, technicianRole, billingCode };
}

/** The ids of {@link loadLookups} where they are loaded already: it gives them in one fixed order. */
export function knownLookups(db: Database, members: readonly SeedMember[]): LookupIds {
	const [technician] = db.table('Roles').current();
	const resources = [...db.table('Resources').current()].map(({ id }) => id);
	const [billingCode] = db.table('BillingCodes').current();
	return {
		resources: resources.slice(0, members.length),
		apiResource: resources[members.length],
		technicianRole: technician.id,
		billingCode: billingCode.id,
	};
}

function loadUdfs(db: Database): void {
	const define = (udfType: number, name: string, dataType: number, items: readonly string[] = []): void => {
		const { id } = db.table('UserDefinedFieldDefinitions').insert({
			name,
			udfType,
			dataType,
			createDate: SET_UP,
			isActive: true,
			isRequired: false,
			isPrivate: false,
			isProtected: false,
			isEncrypted: false,
			isVisibleToClientPortal: false,
			sortOrder: 0,
		});
		for (const value of items) {
			db.table('UserDefinedFieldListItems').insert({
				udfFieldId: id,
				createDate: SET_UP,
				isActive: true,
				valueForDisplay: value,
				valueForExport: value,
			});
		}
	};
	define(1, 'Service Tier', UDF_DATA_TYPE.list, ['Gold', 'Silver', 'Bronze']);
	define(1, 'Employees', UDF_DATA_TYPE.number);
	define(1, 'Renewal Date', UDF_DATA_TYPE.date);
	define(2, 'VIP', UDF_DATA_TYPE.list, ['Yes', 'No']);
	define(4, 'Asset Tag', UDF_DATA_TYPE.text);
	define(4, 'Root Cause', UDF_DATA_TYPE.list, ['Hardware', 'Software', 'User Error']);
}

/** Every tenant has its own company under the id 0 (seen live). */
function loadOwnCompany(db: Database, ownerResourceID: number): void {
	db.table('Companies').insert(
		{
			companyName: 'Sandbox MSP',
			companyNumber: '',
			companyType: 1,
			phone: '(555) 201-0000',
			ownerResourceID,
			isActive: true,
			isClientPortalActive: false,
			isTaskFireActive: false,
			isTaxExempt: false,
			createDate: SET_UP,
			createdByResourceID: ownerResourceID,
			lastActivityDate: SET_UP,
			lastTrackedModifiedDateTime: SET_UP,
		},
		0,
	);
}
