import { Random } from './random';
import {
	ASSETS,
	CITIES,
	COMPANIES,
	COMPANY_ENDINGS,
	COMPANY_STEMS,
	FIRST_NAMES,
	INTERNAL_NOTES,
	LAST_NAMES,
	PUBLIC_NOTES,
	STREETS,
	TICKET_THEMES,
	TITLES,
} from './vocabulary';

export type SeedBoard = 'desk' | 'alerts' | 'projects';
export type SeedSource = 'phone' | 'email' | 'portal' | 'monitoring';
export type SeedState = 'new' | 'inProgress' | 'waiting' | 'closed';

/** `key`s number the records of one list from 0; other records refer to them. */
export interface SeedCompany {
	readonly key: number;
	readonly identifier: string;
	readonly name: string;
	readonly domain: string;
	readonly website: string;
	readonly phone: string;
	readonly addressLine1: string;
	readonly city: string;
	readonly state: string;
	readonly zip: string;
	readonly accountNumber: string;
	readonly tier: 'Gold' | 'Silver' | 'Bronze';
	readonly employees: number;
	readonly enteredAt: number;
}

export interface SeedContact {
	readonly key: number;
	readonly company: number;
	readonly firstName: string;
	readonly lastName: string;
	readonly title: string;
	readonly email: string;
	readonly phone: string;
	readonly vip: boolean;
	readonly enteredAt: number;
}

/** By what work for a company is billed: each has one that covers everyday work, every other one hours for projects too. */
export interface SeedAgreement {
	readonly key: number;
	readonly company: number;
	readonly name: string;
	readonly type: 'Managed Services' | 'Block Hours';
	/** Days, as `2024-03-01`; null where it has no end. */
	readonly startsOn: string;
	readonly endsOn: string | null;
	readonly active: boolean;
}

export interface SeedMember {
	readonly key: number;
	readonly identifier: string;
	readonly firstName: string;
	readonly lastName: string;
	readonly email: string;
}

export interface SeedNote {
	readonly text: string;
	readonly internal: boolean;
	/** A member's key; absent for the contact's own words. */
	readonly member?: number;
	readonly at: number;
}

export interface SeedTicket {
	readonly key: number;
	readonly company: number;
	/** Absent on what monitoring raised. */
	readonly contact?: number;
	readonly summary: string;
	readonly description: string;
	readonly board: SeedBoard;
	readonly category: string;
	readonly source: SeedSource;
	readonly state: SeedState;
	/** 1 is critical, 4 is low. */
	readonly urgency: 1 | 2 | 3 | 4;
	readonly technician?: number;
	readonly asset?: string;
	readonly notes: readonly SeedNote[];
	/** Epoch ms, whole seconds. */
	readonly enteredAt: number;
	readonly updatedAt: number;
}

/** One managed service provider, in the words of no system. */
export interface SeedMsp {
	readonly members: readonly SeedMember[];
	readonly companies: readonly SeedCompany[];
	readonly contacts: readonly SeedContact[];
	readonly agreements: readonly SeedAgreement[];
	readonly tickets: readonly SeedTicket[];
}

export interface MspOptions {
	/** Equal numbers give equal data. */
	readonly seed?: number;
	readonly companies?: number;
	readonly contactsPerCompany?: number;
	readonly tickets?: number;
	/** The day the data ends, epoch ms: everything is older. A fixed day by default, so that data stay equal. */
	readonly until?: number;
}

const DAY_MS = 86_400_000;
const DEFAULT_UNTIL = Date.parse('2026-01-12T09:00:00Z');

const MEMBERS: ReadonlyArray<readonly [string, string, string]> = [
	['jrivera', 'Jordan', 'Rivera'],
	['tchang', 'Tessa', 'Chang'],
	['bokoro', 'Ben', 'Okoro'],
	['mlind', 'Maja', 'Lind'],
	['dispatch', 'Dana', 'Whitfield'],
];

/** Makes a believable MSP: 24 companies with 8 contacts each and 200 tickets unless asked otherwise. */
export function generateMsp(options: MspOptions = {}): SeedMsp {
	const { seed = 1, companies = 24, contactsPerCompany = 8, tickets = 200, until = DEFAULT_UNTIL } = options;
	const random = new Random(seed);
	const members = MEMBERS.map(([identifier, firstName, lastName], key) => ({
		key,
		identifier,
		firstName,
		lastName,
		email: `${identifier}@msp.example`,
	}));
	const clients = Array.from({ length: companies }, (_, key) => company(key, random, until));
	const contacts = clients.flatMap((client) =>
		Array.from({ length: contactsPerCompany }, (_, i) =>
			contact(client, client.key * contactsPerCompany + i, random, until),
		),
	);
	const requests = Array.from({ length: clients.length ? tickets : 0 }, (_, key) =>
		ticket(key, clients, contacts, contactsPerCompany, random, until),
	);
	return { members, companies: clients, contacts, agreements: clients.flatMap(agreementsOf), tickets: requests };
}

function company(key: number, random: Random, until: number): SeedCompany {
	const known = COMPANIES[key];
	const stem = COMPANY_STEMS[key % COMPANY_STEMS.length];
	const [name, identifier, domain] = known ?? [
		`${stem} ${random.pick(COMPANY_ENDINGS)} ${key}`,
		`${stem}${key}`,
		`${stem.toLowerCase()}${key}.example`,
	];
	const [city, state, zip] = random.pick(CITIES);
	return {
		key,
		identifier,
		name,
		domain,
		website: `https://www.${domain}`,
		phone: phone(random),
		addressLine1: `${random.integer(1, 980)} ${random.pick(STREETS)}`,
		city,
		state,
		zip,
		accountNumber: `A-${String(1000 + key)}`,
		tier: random.weighted([
			['Gold', 1],
			['Silver', 2],
			['Bronze', 2],
		] as const),
		employees: random.integer(4, 180),
		enteredAt: before(until, random.integer(400, 2000) * DAY_MS),
	};
}

/** Follows from the company alone, so that no other value depends on it. */
function agreementsOf({ key, tier, enteredAt }: SeedCompany): SeedAgreement[] {
	const startsOn = new Date(enteredAt).toISOString().slice(0, 10);
	const covering: Omit<SeedAgreement, 'key'> = {
		company: key,
		name: `${tier} Managed Services`,
		type: 'Managed Services',
		startsOn,
		endsOn: null,
		active: true,
	};
	const forProjects: Omit<SeedAgreement, 'key'> = { ...covering, name: 'Project Hours', type: 'Block Hours' };
	return key % 2 === 0
		? [{ key: 2 * key, ...covering }]
		: [covering, forProjects].map((one, i) => ({ key: 2 * key + i, ...one }));
}

function contact(client: SeedCompany, key: number, random: Random, until: number): SeedContact {
	const firstName = random.pick(FIRST_NAMES);
	const lastName = random.pick(LAST_NAMES);
	return {
		key,
		company: client.key,
		firstName,
		lastName,
		title: random.pick(TITLES),
		// The key keeps two people of one name apart.
		email: `${ascii(firstName)}.${ascii(lastName)}${key}@${client.domain}`,
		phone: phone(random),
		vip: random.chance(0.1),
		enteredAt: before(until, random.integer(30, 390) * DAY_MS),
	};
}

function ticket(
	key: number,
	clients: readonly SeedCompany[],
	contacts: readonly SeedContact[],
	perCompany: number,
	random: Random,
	until: number,
): SeedTicket {
	const client = random.pick(clients);
	const theme = random.pick(TICKET_THEMES);
	const asset = random.pick(ASSETS);
	const monitored = theme.source === 'monitoring' || perCompany === 0;
	const caller = monitored ? undefined : contacts[client.key * perCompany + random.integer(0, perCompany - 1)];
	const user = caller ? `${caller.firstName} ${caller.lastName}` : 'a colleague';
	const fill = (text: string): string => text.replace('{user}', user).replace('{asset}', asset);
	const enteredAt = before(until, random.integer(1, 180 * 24 * 60) * 60_000 + random.integer(0, 59) * 1000);
	const state = random.weighted<SeedState>([
		['closed', 6],
		['new', 1],
		['inProgress', 2],
		['waiting', 1],
	]);
	const technician = state === 'new' ? undefined : random.integer(0, MEMBERS.length - 2);
	const notes: SeedNote[] = [];
	let at = enteredAt;
	for (let i = state === 'new' ? 0 : random.integer(0, 3); i > 0; i--) {
		at += Math.floor(((until - at) * random.next()) / 4 / 1000) * 1000;
		const internal = random.chance(0.4);
		notes.push({ text: random.pick(internal ? INTERNAL_NOTES : PUBLIC_NOTES), internal, member: technician, at });
	}
	return {
		key,
		company: client.key,
		...(caller ? { contact: caller.key } : {}),
		summary: fill(theme.summary).slice(0, 100),
		description: fill(theme.description),
		board: theme.board,
		category: theme.category,
		source: theme.source,
		state,
		urgency: theme.urgency,
		...(technician === undefined ? {} : { technician }),
		...(/\{asset\}/.test(theme.summary) ? { asset } : {}),
		notes,
		enteredAt,
		updatedAt: at,
	};
}

function phone(random: Random): string {
	return `(555) ${random.integer(200, 899)}-${String(random.integer(0, 9999)).padStart(4, '0')}`;
}

function before(until: number, ms: number): number {
	return Math.floor((until - ms) / 1000) * 1000;
}

function ascii(name: string): string {
	return name
		.normalize('NFKD')
		.replace(/[^A-Za-z]/g, '')
		.toLowerCase();
}
