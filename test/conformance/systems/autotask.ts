import { startAutotask, type AutotaskSimulator } from '../../../sandbox/autotask';
import { createAutotaskConnector } from '../../../sync/connectors/autotask';
import type { Json } from '../../../sync/model/json';
import type { FlatRecord } from '../../../sync/model/record';
import { flattened, nested } from './nested';
import { People, type Screens } from './people';
import type { Calls, ConformingSystem, Entity } from './system';
import { Vocabulary } from './vocabulary';

const TABLES = { company: 'Companies', contact: 'Contacts', ticket: 'Tickets' } as const;
/** Records are written below their parents. */
const PLACES = { company: '/Companies', contact: '/Companies/\\d+/Contacts', ticket: '/Tickets' } as const;

const CUSTOMER = 1;
const NEW = 1;
const MEDIUM = 2;
const CLIENT_PORTAL = 5;

const words = new Vocabulary({
	fields: {
		company: {
			name: 'companyName',
			identifier: 'companyNumber',
			website: 'webAddress',
			phone: 'phone',
			addressLine1: 'address1',
			addressLine2: 'address2',
			city: 'city',
			state: 'state',
			postalCode: 'postalCode',
			active: 'isActive',
		},
		contact: {
			firstName: 'firstName',
			lastName: 'lastName',
			company: 'companyID',
			email: 'emailAddress',
			phone: 'phone',
			jobTitle: 'title',
			active: 'isActive',
		},
		ticket: {
			title: 'title',
			description: 'description',
			company: 'companyID',
			contact: 'contactID',
			status: 'status',
			priority: 'priority',
			dueAt: 'dueDateTime',
			assetTag: 'customFields/Asset Tag',
			neighbour: 'customFields/Root Cause',
		},
	},
	values: {
		// The catalogue has a truth value, records have 1 and 0.
		'contact.active': [
			[true, true, 1],
			[false, false, 0],
		],
		'ticket.status': [
			['new', NEW],
			['inProgress', 8, 10, 11],
			['waiting', 7, 9, 12],
			['closed', 5],
		],
		'ticket.priority': [
			['critical', 4],
			['high', 1],
			['normal', MEDIUM],
			['low', 5],
		],
		'ticket.neighbour': [['something else', 'User Error']],
	},
});

const calls: Calls = {
	list: { company: ['POST /Companies/query'], contact: ['POST /Contacts/query'], ticket: ['POST /Tickets/query'] },
	create: requests('POST'),
	update: requests('PATCH'),
	// Mistakes are answered with the same status; only the words tell.
	outage: 'An unexpected error has occurred.',
	isWrite: ({ method, path }) => method !== 'GET' && !/\/query(?:\/count)?$/i.test(path) && !isOverhead(path),
	isOverhead: ({ path }) => isOverhead(path),
};

/** Where the database lives, what it may be asked, how its fields look, who is told of changes. */
function isOverhead(path: string): boolean {
	return /\/(?:zoneInformation|ThresholdInformation|entityInformation|\w+Webhooks)\b/i.test(path);
}

function requests(method: string): Calls['create'] {
	const of = (entity: Entity) => ({ method, path: `^${PLACES[entity]}$` });
	return { company: of('company'), contact: of('contact'), ticket: of('ticket') };
}

/** Autotask PSA. */
export const autotask: ConformingSystem = {
	id: 'autotask',
	seesMovedRecords: false,
	idempotencyKeys: false,
	readsEach: false,
	async start({ record } = {}) {
		const simulator = await startAutotask({ record, seed: { companies: 0, contactsPerCompany: 0, tickets: 0 } });
		const { control, credentials, url } = simulator;
		return {
			words,
			people: new People(screensOf(simulator), words),
			credentials: { psaSyncAutotaskApi: { ...credentials, zone: 'other', zoneUrl: url } },
			faults: control.faults,
			requests: control.requests,
			clock: control.clock,
			calls,
			needed: {
				company: { companyType: CUSTOMER, phone: '+1 555 010 0000' },
				contact: {},
				ticket: { status: NEW, priority: MEDIUM, queueID: CLIENT_PORTAL },
			},
			keptTitle: (text) => text.slice(0, 255),
			connector: () =>
				createAutotaskConnector({
					...credentials,
					zoneUrl: url,
					sleep: async () => undefined,
					retry: { attempts: 3, baseMs: 1, maxWaitMs: 60_000 },
				}),
			seed: (size) => control.seed(size),
			lag: (indexLagMs) => void control.set({ indexLagMs }),
			lagAfterCreate: (readAfterCreateMs) => void control.set({ readAfterCreateMs }),
			close: () => simulator.close(),
		};
	},
};

function screensOf({ control, resource }: AutotaskSimulator): Screens {
	const needed = {
		company: { companyType: CUSTOMER, ownerResourceID: resource, phone: '+1 555 010 0000' },
		contact: { isActive: 1 },
		ticket: { status: NEW, priority: MEDIUM, queueID: CLIENT_PORTAL },
	};
	return {
		create: (entity, fields) =>
			String(control.create(TABLES[entity], { ...needed[entity], ...typed(entity, fields) }).id),
		edit: (entity, id, fields) => void control.edit(TABLES[entity], Number(id), typed(entity, fields)),
		remove: (entity, id) => control.remove(TABLES[entity], Number(id)),
		show(entity, id) {
			const record = control.record(TABLES[entity], Number(id));
			return record && shown(record);
		},
		ids: (entity) => control.records(TABLES[entity]).map(({ id }) => String(id)),
	};
}

type Raw = Readonly<Record<string, unknown>>;

function typed(entity: Entity, fields: FlatRecord): Raw {
	const suited = Object.entries(fields).map(([name, value]) => [
		name,
		value === null ? null : suit(entity, name, value),
	]);
	const { customFields, ...rest } = nested(Object.fromEntries(suited) as FlatRecord);
	if (customFields === undefined) return rest;
	const named = Object.entries(customFields as FlatRecord).map(([name, value]) => ({ name, value }));
	return { ...rest, userDefinedFields: named };
}

function suit(entity: Entity, field: string, value: Json): Json {
	if (field === 'companyID' || field === 'contactID') return Number(value);
	return entity === 'contact' && field === 'isActive' ? Number(value) : value;
}

function shown(record: Raw): FlatRecord {
	const custom = (record.userDefinedFields ?? []) as { readonly name: string; readonly value: Json }[];
	return {
		...flattened(record),
		...Object.fromEntries(custom.map(({ name, value }) => [`customFields/${name}`, value])),
	};
}
