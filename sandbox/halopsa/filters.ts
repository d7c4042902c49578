import type { Row } from '../table';
import type { Database, TableName } from './database';
import { toStored } from './dates';
import type { Filter, Query } from './query';
import { CLOSED } from './rules/ticket';

/** Reads the parameters of one collection into what its rows must meet. */
type ReadFilters = (query: Query, db: Database) => Filter[];

/** The rows of a collection that the request's parameters choose. */
export function selectRows(table: TableName, query: Query, db: Database): Row[] {
	const filters = [...(FILTERS[table]?.(query, db) ?? []), ...changedBetween(table, query, db)];
	return [...candidates(table, query, db)].filter((row) => filters.every((filter) => filter(row)));
}

/** Fewer rows to look at where an index answers one of the parameters. */
function candidates(table: TableName, query: Query, db: Database): Iterable<Row> {
	const rows = db.table(table);
	const ticket = table === 'Actions' || table === 'Attachment' ? query.integer('ticket_id') : undefined;
	if (ticket !== undefined) return rows.find('ticket_id', [ticket]) ?? [];
	const ids = table === 'Tickets' ? query.integers('ticketids') : undefined;
	return ids ? (rows.find('id', [...ids]) ?? []) : rows.list();
}

/** `lastupdatefromdate` and `lastupdatetodate`, both inclusive; the specification calls them booleans, clients send dates. */
function changedBetween(table: TableName, query: Query, db: Database): Filter[] {
	const stamp = db.stampOf(table);
	const from = stamp && query.time('lastupdatefromdate');
	const to = stamp && query.time('lastupdatetodate');
	return [
		...(from === undefined || from === '' ? [] : [(row: Row) => Number(row[stamp as string]) >= toStored(from)]),
		...(to === undefined || to === '' ? [] : [(row: Row) => Number(row[stamp as string]) <= toStored(to)]),
	];
}

/** Inactive records are left out unless they are asked for. */
function activity(query: Query): Filter {
	const both = query.text('activeinactive')?.split(',');
	const active = both ? both[0]?.trim().toLowerCase() === 'true' : (query.flag('includeactive') ?? true);
	const inactive = both ? both[1]?.trim().toLowerCase() === 'true' : (query.flag('includeinactive') ?? false);
	return (row) => (row.inactive === true ? inactive : active);
}

/** Rows in which one of the fields contains the text, whatever its case. */
function containing(wanted: string | undefined, fields: readonly string[]): Filter[] {
	if (wanted === undefined) return [];
	const text = wanted.toLowerCase();
	return [
		(row) =>
			fields.some((field) =>
				String(row[field] ?? '')
					.toLowerCase()
					.includes(text),
			),
	];
}

/** Rows whose field is the number that a parameter of this or another name gives. */
function equal(query: Query, parameter: string, field = parameter): Filter[] {
	const wanted = query.integer(parameter);
	return wanted === undefined || wanted === 0 ? [] : [(row) => row[field] === wanted];
}

function among(query: Query, parameter: string, field: string): Filter[] {
	const wanted = query.integers(parameter);
	return wanted === undefined ? [] : [(row) => wanted.has(Number(row[field]))];
}

function named(query: Query, parameter: string, field: string): Filter[] {
	const wanted = query.text(parameter)?.toLowerCase();
	return wanted === undefined ? [] : [(row) => String(row[field] ?? '').toLowerCase() === wanted];
}

/** The date that `datesearch` names lies between `startdate` and `enddate`. */
function dated(query: Query): Filter[] {
	const names: Readonly<Record<string, string>> = { dateoccured: 'dateoccurred', datecleared: 'dateclosed' };
	const field = names[query.text('datesearch')?.toLowerCase() ?? ''];
	if (field === undefined) return [];
	return between(field, query.time('startdate'), query.time('enddate'));
}

function between(field: string, from: number | undefined, to: number | undefined): Filter[] {
	return [
		...(from === undefined ? [] : [(row: Row) => Number(row[field] ?? NaN) >= from]),
		...(to === undefined ? [] : [(row: Row) => Number(row[field] ?? NaN) <= to]),
	];
}

const FILTERS: Readonly<Partial<Record<TableName, ReadFilters>>> = {
	Tickets: (query, db) => [
		(row) => (row.deleted === true) === (query.flag('deleted') === true),
		...equal(query, 'client_id'),
		...among(query, 'client_ids', 'client_id'),
		...equal(query, 'site_id'),
		...equal(query, 'user_id'),
		...equal(query, 'agent_id'),
		...among(query, 'agent', 'agent_id'),
		...equal(query, 'status_id'),
		...among(query, 'status', 'status_id'),
		// `tickettype_id` is a field, not a filter (vendor's specification).
		...equal(query, 'requesttype_id', 'tickettype_id'),
		...among(query, 'requesttype', 'tickettype_id'),
		...equal(query, 'parent_id'),
		...named(query, 'team_name', 'team'),
		...named(query, 'category_1', 'category_1'),
		...(query.flag('open_only') === true ? [(row: Row) => row.status_id !== CLOSED] : []),
		...(query.flag('closed_only') === true ? [(row: Row) => row.status_id === CLOSED] : []),
		...searched(query.text('search'), db),
		...containing(query.text('search_summary'), ['summary']),
		...containing(query.text('search_details'), ['details']),
		...dated(query),
	],
	Client: (query) => [
		activity(query),
		...equal(query, 'toplevel_id'),
		...containing(query.text('search'), ['name', 'ref']),
		...containing(query.text('search_name_only'), ['name']),
	],
	Site: (query) => [activity(query), ...equal(query, 'client_id'), ...containing(query.text('search'), ['name'])],
	Users: (query) => [
		activity(query),
		...(query.flag('exclude_generaluser') === true || query.flag('exclude_defaultsiteusers') === true
			? [(row: Row) => row.general !== true]
			: []),
		...equal(query, 'client_id'),
		...equal(query, 'site_id'),
		...containing(query.text('search'), [
			'name',
			'emailaddress',
			'email2',
			...(query.flag('search_phonenumbers') === true ? ['phonenumber', 'mobilenumber'] : []),
		]),
	],
	Actions: (query) => [
		...(query.flag('excludesys') === true ? [(row: Row) => row.who_agentid !== undefined] : []),
		...(query.flag('excludeprivate') === true || query.flag('conversationonly') === true
			? [(row: Row) => row.hiddenfromuser !== true]
			: []),
		...(query.flag('timeentriesonly') === true ? [(row: Row) => Number(row.timetaken ?? 0) > 0] : []),
		...(query.flag('importantonly') === true ? [(row: Row) => row.important === true] : []),
		...equal(query, 'actoutcomenum', 'outcome_id'),
		// By the action's own date, not by when it was edited.
		...between('datetime', query.time('startdate'), query.time('enddate')),
	],
	Attachment: (query) => [...equal(query, 'action_id'), ...equal(query, 'type'), ...equal(query, 'unique_id')],
	ClientContract: (query) => [
		(row) => row.active !== false || query.flag('includeinactive') === true,
		...equal(query, 'client_id'),
		...containing(query.text('search'), ['ref']),
	],
	Invoice: (query) => [
		(row) => Number(row.creditlinkedtoinvoiceid ?? 0) === 0 || query.flag('includecredits') === true,
		...equal(query, 'client_id'),
		...equal(query, 'contract_id'),
		...(query.flag('postedonly') === true ? [(row: Row) => row.posted === true] : []),
		...(query.flag('notpostedonly') === true ? [(row: Row) => row.posted !== true] : []),
	],
	Status: (query, db) => {
		const type = db.table('TicketType').get(query.integer('tickettype_id') ?? 0);
		const allowed = type?.allowall_status === false ? new Set(allowedStatuses(type)) : undefined;
		return [
			...(allowed ? [(row: Row) => allowed.has(row.id)] : []),
			...(query.flag('excludeclosed') === true ? [(row: Row) => row.id !== CLOSED] : []),
		];
	},
	Priority: (query) => equal(query, 'slaid'),
	TicketType: (query) => (query.flag('can_create_only') === true ? [(row: Row) => row.cancreate !== false] : []),
	Agent: (query) => [
		(row) => (row.id === 1 ? query.flag('includeunassigned') === true : true),
		(row) => (row.isapiagent === true ? query.flag('includeapiagents') === true : true),
		(row) => (row.isdisabled === true ? query.flag('includedisabled') === true : true),
		...containing(query.text('search'), ['name', 'email']),
		...named(query, 'team', 'team'),
	],
	Team: (query) => [(row) => row.inactive !== true || query.flag('includedisabled') === true],
	Category: (query) => equal(query, 'type_id'),
	FieldInfo: (query) => [
		...equal(query, 'typeid', 'usage'),
		...(query.text('fieldtype') === undefined ? [] : [(row: Row) => row.type === query.integer('fieldtype')]),
	],
	Lookup: (query) => equal(query, 'lookupid'),
};

function allowedStatuses(type: Row): number[] {
	return (type.allowed_status as ReadonlyArray<{ id: number }> | undefined)?.map(({ id }) => id) ?? [];
}

/** A ticket is found by its texts, its number, its user and its client. */
function searched(wanted: string | undefined, db: Database): Filter[] {
	if (wanted === undefined) return [];
	const [inTexts] = containing(wanted, ['summary', 'details']);
	const inNames = (table: 'Users' | 'Client', id: unknown): boolean =>
		String(db.table(table).get(Number(id))?.name ?? '')
			.toLowerCase()
			.includes(wanted.toLowerCase());
	return [
		(row) =>
			inTexts(row) || String(row.id) === wanted || inNames('Users', row.user_id) || inNames('Client', row.client_id),
	];
}
