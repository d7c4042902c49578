import type { LoggedRequest, RequestLog } from '../../sandbox/http';
import { SIDES, type Side } from '../../sync/model/entity';
import type { BothSystems } from '../workflows/phase-1';

/** What phase 1 carries where nothing else is chosen. */
const SYNCED = ['company', 'contact', 'ticket'];

export interface Calls {
	/** Requests of a cycle in which nothing had changed, by entity and side. */
	readonly idlePerEntitySide: number;
	/** After `n` tickets had changed, half of them on either side: all cycles until the last one had arrived. */
	readonly changes: { readonly n: number; readonly calls: number; readonly floor: number; readonly cycles: number };
}

const MOST_CYCLES = 20;

/**
 * Counts what the template asks of both systems. They are brought to rest first.
 * @param cycle one run of the template; rejects where it fails.
 * @param n how many of the tickets to change; even, and no more than there are.
 */
export async function countCalls(systems: BothSystems, cycle: () => Promise<unknown>, n: number): Promise<Calls> {
	const requests: Record<Side, RequestLog> = {
		psa: systems.connectwise.control.requests,
		platform: systems.platform.control.requests,
	};
	const during = async (): Promise<readonly LoggedRequest[]> => {
		const marks = SIDES.map((side) => requests[side].entries().at(-1)?.seq ?? 0);
		await cycle();
		return SIDES.flatMap((side, index) => requests[side].entries({ since: marks[index] }));
	};
	await comeToRest(systems, cycle);
	const idle = await during();
	edit(systems, n);
	const calls: LoggedRequest[] = [];
	const written = (): number => calls.filter(({ method, status }) => method !== 'GET' && status < 300).length;
	let cycles = 0;
	// A cycle takes no more than the template's Records per Run.
	for (; written() < n && cycles < MOST_CYCLES; cycles++) calls.push(...(await during()));
	if (written() !== n) throw new Error(`${n} tickets were edited, but ${written()} writes were made.`);
	return {
		idlePerEntitySide: idle.length / (SYNCED.length * SIDES.length),
		changes: { n, calls: calls.length, floor: floorOf({ psa: n / 2, platform: n / 2 }), cycles },
	};
}

/** ConnectWise's largest page, as its documentation has it. */
const CONNECTWISE_PAGE = 1000;
/** Ids of six digits, with their commas, that an address of the 2,000 characters has room for that the vendor recommends. */
const CONNECTWISE_IDS = 200;
/** The contract's largest page of the change feed, and the most ids of one list. */
const PLATFORM_PAGE = 500;
const PLATFORM_IDS = 100;

/**
 * The least number of calls for so many tickets that changed on each side, by section 6 of the design: reading them in
 * the largest pages, one list call for each entity that did not change, the targets read again in the largest batches
 * before they are written, one call for each write. Without retries, and without what is asked once an hour or once a
 * day (the release that ConnectWise runs, the fields of the live system). Lists of a board's statuses, which say what a
 * folded status becomes on a board, are no part of it, although the engine asks for them; nor is the record that
 * ConnectWise makes everybody read before a custom field is written, since the edits here change none.
 */
export function floorOf(changed: Readonly<Record<Side, number>>): number {
	const others = SYNCED.length - 1;
	const connectwise =
		Math.max(1, Math.ceil(changed.psa / CONNECTWISE_PAGE)) +
		others +
		Math.ceil(changed.platform / CONNECTWISE_IDS) +
		changed.platform;
	const platform =
		Math.max(1, Math.ceil(changed.platform / PLATFORM_PAGE)) +
		others +
		Math.ceil(changed.psa / PLATFORM_IDS) +
		changed.psa;
	return connectwise + platform;
}

async function comeToRest({ connectwise, platform }: BothSystems, cycle: () => Promise<unknown>): Promise<void> {
	const writes = (): number =>
		[connectwise, platform].flatMap(({ control }) =>
			control.requests.entries().filter(({ method }) => method !== 'GET'),
		).length;
	for (let run = 0; run < MOST_CYCLES; run++) {
		const before = writes();
		await cycle();
		if (run > 0 && writes() === before) return;
	}
	throw new Error(`The two systems do not come to rest within ${MOST_CYCLES} cycles.`);
}

/** What people change, in turn: text, two lists of values, a date. Each says something new to both systems. */
type Edit = (ticket: PlatformTicket, index: number) => Record<string, unknown>;
const PSA_EDITS: readonly Edit[] = [
	(_ticket, index) => ({ summary: `Edited in the PSA, ${index}` }),
	({ priority }) => ({ priority: { name: priority === 'Low' ? 'Priority 2 - High' : 'Priority 4 - Low' } }),
	({ status }) => ({ status: { name: status === 'in_progress' ? '>Closed' : 'In Progress' } }),
	(_ticket, index) => ({ requiredDate: `2027-04-${day(index)}T08:00:00Z` }),
];
const PLATFORM_EDITS: readonly Edit[] = [
	(_ticket, index) => ({ title: `Edited on the platform, ${index}` }),
	({ priority }) => ({ priority: priority === 'Low' ? 'High' : 'Low' }),
	({ status }) => ({ status: status === 'in_progress' ? 'closed' : 'in_progress' }),
	(_ticket, index) => ({ dueAt: `2027-05-${day(index)}T08:00:00.000Z` }),
];
const STATUS_EDIT = 2;
type PlatformTicket = ReturnType<BothSystems['platform']['control']['list']>[number];

function day(index: number): string {
	return String((index % 28) + 1).padStart(2, '0');
}

/** Edits `n` tickets, half of them on either side. */
function edit({ connectwise, platform }: BothSystems, n: number): void {
	const tickets = platform.control.list('ticket').slice(0, n);
	if (tickets.length < n || n % 2 > 0) throw new Error(`There are ${tickets.length} tickets, not an even ${n}.`);
	for (const [index, ticket] of tickets.entries()) {
		const kind = Math.floor(index / 2) % PSA_EDITS.length;
		if (index % 2 > 0) {
			platform.control.edit('ticket', String(ticket.id), PLATFORM_EDITS[kind](ticket, index));
		} else {
			const [reference] = ticket.externalRefs as readonly { readonly id: string }[];
			const psaId = Number(reference?.id);
			const board = connectwise.control.record('tickets', psaId)?.board as { readonly name?: string } | undefined;
			// Statuses belong to boards: only one board is known to have those that are set here.
			const psaKind = kind === STATUS_EDIT && board?.name !== 'Service Desk' ? 0 : kind;
			connectwise.control.edit('tickets', psaId, PSA_EDITS[psaKind](ticket, index));
		}
	}
}
