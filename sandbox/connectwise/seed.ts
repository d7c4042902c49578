import { z } from 'zod';
import { type SeedCompany, type SeedContact, type SeedMsp, type SeedTicket, generateMsp } from '../seed';
import { isoSeconds } from '../http';
import { Database, type TableName } from './database';
import { type LookupIds, loadLookups } from './lookups';
import type { Records } from './records';
import { RESOURCES, type Resource } from './resources';

export const seedOptionsSchema = z
	.object({
		/** Equal numbers give equal data. */
		seed: z.number().int().default(1),
		companies: z.number().int().nonnegative().max(2_000).default(24),
		contactsPerCompany: z.number().int().nonnegative().max(500).default(8),
		tickets: z.number().int().nonnegative().max(200_000).default(200),
	})
	.strict();

/** How much to load; boards, statuses, members and the other lookups are always there. */
export type SeedOptions = z.input<typeof seedOptionsSchema>;

const API_MEMBER = { identifier: 'psasync', firstName: 'PSA', lastName: 'Sync', email: 'psasync@msp.example' };
const MEMBER_DEFAULTS = {
	licenseClass: 'F',
	inactiveFlag: false,
	hireDate: '2020-01-06T00:00:00Z',
	defaultEmail: 'Office',
	defaultPhone: 'Office',
};

/** The identifier of the member as whom the API writes. */
export const API_MEMBER_IDENTIFIER = API_MEMBER.identifier;

/**
 * Loads a believable MSP. Records carry the times of their past, and nobody is told of them. Lookups and members are
 * loaded only into an empty system, so that a second seed adds companies, contacts and tickets.
 */
export function loadSeed(records: Records, options: z.output<typeof seedOptionsSchema>): void {
	const msp = generateMsp(options);
	const { db } = records;
	const setUp = Date.parse('2020-01-06T00:00:00Z');
	const lookups = db.table('boards').size === 0 ? loadLookups(db, setUp) : knownLookups(records);
	if (db.table('members').size === 0) {
		for (const { identifier, firstName, lastName, email } of [...msp.members, API_MEMBER]) {
			db.load(
				'members',
				{ ...MEMBER_DEFAULTS, identifier, firstName, lastName, officeEmail: email, primaryEmail: email },
				setUp,
				'setup',
			);
		}
	}
	const companyIds = msp.companies.map((company) => loadCompany(records, company));
	const contactIds = msp.contacts.map((contact) => loadContact(records, contact, companyIds[contact.company]));
	msp.companies.forEach((company, index) => {
		const signer = msp.contacts.findIndex((contact) => contact.company === index);
		if (signer >= 0) loadAgreement(records, company, companyIds[index], contactIds[signer]);
	});
	for (const ticket of msp.tickets) {
		const contact = ticket.contact === undefined ? undefined : contactIds[ticket.contact];
		loadTicket(records, msp, ticket, companyIds[ticket.company], contact, lookups);
	}
}

function loadCompany(records: Records, company: SeedCompany): number {
	const { db } = records;
	const { name, website, phone, addressLine1, city, state, zip, accountNumber, employees, enteredAt } = company;
	const taken = db.table('companies').findCurrent('identifier', company.identifier) !== undefined;
	const identifier = taken ? `${company.identifier}-${db.table('companies').size}` : company.identifier;
	const fields = records.prepare(
		resource('companies'),
		{
			identifier,
			name,
			website,
			phoneNumber: phone,
			addressLine1,
			city,
			state,
			zip,
			accountNumber,
			numberOfEmployees: employees,
			types: [{ id: 1 }],
			site: { name: 'Main' },
			dateAcquired: isoSeconds(enteredAt),
			customFields: [{ caption: 'Service Tier', value: company.tier }],
		},
		'dispatch',
	);
	const row = db.load('companies', fields, enteredAt, 'dispatch');
	const site = db.load(
		'sites',
		{
			name: 'Main',
			company: { id: row.id },
			addressLine1,
			city,
			zip,
			phoneNumber: phone,
			primaryAddressFlag: true,
			inactiveFlag: false,
		},
		enteredAt,
		'dispatch',
	);
	db.table('companies').replace({ ...row, site: { id: site.id } });
	return row.id;
}

/** Every company that has anybody to sign it has an agreement, over an amount by its size. */
function loadAgreement(records: Records, company: SeedCompany, companyId: number, contactId: number): void {
	const { name, employees, enteredAt } = company;
	const fields = records.prepare(
		resource('agreements'),
		{
			name: `${name} Managed Services`.slice(0, 100),
			type: { name: 'Managed Services' },
			company: { id: companyId },
			contact: { id: contactId },
			startDate: isoSeconds(enteredAt),
			billAmount: 40 * employees,
		},
		'finance',
	);
	records.db.load('agreements', fields, enteredAt, 'finance');
}

function loadContact(records: Records, contact: SeedContact, companyId: number): number {
	const { firstName, lastName, title, email, phone, vip, enteredAt } = contact;
	const fields = records.prepare(
		resource('contacts'),
		{
			firstName,
			lastName,
			title,
			company: { id: companyId },
			communicationItems: [
				{ type: { id: 1 }, value: email, defaultFlag: true },
				{ type: { id: 2 }, value: phone, defaultFlag: true },
			],
			types: [{ id: 1 }],
			...(vip ? { customFields: [{ caption: 'VIP', value: true }] } : {}),
		},
		'dispatch',
	);
	return records.db.load('contacts', fields, enteredAt, 'dispatch').id;
}

function loadTicket(
	records: Records,
	msp: SeedMsp,
	ticket: SeedTicket,
	companyId: number,
	contactId: number | undefined,
	{ boards, sources }: LookupIds,
): void {
	const { db } = records;
	const board = boards[ticket.board];
	const worker = ticket.technician === undefined ? undefined : msp.members[ticket.technician];
	const by = worker?.identifier ?? 'dispatch';
	const fields = records.prepare(
		resource('tickets'),
		{
			summary: ticket.summary,
			board: { id: board.id },
			status: { id: board.statuses[ticket.state] },
			type: { id: board.types[ticket.category] },
			company: { id: companyId },
			...(contactId === undefined ? {} : { contact: { id: contactId } }),
			...(worker ? { owner: { identifier: worker.identifier } } : {}),
			priority: { id: ticket.urgency },
			source: { id: sources[ticket.source] },
			...(ticket.asset ? { customFields: [{ caption: 'Asset Tag', value: ticket.asset }] } : {}),
		},
		by,
	);
	if (fields.closedFlag) fields.closedDate = isoSeconds(ticket.updatedAt);
	const row = db.load('tickets', fields, ticket.updatedAt, by);
	const note = (text: string, flag: string, at: number, author: string): void => {
		const member = db.table('members').findCurrent('identifier', author);
		db.load(
			'notes',
			{
				ticketId: row.id,
				text,
				detailDescriptionFlag: false,
				internalAnalysisFlag: false,
				resolutionFlag: false,
				issueFlag: false,
				[flag]: true,
				member: member && { id: member.id },
				dateCreated: isoSeconds(at),
				createdBy: author,
				internalFlag: true,
				externalFlag: true,
			},
			at,
			author,
		);
	};
	note(ticket.description, 'detailDescriptionFlag', ticket.enteredAt, 'dispatch');
	for (const { text, internal, at } of ticket.notes)
		note(text, internal ? 'internalAnalysisFlag' : 'detailDescriptionFlag', at, by);
}

/** The ids of lookups that are there already: they are loaded in one fixed order. */
function knownLookups({ db }: Records): LookupIds {
	return loadLookups(new Database(db.clock), 0);
}

function resource(table: TableName): Resource {
	const found = RESOURCES.find((one) => one.table === table);
	if (!found) throw new Error(`No resource for ${table}`);
	return found;
}
