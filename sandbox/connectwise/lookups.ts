import type { SeedBoard, SeedSource, SeedState } from '../seed';
import type { Database, TableName } from './database';

type Fields = Readonly<Record<string, unknown>>;

interface BoardDefinition {
	readonly key: SeedBoard;
	readonly name: string;
	readonly projectFlag: boolean;
	/** The first is the board's default. Names as live boards have them, `>` and all. */
	readonly statuses: ReadonlyArray<{ readonly name: string; readonly closed?: boolean; readonly state?: SeedState }>;
	readonly types: readonly string[];
}

const BOARDS: readonly BoardDefinition[] = [
	{
		key: 'desk',
		name: 'Service Desk',
		projectFlag: false,
		statuses: [
			{ name: 'New', state: 'new' },
			{ name: 'Assigned' },
			{ name: 'In Progress', state: 'inProgress' },
			{ name: 'Scheduled' },
			{ name: 'Waiting on Client', state: 'waiting' },
			{ name: 'Waiting on Vendor' },
			{ name: 'Completed' },
			{ name: '>Closed', closed: true, state: 'closed' },
			{ name: '>Cancelled', closed: true },
		],
		types: ['Incident', 'Service Request', 'Question', 'Change'],
	},
	{
		key: 'alerts',
		name: 'Alerts',
		projectFlag: false,
		statuses: [
			{ name: 'New (alert)', state: 'new' },
			{ name: 'Acknowledged', state: 'waiting' },
			{ name: 'In Progress', state: 'inProgress' },
			{ name: '>Closed', closed: true, state: 'closed' },
		],
		types: ['Server', 'Workstation', 'Network', 'Backup'],
	},
	{
		key: 'projects',
		name: 'Projects',
		projectFlag: false,
		statuses: [
			{ name: 'Planned', state: 'new' },
			{ name: 'In Progress', state: 'inProgress' },
			{ name: 'On Hold', state: 'waiting' },
			{ name: 'Delivered', closed: true, state: 'closed' },
		],
		types: ['Onboarding', 'Migration', 'Deployment'],
	},
];

const text = (caption: string): Fields => ({ caption, fieldTypeIdentifier: 'Text', entryTypeIdentifier: 'EntryField' });
const list = (caption: string, ...options: string[]): Fields => ({
	caption,
	fieldTypeIdentifier: 'Text',
	entryTypeIdentifier: 'List',
	options: options.map((optionValue, i) => ({
		id: i + 1,
		optionValue,
		defaultFlag: false,
		inactiveFlag: false,
		sortOrder: i,
	})),
});
const plain = (caption: string, fieldTypeIdentifier: string): Fields => ({
	caption,
	fieldTypeIdentifier,
	entryTypeIdentifier: 'EntryField',
});

const CUSTOM_FIELDS: ReadonlyArray<{ screenId: string; podId: number; fields: readonly Fields[] }> = [
	{
		screenId: 'sr100',
		podId: 1,
		fields: [
			text('Asset Tag'),
			list('Root Cause', 'Hardware', 'Software', 'User', 'Vendor'),
			plain('Impacted Users', 'Number'),
			plain('Change Approved', 'Checkbox'),
		],
	},
	{
		screenId: 'cm100',
		podId: 2,
		fields: [list('Service Tier', 'Gold', 'Silver', 'Bronze'), text('Platform Id'), plain('Contract End', 'Date')],
	},
	{ screenId: 'ct300', podId: 4, fields: [plain('VIP', 'Checkbox'), text('Platform Id')] },
];

const PLAIN_LOOKUPS: ReadonlyArray<readonly [TableName, readonly Fields[]]> = [
	['locations', [{ name: 'Main Office' }, { name: 'Remote' }]],
	[
		'departments',
		[
			{ identifier: 'Managed', name: 'Managed Services' },
			{ identifier: 'Projects', name: 'Professional Services' },
		],
	],
	[
		'countries',
		[
			{ identifier: 'US', name: 'United States' },
			{ identifier: 'GB', name: 'United Kingdom' },
			{ identifier: 'DE', name: 'Germany' },
		],
	],
	[
		'workTypes',
		[
			{ name: 'Remote', billTime: 'Billable', rateType: 'Multiplier', rate: 1 },
			{ name: 'On-Site', billTime: 'Billable', rateType: 'Multiplier', rate: 1 },
			{ name: 'After Hours', billTime: 'Billable', rateType: 'Multiplier', rate: 1.5 },
		],
	],
	[
		'workRoles',
		[
			{ name: 'Engineer', hourlyRate: 120 },
			{ name: 'Senior Engineer', hourlyRate: 160 },
		],
	],
	['currencies', [{ name: 'US Dollars', symbol: '$', currencyCode: 'USD' }]],
	['agreementTypes', [{ name: 'Managed Services' }, { name: 'Block Time' }]],
	[
		'billingStatuses',
		[
			{ name: 'New', sortOrder: 1, defaultFlag: true, closedFlag: false, inactiveFlag: false, sentFlag: false },
			{ name: 'Sent', sortOrder: 2, defaultFlag: false, closedFlag: false, inactiveFlag: false, sentFlag: true },
			{ name: 'Closed', sortOrder: 3, defaultFlag: false, closedFlag: true, inactiveFlag: false, sentFlag: true },
		],
	],
	[
		'priorities',
		[
			{ name: 'Priority 1 - Critical', color: 'Red', sortOrder: 1, level: 'Critical', defaultFlag: false },
			{ name: 'Priority 2 - High', color: 'Orange', sortOrder: 2, level: 'High', defaultFlag: false },
			{ name: 'Priority 3 - Normal', color: 'Yellow', sortOrder: 3, level: 'Medium', defaultFlag: true },
			{ name: 'Priority 4 - Low', color: 'Green', sortOrder: 4, level: 'Low', defaultFlag: false },
		],
	],
	[
		'sources',
		[
			{ name: 'Phone', defaultFlag: false },
			{ name: 'Email', defaultFlag: true },
			{ name: 'Portal', defaultFlag: false },
			{ name: 'Monitoring', defaultFlag: false },
		],
	],
	[
		'companyStatuses',
		[
			{ name: 'Active', defaultFlag: true, inactiveFlag: false },
			{ name: 'Credit Hold', defaultFlag: false, inactiveFlag: false },
			{ name: 'Inactive', defaultFlag: false, inactiveFlag: true },
		],
	],
	[
		'companyTypes',
		[
			{ name: 'Client', defaultFlag: true, vendorFlag: false },
			{ name: 'Prospect', defaultFlag: false, vendorFlag: false },
			{ name: 'Vendor', defaultFlag: false, vendorFlag: true },
		],
	],
	[
		'contactTypes',
		[
			{ description: 'End User', defaultFlag: true },
			{ description: 'Decision Maker', defaultFlag: false },
			{ description: 'Billing', defaultFlag: false },
		],
	],
	[
		'communicationTypes',
		[
			{ description: 'Email', phoneFlag: false, faxFlag: false, emailFlag: true, defaultFlag: true },
			{ description: 'Direct', phoneFlag: true, faxFlag: false, emailFlag: false, defaultFlag: true },
			{ description: 'Mobile', phoneFlag: true, faxFlag: false, emailFlag: false, defaultFlag: false },
			{ description: 'Fax', phoneFlag: false, faxFlag: true, emailFlag: false, defaultFlag: true },
			{ description: 'Personal Email', phoneFlag: false, faxFlag: false, emailFlag: true, defaultFlag: false },
		],
	],
];

/** Ids of the lookups by the words of the seed. */
export interface LookupIds {
	readonly boards: Readonly<
		Record<
			SeedBoard,
			{ id: number; statuses: Readonly<Record<SeedState, number>>; types: Readonly<Record<string, number>> }
		>
	>;
	readonly sources: Readonly<Record<SeedSource, number>>;
}

/** Fills the tables that an administrator of the system would have set up. */
export function loadLookups(db: Database, at: number): LookupIds {
	const by = 'setup';
	const load = (table: TableName, fields: Fields): number => db.load(table, fields, at, by).id;
	for (const [table, rows] of PLAIN_LOOKUPS) for (const row of rows) load(table, row);
	for (const { screenId, podId, fields } of CUSTOM_FIELDS) {
		fields.forEach((field, i) =>
			load('userDefinedFields', {
				podId,
				sequenceNumber: i + 1,
				screenId,
				numberDecimals: 0,
				requiredFlag: false,
				displayOnScreenFlag: true,
				readOnlyFlag: false,
				listViewFlag: false,
				...field,
			}),
		);
	}
	const boards = Object.fromEntries(
		BOARDS.map(({ key, name, projectFlag, statuses, types }) => {
			const id = load('boards', {
				name,
				projectFlag,
				inactiveFlag: false,
				location: { id: 1 },
				department: { id: 1 },
				billTime: 'Billable',
			});
			const board = { id };
			const statusIds = statuses.map((status, sortOrder) => {
				const { name: statusName, closed = false } = status;
				return load('boardStatuses', {
					name: statusName,
					board,
					sortOrder,
					displayOnBoard: !closed,
					inactive: false,
					closedStatus: closed,
					timeEntryNotAllowed: false,
					defaultFlag: sortOrder === 0,
					escalationStatus: closed ? 'Resolved' : 'NotResponded',
				});
			});
			const states = Object.fromEntries(statuses.flatMap(({ state }, i) => (state ? [[state, statusIds[i]]] : [])));
			const typeIds = types.map((type, i) => [
				type,
				load('boardTypes', { name: type, board, category: 'Reactive', defaultFlag: i === 0, inactiveFlag: false }),
			]);
			return [key, { id, statuses: states, types: Object.fromEntries(typeIds) }];
		}),
	) as LookupIds['boards'];
	return { boards, sources: { phone: 1, email: 2, portal: 3, monitoring: 4 } };
}
