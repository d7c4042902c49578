import { z } from 'zod';
import { type SeedCompany, type SeedContact, type SeedMsp, type SeedTicket, generateMsp } from '../seed';
import { customFieldsOf, readCustomFields } from './customFields';
import type { Database, TableName } from './database';
import { toStored } from './dates';
import { LOOKUP_IDS, loadLookups } from './lookups';
import { generalUser } from './rules/site';
import { CLOSED, UNASSIGNED, systemAction, textToHtml } from './rules/ticket';

export const seedOptionsSchema = z
	.object({
		/** Equal numbers give equal data. */
		seed: z.number().int().default(1),
		companies: z.number().int().nonnegative().max(2_000).default(24),
		contactsPerCompany: z.number().int().nonnegative().max(500).default(8),
		tickets: z.number().int().nonnegative().max(200_000).default(200),
	})
	.strict();

/** How much to load; statuses, priorities, agents and the other lookups are always there. */
export type SeedOptions = z.input<typeof seedOptionsSchema>;

/** The agent that stands for nobody has the id 1; the first human agent follows. */
export const FIRST_AGENT = 2;

const SET_UP = Date.parse('2020-01-06T00:00:00Z');

/**
 * Loads a believable MSP. Records carry the times of their past, and nobody is told of them. Lookups and agents are
 * loaded only into an empty system, so that a second seed adds clients, users and tickets.
 *
 * @returns the id of the agent that the API's application is bound to
 */
export function loadSeed(db: Database, options: z.output<typeof seedOptionsSchema>): number {
	const msp = generateMsp(options);
	if (db.table('Agent').size === 0) {
		loadLookups(db, SET_UP);
		loadAgents(db, msp);
	}
	const clients = msp.companies.map((company) => loadClient(db, company));
	const users = msp.contacts.map((contact) => loadUser(db, contact, clients[contact.company]));
	for (const ticket of msp.tickets) {
		const user = ticket.contact === undefined ? undefined : users[ticket.contact];
		loadTicket(db, ticket, clients[ticket.company], user);
	}
	const api = [...db.table('Agent').current()].find(({ isapiagent }) => isapiagent === true);
	return api?.id ?? UNASSIGNED;
}

function loadAgents(db: Database, msp: SeedMsp): void {
	db.load('Agent', { name: 'Unassigned', is_agent: false }, SET_UP);
	for (const { firstName, lastName, email } of msp.members) {
		db.load(
			'Agent',
			{
				name: `${firstName} ${lastName}`,
				firstname: firstName,
				surname: lastName,
				initials: firstName.charAt(0) + lastName.charAt(0),
				email,
				team: 'Service Desk',
			},
			SET_UP,
		);
	}
	db.load('Agent', { name: 'PSA Sync', firstname: 'PSA', surname: 'Sync', isapiagent: true }, SET_UP);
}

interface Placed {
	readonly client: number;
	readonly site: number;
}

function loadClient(db: Database, company: SeedCompany): Placed {
	const { identifier, name, website, phone, addressLine1, city, state, zip, accountNumber, tier, enteredAt } = company;
	const client = db.load(
		'Client',
		{
			name,
			toplevel_id: 1,
			inactive: false,
			website,
			ref: identifier,
			accountsid: accountNumber,
			customfields: custom(db, 'Client', { CFserviceTier: ['Gold', 'Silver', 'Bronze'].indexOf(tier) + 1 }),
		},
		enteredAt,
	);
	const site = db.load(
		'Site',
		{
			name: 'Main',
			client_id: client.id,
			phonenumber: phone,
			delivery_address: { line1: addressLine1, line2: '', line3: city, line4: state, postcode: zip },
		},
		enteredAt,
	);
	if (db.generalUsers) db.load('Users', generalUser(site), enteredAt);
	db.table('Client').replace({ ...client, main_site_id: site.id });
	db.load(
		'ClientContract',
		{
			client_id: client.id,
			ref: `${identifier} Managed Services`,
			contracttype_name: 'Managed Services',
			start_date: toStored(enteredAt),
			active: true,
		},
		enteredAt,
	);
	return { client: client.id, site: site.id };
}

function loadUser(db: Database, contact: SeedContact, { client, site }: Placed): number {
	const { firstName, lastName, title, email, phone, vip, enteredAt } = contact;
	return db.load(
		'Users',
		{
			name: `${firstName} ${lastName}`,
			firstname: firstName,
			surname: lastName,
			title,
			emailaddress: email,
			phonenumber: phone,
			isimportantcontact: vip,
			site_id: site,
			site_id_int: site,
			client_id: client,
			inactive: false,
		},
		enteredAt,
	).id;
}

function loadTicket(db: Database, ticket: SeedTicket, { client, site }: Placed, user: number | undefined): void {
	const { board, category, state, urgency, source, technician, asset, enteredAt, updatedAt } = ticket;
	const type = db
		.table('TicketType')
		.get(board === 'desk' ? (LOOKUP_IDS.types[category] ?? 1) : LOOKUP_IDS.boards[board]);
	if (!type) throw new Error(`No ticket type for ${board} ${category}`);
	const agent = technician === undefined ? UNASSIGNED : FIRST_AGENT + technician;
	const team = db.table('Team').findCurrent('name', type.default_team);
	const status = type.id === 3 && state === 'waiting' ? 7 : LOOKUP_IDS.statuses[board][state];
	const closed = status === CLOSED;
	const row = db.load(
		'Tickets',
		{
			summary: ticket.summary,
			details: ticket.description,
			details_html: textToHtml(ticket.description),
			dateoccurred: toStored(enteredAt),
			tickettype_id: type.id,
			status_id: status,
			sla_id: type.default_sla,
			priority_id: type.default_sla === 2 ? Math.min(urgency, 3) : urgency,
			client_id: client,
			site_id: site,
			...(user === undefined ? {} : { user_id: user }),
			agent_id: agent,
			team: type.default_team,
			team_id: team?.id,
			category_1: category,
			source: LOOKUP_IDS.sources[source],
			lastactiondate: toStored(updatedAt),
			deleted: false,
			...(asset ? { customfields: custom(db, 'Tickets', { CFassetTag: asset }) } : {}),
			...(closed ? { dateclosed: toStored(updatedAt), hasbeenclosed: true, closure_agent_id: agent } : {}),
		},
		enteredAt,
		updatedAt,
	);
	db.load('Actions', systemAction(row), enteredAt);
	ticket.notes.forEach(({ text, internal, at, member }, i) => {
		const author = member === undefined ? UNASSIGNED : FIRST_AGENT + member;
		db.load(
			'Actions',
			{
				ticket_id: row.id,
				project_id: row.id,
				action_number: i + 2,
				outcome_id: internal ? 1 : 2,
				outcome: internal ? 'Private Note' : 'Public Note',
				note: text,
				note_html: textToHtml(text),
				hiddenfromuser: internal,
				who_agentid: author,
				who: db.table('Agent').get(author)?.name,
				who_type: 1,
				datetime: toStored(at),
				old_status: status,
				new_status: status,
			},
			at,
		);
	});
}

/** Custom fields by their names, as they are stored. */
function custom(db: Database, table: TableName, values: Readonly<Record<string, unknown>>): unknown {
	const given = Object.entries(values).map(([name, value]) => ({ name, value }));
	return readCustomFields(given, undefined, customFieldsOf(db, table), 'seed');
}
