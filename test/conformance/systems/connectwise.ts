import { startConnectWise, type ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { Json } from '../../../sync/model/json';
import type { FlatRecord } from '../../../sync/model/record';
import { flattened, nested } from './nested';
import { People, type Screens } from './people';
import type { Calls, ConformingSystem, Entity } from './system';
import { Vocabulary } from './vocabulary';

const TABLES = { company: 'companies', contact: 'contacts', ticket: 'tickets' } as const;
const PATHS = { company: '/company/companies', contact: '/company/contacts', ticket: '/service/tickets' } as const;

const words = new Vocabulary({
	fields: {
		company: {
			name: 'name',
			identifier: 'identifier',
			website: 'website',
			phone: 'phoneNumber',
			addressLine1: 'addressLine1',
			addressLine2: 'addressLine2',
			city: 'city',
			state: 'state',
			postalCode: 'zip',
			country: 'country/name',
			active: 'status/name',
		},
		contact: {
			firstName: 'firstName',
			lastName: 'lastName',
			company: 'company/id',
			email: 'email',
			phone: 'phone',
			jobTitle: 'title',
			active: 'inactiveFlag',
		},
		ticket: {
			title: 'summary',
			company: 'company/id',
			contact: 'contact/id',
			status: 'status/name',
			priority: 'priority/name',
			dueAt: 'requiredDate',
			assetTag: 'customFields/Asset Tag',
			neighbour: 'customFields/Root Cause',
		},
	},
	values: {
		'company.active': [
			[true, 'Active', 'Credit Hold', 'Delinquent', 'Imported'],
			[false, 'Inactive', 'Not-Approved'],
		],
		'contact.active': [
			[true, false],
			[false, true],
		],
		'ticket.status': [
			['new', 'New', 'New (email connector)', 'New (portal)', 'New (alert)', 'Planned'],
			['inProgress', 'In Progress', 'Assigned', 'Acknowledged', 'Scheduled'],
			['waiting', 'Waiting on Client', 'Waiting on Vendor', 'On Hold'],
			['resolved', 'Completed'],
			['closed', '>Closed', 'Closed', '>Cancelled', 'Delivered'],
		],
		'ticket.priority': [
			['critical', 'Priority 1 - Critical'],
			['high', 'Priority 2 - High'],
			['normal', 'Priority 3 - Normal'],
			['low', 'Priority 4 - Low'],
		],
		'ticket.neighbour': [['something else', 'User']],
	},
});

const calls: Calls = {
	list: { company: [`GET ${PATHS.company}`], contact: [`GET ${PATHS.contact}`], ticket: [`GET ${PATHS.ticket}`] },
	create: requests('POST', '$'),
	update: requests('PATCH', '/'),
	isWrite: ({ method, path }) => method !== 'GET' && !isOverhead(path),
	isOverhead: ({ path }) => isOverhead(path),
};

/** Which release runs, and who is told of changes. */
function isOverhead(path: string): boolean {
	return path.startsWith('/system/');
}

function requests(method: string, end: string): Calls['create'] {
	const of = (entity: Entity) => ({ method, path: `^${PATHS[entity]}${end}` });
	return { company: of('company'), contact: of('contact'), ticket: of('ticket') };
}

/** ConnectWise Manage. */
export const connectwise: ConformingSystem = {
	id: 'connectwise',
	seesMovedRecords: false,
	idempotencyKeys: false,
	readsEach: false,
	async start({ record } = {}) {
		const simulator = await startConnectWise({ record, seed: { companies: 0, contactsPerCompany: 0, tickets: 0 } });
		const { control, credentials, url } = simulator;
		return {
			words,
			people: new People(screensOf(simulator), words),
			credentials: { psaSyncConnectWiseApi: { environment: 'onPremise', siteUrl: url, ...credentials } },
			faults: control.faults,
			requests: control.requests,
			clock: control.clock,
			calls,
			needed: { company: { 'site/name': 'Main' }, contact: {}, ticket: { 'board/name': 'Service Desk' } },
			keptTitle: (text) => text.slice(0, 100).trim(),
			connector: () =>
				createConnectWiseConnector({
					site: url,
					...credentials,
					sleep: async () => undefined,
					retry: { attempts: 3, baseMs: 1, maxWaitMs: 60_000 },
				}),
			seed: (size) => control.seed(size),
			lag: (indexLagMs) => void control.set({ indexLagMs }),
			close: () => simulator.close(),
		};
	},
};

const EMAIL = 1;
const PHONE = 2;

function screensOf({ control }: ConnectWiseSimulator): Screens {
	const raw = (entity: Entity, id: string) => control.record(TABLES[entity], Number(id));
	return {
		create(entity, fields) {
			const given = typed(entity, fields, {});
			const needed = {
				company: { site: { name: 'Main' }, identifier: identifierOf(fields.name) },
				contact: {},
				ticket: { board: { name: 'Service Desk' } },
			}[entity];
			return String(control.create(TABLES[entity], { ...needed, ...given }).id);
		},
		edit(entity, id, fields) {
			control.edit(TABLES[entity], Number(id), typed(entity, fields, raw(entity, id) ?? {}));
		},
		remove: (entity, id) => control.remove(TABLES[entity], Number(id)),
		show(entity, id) {
			const record = raw(entity, id);
			return record && shown(record);
		},
		ids: (entity) => control.records(TABLES[entity]).map(({ id }) => String(id)),
	};
}

type Raw = Readonly<Record<string, unknown>>;

interface Item {
	readonly type: { readonly id: number };
	readonly value: string;
	readonly defaultFlag: boolean;
}

interface CustomField {
	readonly caption: string;
	readonly value?: Json;
}

function itemsOf(record: Raw): Item[] {
	return (record.communicationItems ?? []) as Item[];
}

/** A company needs one, at most 25 characters, without spaces. */
function identifierOf(name: Json): string {
	return String(name)
		.replace(/[^A-Za-z0-9]/g, '')
		.slice(0, 25)
		.toUpperCase()
		.padEnd(3, 'X');
}

/** Lists of custom fields and of ways to reach a contact are given whole: what is left out is cleared. */
function typed(entity: Entity, fields: FlatRecord, before: Raw): Raw {
	const suited = Object.entries(fields).map(([name, value]) => [name, value === null ? null : suit(name, value)]);
	const { email, phone, customFields, ...rest } = nested(Object.fromEntries(suited) as FlatRecord);
	if (entity !== 'contact') return { ...rest, ...withCustomFields(before, customFields) };
	const items = withItem(withItem(itemsOf(before), EMAIL, email), PHONE, phone);
	return { ...rest, ...(email === undefined && phone === undefined ? {} : { communicationItems: items }) };
}

/** Ids are numbers; the screens know no fractions of a second. */
function suit(field: string, value: Json): Json {
	if (field.endsWith('/id')) return Number(value);
	return field === 'requiredDate' ? String(value).replace(/\.\d+/, '') : value;
}

function withItem(items: readonly Item[], type: number, value: unknown): readonly Item[] {
	if (value === undefined) return items;
	const others = items.filter((item) => item.type.id !== type);
	return value === null ? others : [...others, { type: { id: type }, value: String(value), defaultFlag: true }];
}

function withCustomFields(before: Raw, changes: unknown): Raw {
	if (changes === undefined) return {};
	const held = ((before.customFields ?? []) as CustomField[]).map(({ caption, value }) => [caption, value] as const);
	const all = { ...Object.fromEntries(held), ...(changes as Record<string, Json>) };
	return { customFields: Object.entries(all).map(([caption, value]) => ({ caption, value })) };
}

function shown(record: Raw): FlatRecord {
	const custom = (record.customFields ?? []) as CustomField[];
	const first = (type: number): Json =>
		itemsOf(record).find((item) => item.type.id === type && item.defaultFlag)?.value ?? null;
	return {
		...flattened(record),
		...Object.fromEntries(custom.map(({ caption, value }) => [`customFields/${caption}`, value ?? null])),
		email: first(EMAIL),
		phone: first(PHONE),
	};
}
