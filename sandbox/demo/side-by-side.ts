import type { Store } from '../../sync/store/store';
import type { Systems } from '../systems';
import { SYNC_KEY } from './workflow';

/** One side of a ticket as the page shows it. */
export interface TicketView {
	readonly id: string;
	readonly title: string;
	readonly status: string;
	readonly priority: string;
	readonly assetTag: string;
	readonly company: string;
	readonly changedAt: string;
	readonly changedBy: string;
}

export interface PairView {
	readonly psa: TicketView | null;
	readonly platform: TicketView | null;
}

export interface LogLine {
	readonly id: number;
	readonly at: string;
	readonly text: string;
	readonly why: string;
}

export interface SideBySide {
	readonly pairs: readonly PairView[];
	readonly log: readonly LogLine[];
	readonly linked: Readonly<Record<string, number>>;
	readonly openReviews: readonly { readonly entity: string; readonly field: string; readonly message: string }[];
	readonly choices: { readonly psa: Choices; readonly platform: Choices };
}

interface Choices {
	readonly status: readonly string[];
	readonly priority: readonly string[];
}

type Loose = Readonly<Record<string, unknown>>;

const PLATFORM_CHOICES: Choices = {
	status: ['new', 'in_progress', 'waiting', 'resolved', 'closed'],
	priority: ['Low', 'Medium', 'High', 'Critical'],
};

/** Reads both systems (past any API) and the sync's memory: what the page shows. Newest pairs first. */
export async function sideBySide(systems: Systems, store: Store, most = 40): Promise<SideBySide> {
	const psaTickets = systems.connectwise.control.records('tickets');
	const platformTickets = systems.platform.control.list('ticket') as readonly Loose[];
	const byPlatformId = new Map(platformTickets.map((ticket) => [String(ticket.id), ticket]));
	const links = await store.linksBySide(
		SYNC_KEY,
		'ticket',
		'psa',
		psaTickets.map((ticket) => String(ticket.id)),
	);
	const companies = new Map(
		(systems.platform.control.list('company') as readonly Loose[]).map((one) => [String(one.id), text(one.name)]),
	);
	const pairs: PairView[] = [];
	const paired = new Set<string>();
	for (const ticket of psaTickets) {
		const platformId = links.get(String(ticket.id))?.link.platformId ?? null;
		const counterpart = platformId === null ? undefined : byPlatformId.get(platformId);
		if (platformId !== null) paired.add(platformId);
		pairs.push({ psa: psaView(ticket), platform: counterpart ? platformView(counterpart, companies) : null });
	}
	for (const ticket of platformTickets) {
		if (!paired.has(String(ticket.id))) pairs.push({ psa: null, platform: platformView(ticket, companies) });
	}
	const status = await store.status(SYNC_KEY);
	const reviews = await store.reviews(SYNC_KEY, { status: 'open', limit: 20 });
	return {
		pairs: pairs.sort(newestFirst).slice(0, most),
		log: await log(store),
		linked: Object.fromEntries(Object.entries(status.links).map(([entity, states]) => [entity, states.linked])),
		openReviews: reviews.map(({ entity, field, message }) => ({ entity, field, message })),
		choices: { psa: psaChoices(systems), platform: PLATFORM_CHOICES },
	};
}

/** Edits a ticket as a person at the screen of that system does. */
export function personEdits(
	systems: Systems,
	side: 'psa' | 'platform',
	id: string,
	changes: Readonly<Record<string, string>>,
): void {
	const { title, status, priority, assetTag } = changes;
	if (side === 'platform') {
		systems.platform.control.edit('ticket', id, {
			...(title !== undefined && { title }),
			...(status !== undefined && { status }),
			...(priority !== undefined && { priority }),
			...(assetTag !== undefined && { customFields: { 'Asset Tag': assetTag } }),
		});
		return;
	}
	systems.connectwise.control.edit('tickets', Number(id), {
		...(title !== undefined && { summary: title }),
		...(status !== undefined && { status: { name: status } }),
		...(priority !== undefined && { priority: { name: priority } }),
		...(assetTag !== undefined && { customFields: withAssetTag(systems, Number(id), assetTag) }),
	});
}

function withAssetTag(systems: Systems, id: number, value: string): unknown[] {
	const fields = (systems.connectwise.control.record('tickets', id)?.customFields ?? []) as Loose[];
	return fields.map((field) => (field.caption === 'Asset Tag' ? { ...field, value } : field));
}

function psaView(ticket: Loose): TicketView {
	const info = (ticket._info ?? {}) as Loose;
	const fields = (ticket.customFields ?? []) as Loose[];
	return {
		id: String(ticket.id),
		title: text(ticket.summary),
		status: nameOf(ticket.status),
		priority: nameOf(ticket.priority),
		assetTag: text(fields.find((field) => field.caption === 'Asset Tag')?.value),
		company: nameOf(ticket.company),
		changedAt: text(info.lastUpdated),
		changedBy: text(info.updatedBy),
	};
}

function platformView(ticket: Loose, companies: ReadonlyMap<string, string>): TicketView {
	return {
		id: String(ticket.id),
		title: text(ticket.title),
		status: text(ticket.status),
		priority: text(ticket.priority),
		assetTag: text(((ticket.customFields ?? {}) as Loose)['Asset Tag']),
		company: companies.get(String(ticket.companyId)) ?? '',
		changedAt: text(ticket.updatedAt),
		changedBy: text(ticket.updatedBy),
	};
}

function psaChoices(systems: Systems): Choices {
	const { control } = systems.connectwise;
	const desk = control.records('boards').find(({ name }) => name === 'Service Desk');
	const statuses = control
		.records('boardStatuses')
		.filter((status) => (status.board as Loose | undefined)?.id === desk?.id);
	return {
		status: statuses.map(({ name }) => text(name)),
		priority: control.records('priorities').map(({ name }) => text(name)),
	};
}

async function log(store: Store): Promise<LogLine[]> {
	const entries = await store.audit(SYNC_KEY, { limit: 60 });
	return entries.map((entry) => {
		const where = entry.side === 'psa' ? 'ConnectWise' : 'Platform';
		const values = `${shown(entry.before)} → ${shown(entry.after)}`;
		const what: Record<typeof entry.kind, string> = {
			created: `created ${entry.entity} ${shown(entry.after)} in ${where}`,
			linked: `linked ${entry.entity} to ${where} ${shown(entry.after)}`,
			overwritten: `${where} ${entry.entity}: ${entry.field} ${values}`,
			lost: `${where} ${entry.entity}: ${entry.field} lost a conflict, ${values}`,
			decided: `a person decided ${entry.field}: ${values}`,
			merged: `joined two records of one ${entry.entity}`,
		};
		return { id: entry.id, at: entry.at, text: what[entry.kind], why: entry.reason };
	});
}

function newestFirst(a: PairView, b: PairView): number {
	const newest = (pair: PairView): string =>
		[pair.psa?.changedAt ?? '', pair.platform?.changedAt ?? ''].sort().at(-1) ?? '';
	return newest(b).localeCompare(newest(a));
}

function nameOf(reference: unknown): string {
	return text((reference as Loose | null | undefined)?.name);
}

function text(value: unknown): string {
	return value === undefined || value === null ? '' : String(value);
}

function shown(value: unknown): string {
	const whole = typeof value === 'string' ? `“${value}”` : JSON.stringify(value ?? null);
	return whole.length > 60 ? `${whole.slice(0, 57)}…` : whole;
}
