import { startHaloPsa, type HaloPsaSimulator } from '../../../sandbox/halopsa';
import { createHaloPsaConnector } from '../../../sync/connectors/halopsa';
import type { Json } from '../../../sync/model/json';
import type { FlatRecord } from '../../../sync/model/record';
import { flattened, nested } from './nested';
import { People, type Screens } from './people';
import type { Calls, ConformingSystem, Entity } from './system';
import { Vocabulary } from './vocabulary';

const TABLES = { company: 'Client', contact: 'Users', ticket: 'Tickets' } as const;

const words = new Vocabulary({
	fields: {
		company: {
			name: 'name',
			identifier: 'ref',
			website: 'website',
			phone: 'main_phonenumber',
			addressLine1: 'main_delivery_address/line1',
			addressLine2: 'main_delivery_address/line2',
			city: 'main_delivery_address/line3',
			state: 'main_delivery_address/line4',
			postalCode: 'main_delivery_address/postcode',
			active: 'inactive',
		},
		contact: {
			firstName: 'firstname',
			lastName: 'surname',
			company: 'client_id',
			email: 'emailaddress',
			phone: 'phonenumber',
			jobTitle: 'title',
			active: 'inactive',
		},
		ticket: {
			title: 'summary',
			description: 'details',
			company: 'client_id',
			contact: 'user_id',
			status: 'status_name',
			priority: 'priority_name',
			dueAt: 'deadlinedate',
			assetTag: 'customFields/CFassetTag',
			neighbour: 'customFields/CFrootCause',
		},
	},
	values: {
		'company.active': [
			[true, false],
			[false, true],
		],
		'contact.active': [
			[true, false],
			[false, true],
		],
		'ticket.status': [
			['new', 'New'],
			['inProgress', 'In Progress', 'Scheduled', 'Action Required', 'Acknowledged'],
			['waiting', 'With User', 'With Supplier', 'On Hold'],
			['resolved', 'Completed'],
			['closed', 'Closed'],
		],
		'ticket.priority': [
			['critical', 'Critical'],
			['high', 'High'],
			['normal', 'Medium'],
			['low', 'Low'],
		],
		'ticket.neighbour': [['something else', 3, 'User']],
	},
});

const calls: Calls = {
	// A client's telephone and address belong to a site, which another list tells of.
	list: { company: ['GET /Client', 'GET /Site'], contact: ['GET /Users'], ticket: ['GET /Tickets'] },
	create: posts(),
	update: posts(),
	isWrite: ({ method, path }) => method !== 'GET' && !isOverhead(path),
	isOverhead: ({ path }) => isOverhead(path),
};

/** Signing in, what is set up in the tenant, who is told of changes. */
function isOverhead(path: string): boolean {
	return /^\/(?:auth|authinfo|status|priority|tickettype|team|agent|sla|fieldinfo|toplevel|webhook)\b/i.test(path);
}

/** Creates and updates look alike: an array with or without ids. */
function posts(): Calls['create'] {
	const of = (entity: Entity) => ({ method: 'POST', path: `^/${TABLES[entity]}$` });
	return { company: of('company'), contact: of('contact'), ticket: of('ticket') };
}

const CALLS = 100_000;

/** HaloPSA, on either side. */
export const halopsa: ConformingSystem = {
	id: 'halopsa',
	seesMovedRecords: false,
	idempotencyKeys: false,
	readsEach: true,
	async start({ record } = {}) {
		const simulator = await startHaloPsa({ record, seed: { companies: 0, contactsPerCompany: 0, tickets: 0 } });
		const { control, credentials, url } = simulator;
		// What is promised here is not to live within 300 calls: the clock of these days stands still too often for that.
		control.set({ requestsPerWindow: CALLS });
		return {
			words,
			people: new People(screensOf(simulator), words),
			credentials: { psaSyncHaloPsaApi: { url, authUrl: '', ...credentials, callsAllowed: CALLS } },
			faults: control.faults,
			requests: control.requests,
			clock: control.clock,
			calls,
			needed: { company: {}, contact: {}, ticket: {} },
			keptTitle: (text) => text,
			connector: () =>
				createHaloPsaConnector({
					url,
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

type Raw = Readonly<Record<string, unknown>>;

function screensOf({ control }: HaloPsaSimulator): Screens {
	const idOf = (table: 'Status' | 'TicketType', name: Json): number =>
		Number(control.records(table).find((one) => one.name === name)?.id);
	const mainSite = (client: unknown): number => Number(control.record('Client', Number(client))?.main_site_id);
	/** A client's telephone and address are those of its main site. */
	const place = (id: string, phone: Json | undefined, address: unknown): void => {
		const site = mainSite(id);
		const { delivery_address: before } = control.record('Site', site) ?? {};
		control.edit('Site', site, {
			...(phone !== undefined && { phonenumber: phone }),
			...(address !== undefined && { delivery_address: { ...(before as object), ...(address as object) } }),
		});
	};
	const typed = (entity: Entity, fields: FlatRecord): Raw => {
		const { customFields, client_id, user_id, status_name, priority_name, ...rest } = nested(emptied(fields));
		const named = Object.entries((customFields ?? {}) as FlatRecord).map(([name, value]) => ({ name, value }));
		const given = (name: string, value: unknown, as: number) => (value === undefined ? {} : { [name]: as });
		return {
			...rest,
			...(entity === 'contact'
				? given('site_id', client_id, mainSite(client_id))
				: given('client_id', client_id, Number(client_id))),
			...given('user_id', user_id, Number(user_id)),
			...given('status_id', status_name, idOf('Status', status_name as Json)),
			...given('priority_id', priority_name, PRIORITIES.indexOf(String(priority_name)) + 1),
			...(customFields !== undefined && { customfields: named }),
		};
	};
	const write = (entity: Entity, fields: FlatRecord, save: (record: Raw) => string): string => {
		const { main_phonenumber: phone, main_delivery_address: address, ...record } = typed(entity, fields);
		const id = save(record);
		if (phone !== undefined || address !== undefined) place(id, phone as Json, address);
		return id;
	};
	return {
		create: (entity, fields) =>
			write(entity, fields, (record) => String(control.create(TABLES[entity], { ...record }).id)),
		edit: (entity, id, fields) =>
			void write(entity, fields, (record) => {
				if (Object.keys(record).length > 0) control.edit(TABLES[entity], Number(id), { ...record });
				return id;
			}),
		remove: (entity, id) => control.remove(TABLES[entity], Number(id)),
		show(entity, id) {
			const record = control.record(TABLES[entity], Number(id));
			if (!record || record.deleted === true) return undefined;
			const names = entity === 'ticket' ? namesOf(control.records('Status'), record) : {};
			const site = entity === 'company' ? control.record('Site', mainSite(id)) : undefined;
			return { ...shown(record), ...names, ...addressOf(site) };
		},
		ids: (entity) =>
			control
				.records(TABLES[entity])
				.filter(({ deleted }) => deleted !== true)
				.map(({ id }) => String(id)),
	};
}

/** Of the service level agreement that tickets have by default, in the order of their numbers. */
const PRIORITIES = ['Critical', 'High', 'Medium', 'Low'];

/** The screens know empty texts, not null. */
function emptied(fields: FlatRecord): FlatRecord {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? '']));
}

function namesOf(statuses: readonly Raw[], { status_id, priority_id }: Raw): FlatRecord {
	return {
		status_name: (statuses.find(({ id }) => id === status_id)?.name ?? null) as Json,
		priority_name: PRIORITIES[Number(priority_id) - 1] ?? null,
	};
}

function addressOf(site: Raw | undefined): FlatRecord {
	if (!site) return {};
	const { delivery_address, phonenumber } = site;
	return {
		main_phonenumber: (phonenumber ?? null) as Json,
		...flattened({ main_delivery_address: delivery_address ?? {} }),
	};
}

function shown(record: Raw): FlatRecord {
	const custom = (record.customfields ?? []) as { readonly name: string; readonly value: Json }[];
	const all = {
		...flattened(record),
		...Object.fromEntries(custom.map(({ name, value }) => [`customFields/${name}`, value])),
	};
	return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, isUnset(name, value) ? null : value]));
}

/** What the vendor puts in the place of nothing: a choice without a number, a day long ago. */
function isUnset(name: string, value: Json): boolean {
	return (name.startsWith('customFields/') && value === 0) || /^(?:1899|1900|0001)-/.test(String(value));
}
