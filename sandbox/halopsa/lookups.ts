import type { SeedBoard, SeedSource, SeedState } from '../seed';
import { FIELD_TYPES, FIELD_USAGE } from './customFields';
import type { Database, TableName } from './database';
import { CLOSED } from './rules/ticket';

type Fields = Readonly<Record<string, unknown>>;

/** By id; 9 is the one that closes (the vendor's default numbering). */
const STATUSES = [
	'New',
	'In Progress',
	'Action Required',
	'With User',
	'With Supplier',
	'On Hold',
	'Scheduled',
	'Completed',
	'Closed',
	'Acknowledged',
] as const;

/** Priorities count from 1 in each SLA, and are not called the same in all. */
const SLAS: ReadonlyArray<{ readonly name: string; readonly priorities: readonly string[] }> = [
	{ name: 'Standard SLA', priorities: ['Critical', 'High', 'Medium', 'Low'] },
	{ name: 'Monitoring SLA', priorities: ['Outage', 'Warning', 'Information'] },
];

interface TypeDefinition {
	readonly name: string;
	readonly sla: number;
	readonly team: string;
	/** Ids of statuses; all where it is absent. */
	readonly statuses?: readonly number[];
	/** Priority of a new ticket. */
	readonly priority: number;
}

const TYPES: readonly TypeDefinition[] = [
	{ name: 'Incident', sla: 1, team: 'Service Desk', priority: 3 },
	{ name: 'Service Request', sla: 1, team: 'Service Desk', priority: 4 },
	{ name: 'Change', sla: 1, team: 'Service Desk', priority: 3, statuses: [1, 2, 7, 8, 9] },
	{ name: 'Alert', sla: 2, team: 'Alerts', priority: 2, statuses: [1, 2, 9, 10] },
	{ name: 'Project', sla: 1, team: 'Projects', priority: 3, statuses: [1, 2, 6, 8, 9] },
];

const TEAMS = ['Service Desk', 'Alerts', 'Projects'];

/** An outcome is the button that an agent presses; `newstatus` -1 leaves the status as it is. */
const OUTCOMES: readonly Fields[] = [
	{ outcome: 'Private Note', hidefromuser: true },
	{ outcome: 'Public Note', sendemail: 1 },
	{ outcome: 'Email User', sendemail: 1 },
	{ outcome: 'Start Progress', newstatus: 2 },
	{ outcome: 'Close Ticket', newstatus: CLOSED },
	{ outcome: 'Re-Open', newstatus: 2 },
];

/** Charge types, the vendor's look-up 17 (several public clients); 0 is "No Charge". */
const CHARGE_TYPES = { lookup: 17, names: ['Remote Support', 'On-site Support', 'After Hours'] };

const CATEGORIES = [
	'Incident',
	'Service Request',
	'Question',
	'Change',
	'Server',
	'Workstation',
	'Network',
	'Backup',
	'Onboarding',
	'Migration',
	'Deployment',
];

interface FieldDefinition {
	readonly table: TableName;
	readonly name: string;
	readonly label: string;
	readonly type: keyof typeof FIELD_TYPES;
	readonly values?: readonly string[];
}

const CUSTOM_FIELDS: readonly FieldDefinition[] = [
	{ table: 'Tickets', name: 'CFassetTag', label: 'Asset Tag', type: 'text' },
	{
		table: 'Tickets',
		name: 'CFrootCause',
		label: 'Root Cause',
		type: 'select',
		values: ['Hardware', 'Software', 'User', 'Vendor'],
	},
	{ table: 'Tickets', name: 'CFchangeApproved', label: 'Change Approved', type: 'checkbox' },
	{ table: 'Tickets', name: 'CFplatformId', label: 'Platform Id', type: 'text' },
	{
		table: 'Client',
		name: 'CFserviceTier',
		label: 'Service Tier',
		type: 'select',
		values: ['Gold', 'Silver', 'Bronze'],
	},
	{ table: 'Client', name: 'CFclientPlatformId', label: 'Platform Id', type: 'text' },
	{ table: 'Client', name: 'CFcontractEnd', label: 'Contract End', type: 'date' },
	{ table: 'Site', name: 'CFaccessNotes', label: 'Access Notes', type: 'memo' },
	{ table: 'Users', name: 'CFuserPlatformId', label: 'Platform Id', type: 'text' },
	{ table: 'Users', name: 'CFdeskNumber', label: 'Desk Number', type: 'text' },
];

/** Fills the tables that an administrator of the system would have set up. */
export function loadLookups(db: Database, at: number): void {
	const load = (table: TableName, fields: Fields): number => db.load(table, fields, at).id;
	load('TopLevel', { name: 'All Customers' });
	STATUSES.forEach((name, i) => load('Status', { name, shortname: name, sequence: i + 1 }));
	for (const { name, priorities } of SLAS) {
		const slaid = load('SLA', { name });
		priorities.forEach((priority, i) =>
			load('Priority', { slaid, priorityid: i + 1, name: priority, fixtime: 4 * 2 ** i, responsetime: 2 ** i }),
		);
	}
	TEAMS.forEach((name, i) => load('Team', { name, sequence: i + 1, forprojects: name === 'Projects' }));
	TYPES.forEach(({ name, sla, team, statuses, priority }, i) =>
		load('TicketType', {
			name,
			sequence: i + 1,
			default_sla: sla,
			default_team: team,
			default_priority: priority,
			default_agent: 1,
			initial_status: 1,
			...(statuses && {
				allowall_status: false,
				allowed_status: statuses.map((id) => ({ id, name: STATUSES[id - 1] })),
			}),
		}),
	);
	OUTCOMES.forEach((outcome, i) => load('Outcome', { ...outcome, buttonname: outcome.outcome, sequence: i + 1 }));
	const { lookup: lookupid, names } = CHARGE_TYPES;
	names.forEach((name, i) => load('Lookup', { lookupid, number: i + 1, name, sequence: i + 1 }));
	CATEGORIES.forEach((value) => load('Category', { value, category_name: value }));
	CUSTOM_FIELDS.forEach(({ table, name, label, type, values }) => {
		const lookup = values ? 100 + db.table('FieldInfo').size : 0;
		values?.forEach((value, i) => load('Lookup', { lookupid: lookup, number: i + 1, name: value, sequence: i + 1 }));
		load('FieldInfo', {
			name,
			label,
			labellong: `${label} (${name})`,
			type: FIELD_TYPES[type],
			usage: FIELD_USAGE[table],
			lookup,
			values: values?.map((value, i) => ({ lookupid: lookup, id: i + 1, name: value, sequence: i + 1 })) ?? [],
		});
	});
}

/** Ids of the lookups by the words of the seed: they are loaded in one fixed order. */
export const LOOKUP_IDS = {
	statuses: {
		desk: { new: 1, inProgress: 2, waiting: 4, closed: CLOSED },
		alerts: { new: 1, inProgress: 2, waiting: 10, closed: CLOSED },
		projects: { new: 1, inProgress: 2, waiting: 6, closed: CLOSED },
	} satisfies Record<SeedBoard, Record<SeedState, number>>,
	/** Ticket types by the seed's category; by its board where the category says nothing. */
	types: { Incident: 1, 'Service Request': 2, Question: 2, Change: 3 } as Readonly<Record<string, number>>,
	boards: { desk: 1, alerts: 4, projects: 5 } satisfies Record<SeedBoard, number>,
	/** Halo's own numbers of where a ticket came from are not documented; 3 was recorded for the API. */
	sources: { phone: 1, email: 2, portal: 4, monitoring: 3 } satisfies Record<SeedSource, number>,
} as const;
