import {
	type MspOptions,
	type SeedAgreement,
	type SeedCompany,
	type SeedMsp,
	type SeedTicket,
	generateMsp,
} from '../seed';
import type { PlatformSeed } from './control';
import type { Values } from './validate';

export interface MspSeedOptions extends MspOptions {
	/** Takes only the first so many companies, with their contacts and tickets; the others are in the PSA alone. */
	readonly only?: number;
}

/** When the seeded records were last touched, unless `until` says otherwise. */
export const MSP_UNTIL = Date.parse('2026-01-12T09:00:00Z');

const PRIORITIES = { 1: 'Critical', 2: 'High', 3: 'Medium', 4: 'Low' } as const;
const STATUSES = { new: 'new', inProgress: 'in_progress', waiting: 'waiting', closed: 'closed' } as const;
const QUEUES = { desk: 'Service Desk', alerts: 'Alerts', projects: 'Projects' } as const;

/**
 * The same MSP that the PSA's simulator is seeded with, as the platform holds it, for an empty platform. Equal options
 * give the same people on both sides, so that they can be matched; of three companies one lacks its short code and one
 * has nothing but its name, typed by hand, as it is where two systems were filled by two people.
 */
export function mspSeed(options: MspSeedOptions = {}): PlatformSeed {
	const msp = generateMsp(options);
	const companies = msp.companies.slice(0, options.only);
	const taken = new Set(companies.map(({ key }) => key));
	const contacts = msp.contacts.filter((contact) => taken.has(contact.company));
	const contactIds = new Map(contacts.map(({ key }, index) => [key, `ct-${index + 1}`]));
	const tickets = msp.tickets.filter((ticket) => taken.has(ticket.company));
	return {
		company: companies.map(company),
		contact: contacts.map(({ company: key, firstName, lastName, title, email, phone, vip }) => ({
			companyId: companyId(key),
			firstName,
			lastName,
			title,
			email,
			phone,
			...(vip && { customFields: { VIP: true } }),
		})),
		agreement: msp.agreements.filter(({ company: key }) => taken.has(key)).map(agreement),
		ticket: tickets.map((ticket) => ticketValues(ticket, msp, contactIds)),
		note: tickets.flatMap((ticket, index) =>
			ticket.notes.map(({ text, internal, member }) => ({
				ticketId: `tk-${index + 1}`,
				text,
				visibility: internal ? 'internal' : 'public',
				author: nameOf(msp, member),
			})),
		),
	};
}

/** Ids follow the order of creation, and companies are taken from the first one on. */
function companyId(key: number): string {
	return `co-${key + 1}`;
}

function company({
	key,
	name,
	identifier,
	domain,
	website,
	phone,
	addressLine1,
	city,
	state,
	zip,
	tier,
}: SeedCompany): Values {
	const byHand = key % 3 === 2;
	return {
		name: byHand ? name.toUpperCase() : name,
		identifier: key % 3 === 0 ? identifier : null,
		domain: byHand ? null : domain,
		website: byHand ? null : website,
		phone,
		addressLine1,
		city,
		state,
		postalCode: zip,
		customFields: { 'Contract Tier': tier },
	};
}

function agreement({ company: key, name, type, startsOn, endsOn, active }: SeedAgreement): Values {
	return { companyId: companyId(key), name, type, startsOn, endsOn, active };
}

function ticketValues(ticket: SeedTicket, msp: SeedMsp, contactIds: ReadonlyMap<number, string>): Values {
	return {
		title: ticket.summary,
		description: ticket.description,
		companyId: companyId(ticket.company),
		contactId: ticket.contact === undefined ? null : (contactIds.get(ticket.contact) ?? null),
		status: STATUSES[ticket.state],
		priority: PRIORITIES[ticket.urgency],
		queue: QUEUES[ticket.board],
		assignee: nameOf(msp, ticket.technician),
		...(ticket.asset !== undefined && { customFields: { 'Asset Tag': ticket.asset } }),
	};
}

function nameOf(msp: SeedMsp, member: number | undefined): string | null {
	const found = member === undefined ? undefined : msp.members[member];
	return found ? `${found.firstName} ${found.lastName}` : null;
}
