import { z } from 'zod';
import {
	type SeedCompany,
	type SeedContact,
	type SeedMsp,
	type SeedSource,
	type SeedState,
	type SeedTicket,
	generateMsp,
} from '../seed';
import { entityOf } from './entities';
import { type ApiUser, type LookupIds, knownLookups, loadLookups } from './lookups';
import type { Records } from './records';
import { pastNumber } from './rules/ticket';
import { storedTime } from './time';

export const seedOptionsSchema = z
	.object({
		/** Equal numbers give equal data. */
		seed: z.number().int().default(1),
		companies: z.number().int().nonnegative().max(2_000).default(24),
		contactsPerCompany: z.number().int().nonnegative().max(500).default(8),
		tickets: z.number().int().nonnegative().max(200_000).default(200),
	})
	.strict();

/** How much to load; resources, roles and the other lookups are always there. */
export type SeedOptions = z.input<typeof seedOptionsSchema>;

const STATUSES: Readonly<Record<SeedState, number>> = { new: 1, inProgress: 8, waiting: 7, closed: 5 };
const SOURCES: Readonly<Record<SeedSource, number>> = { phone: 2, email: 4, portal: -1, monitoring: -2 };
const QUEUES: Readonly<Record<SeedTicket['board'], number>> = { desk: 29682833, alerts: 8, projects: 29683354 };
/** From critical to low; the numbers are the tenant's own. */
const PRIORITIES: Readonly<Record<SeedTicket['urgency'], number>> = { 1: 4, 2: 1, 3: 2, 4: 5 };
const TYPES: Readonly<Record<string, number>> = { Incident: 2, 'Service Request': 1, Question: 1 };
const ALERT = 5;
const TIERS: Readonly<Record<SeedCompany['tier'], number>> = { Gold: 200, Silver: 201, Bronze: 202 };

/**
 * Loads a believable MSP. Records carry the times of their past, and nobody is told of them. Lookups are loaded only
 * into an empty system, so that a second seed adds companies, contacts and tickets.
 */
export function loadSeed(records: Records, options: z.output<typeof seedOptionsSchema>, apiUser: ApiUser): void {
	const msp = generateMsp(options);
	const { db } = records;
	const isEmpty = db.table('Resources').size === 0;
	const lookups = isEmpty ? loadLookups(db, msp.members, apiUser) : knownLookups(db, msp.members);
	const companyIds = msp.companies.map((company) => loadCompany(records, company, lookups));
	const contactIds = msp.contacts.map((contact) => loadContact(records, contact, companyIds[contact.company], lookups));
	const perDay = new Map<string, number>();
	for (const ticket of msp.tickets) {
		const contact = ticket.contact === undefined ? null : contactIds[ticket.contact];
		loadTicket(records, msp, ticket, { company: companyIds[ticket.company], contact, perDay }, lookups);
	}
}

function loadCompany(records: Records, company: SeedCompany, { resources, apiResource }: LookupIds): number {
	const { name, identifier, phone, website, addressLine1, city, state, zip, tier, employees, enteredAt } = company;
	const fields = records.prepare(
		entityOf('Companies'),
		{
			companyName: name,
			companyNumber: identifier,
			companyType: 1,
			phone,
			webAddress: website,
			address1: addressLine1,
			address2: '',
			city,
			state,
			postalCode: zip,
			countryID: 237,
			ownerResourceID: resources[0] ?? apiResource,
			classification: TIERS[tier],
			territoryID: 29683453,
			taxID: '',
			userDefinedFields: [
				{ name: 'Service Tier', value: tier },
				{ name: 'Employees', value: String(employees) },
			],
		},
		{ by: resources[0] ?? apiResource },
	);
	const at = storedTime(enteredAt);
	const past = { createDate: at, lastActivityDate: at, lastTrackedModifiedDateTime: at };
	const row = records.db.table('Companies').insert({ ...fields, ...past });
	records.db.table('Contracts').insert({
		companyID: row.id,
		contractName: `${tier} Managed Services`,
		contractType: 7,
		contractCategory: 13,
		status: 1,
		isDefaultContract: true,
		isCompliant: true,
		startDate: `${at.slice(0, 10)}T00:00:00.000`,
		endDate: '2030-12-31T00:00:00.000',
		lastModifiedDateTime: at,
		timeReportingRequiresStartAndStopTimes: 1,
	});
	return row.id;
}

function loadContact(records: Records, contact: SeedContact, companyID: number, { apiResource }: LookupIds): number {
	const { firstName, lastName, title, email, phone, vip, enteredAt } = contact;
	const fields = records.prepare(
		entityOf('Contacts'),
		{
			companyID,
			firstName,
			lastName,
			title,
			emailAddress: email,
			phone,
			isActive: 1,
			...(vip ? { userDefinedFields: [{ name: 'VIP', value: 'Yes' }] } : {}),
		},
		{ by: apiResource },
	);
	const at = storedTime(enteredAt);
	const past = { createDate: at, lastActivityDate: at, lastModifiedDate: at };
	return records.db.table('Contacts').insert({ ...fields, ...past }).id;
}

interface Place {
	readonly company: number;
	readonly contact: number | null;
	/** How many tickets each day has so far: their numbers count by day. */
	readonly perDay: Map<string, number>;
}

function loadTicket(
	records: Records,
	msp: SeedMsp,
	ticket: SeedTicket,
	{ company, contact, perDay }: Place,
	{ resources, technicianRole }: LookupIds,
): void {
	const { db } = records;
	const dispatcher = resources[msp.members.length - 1];
	const worker = ticket.technician === undefined ? null : resources[ticket.technician];
	const by = worker ?? dispatcher;
	const created = storedTime(ticket.enteredAt);
	const updated = storedTime(ticket.updatedAt);
	const fields = records.prepare(
		entityOf('Tickets'),
		{
			companyID: company,
			contactID: contact,
			title: ticket.summary,
			description: ticket.description,
			status: STATUSES[ticket.state],
			priority: PRIORITIES[ticket.urgency],
			queueID: QUEUES[ticket.board],
			source: SOURCES[ticket.source],
			ticketType: TYPES[ticket.category] ?? ALERT,
			ticketCategory: ticket.source === 'monitoring' ? 2 : 3,
			assignedResourceID: worker,
			assignedResourceRoleID: worker === null ? null : technicianRole,
			purchaseOrderNumber: '',
			resolution: '',
			dueDateTime: storedTime(ticket.enteredAt + ticket.urgency * 86_400_000),
			...(ticket.asset ? { userDefinedFields: [{ name: 'Asset Tag', value: ticket.asset }] } : {}),
		},
		{ by },
	);
	const ordinal = (perDay.get(created.slice(0, 10)) ?? 0) + 1;
	perDay.set(created.slice(0, 10), ordinal);
	const closed = ticket.state === 'closed';
	const row = db.table('Tickets').insert({
		...fields,
		createDate: created,
		creatorResourceID: dispatcher,
		ticketNumber: pastNumber(created, ordinal),
		lastActivityDate: updated,
		lastActivityResourceID: by,
		lastCustomerVisibleActivityDateTime: updated,
		lastTrackedModificationDateTime: updated,
		...(closed ? { completedDate: updated, completedByResourceID: by, resolvedDateTime: updated } : {}),
	});
	for (const { text, internal, at } of ticket.notes) {
		const time = storedTime(at);
		db.table('TicketNotes').insert({
			ticketID: row.id,
			title: internal ? 'Internal note' : 'Update',
			description: text,
			noteType: 3,
			publish: internal ? 2 : 1,
			creatorResourceID: by,
			createDateTime: time,
			lastActivityDate: time,
		});
	}
}
