import type { Row } from '../table';
import type { Change, Database } from './database';
import { showStored } from './dates';
import type { Records } from './records';
import { resourceOf } from './resources';
import { CLOSED } from './rules/ticket';

const TIMEOUT_MS = 10_000;
const BASIC = 1;

const METHODS = ['POST', 'GET', 'PUT', 'DELETE', 'PATCH'];

/**
 * Events by their names, with the numbers by which a notification means them. Those below 9,000 are the vendor's (from a
 * public n8n node); of the others neither number nor name is documented, and they are this simulator's own.
 */
export const EVENTS = {
	'New Ticket Logged': 3,
	Closed: 39,
	'Ticket Status Changed': 76,
	'Ticket Deleted': 1072,
	'Ticket Updated': 9001,
	'Ticket Reassigned': 9002,
	'New Action': 9003,
	'New User': 9004,
	'User Updated': 9005,
	'New Customer': 9006,
	'Customer Updated': 9007,
} as const;

export type EventName = keyof typeof EVENTS;

/** One attempt to tell a subscriber of a change. */
export interface Delivery {
	/** The webhook's id. */
	readonly webhookId: string;
	readonly url: string;
	readonly event: EventName;
	readonly recordId: number;
	readonly body: unknown;
	/** The subscriber's status; 0 where it could not be reached in time. */
	readonly status: number;
	/** Machine time, epoch ms. */
	readonly at: number;
}

interface Occurrence {
	readonly event: EventName;
	/** The record that the event is about; of an action its ticket. */
	readonly record: Row;
	readonly action?: Row;
}

/**
 * Tells subscribers of changes. Nothing signs them: a subscriber has its own secret (Basic, or one in the address) or
 * none, and a delivery that fails is not tried again.
 */
export class Webhooks {
	/** Off, changes are told to nobody: lost webhooks. */
	enabled = true;
	/** How often each delivery is sent. */
	copies = 1;
	readonly #deliveries: Delivery[] = [];
	readonly #pending = new Set<Promise<void>>();
	readonly #closing = new AbortController();

	constructor(
		private readonly db: Database,
		private readonly records: Records,
	) {
		db.onChange((change) => this.#announce(change));
	}

	/** Every attempt so far, oldest first. */
	get deliveries(): readonly Delivery[] {
		return this.#deliveries;
	}

	/** Resolves when nothing is being delivered. */
	async settled(): Promise<void> {
		while (this.#pending.size) await Promise.all(this.#pending);
	}

	clear(): void {
		this.#deliveries.length = 0;
	}

	/** Gives up what is under way. */
	async close(): Promise<void> {
		this.#closing.abort();
		await this.settled();
	}

	#announce(change: Change): void {
		if (!this.enabled) return;
		for (const occurrence of occurrences(change, this.db)) {
			for (const webhook of this.db.table('Webhook').current()) {
				if (webhook.active !== true || !this.#wants(webhook, occurrence.event)) continue;
				// What is told is what the record was when it changed, whatever becomes of it until the delivery goes out.
				const body = this.#body(webhook, occurrence);
				for (let copy = 0; copy < this.copies; copy++) {
					const task = this.#deliver(webhook, occurrence, body).finally(() => this.#pending.delete(task));
					this.#pending.add(task);
				}
			}
		}
	}

	/** A webhook is told of the events that its notifications mean, by number or by name, and of nothing without any. */
	#wants(webhook: Row, event: EventName): boolean {
		const notifications = [...this.db.table('Notification').current()];
		return notifications.some(
			({ webhook_id, eventno, name }) => webhook_id === webhook.guid && (eventno === EVENTS[event] || name === event),
		);
	}

	async #deliver(webhook: Row, { event, record }: Occurrence, body: Record<string, unknown>): Promise<void> {
		const status = await this.#post(webhook, JSON.stringify(body));
		const url = String(webhook.url);
		this.#deliveries.push({
			webhookId: String(webhook.guid),
			url,
			event,
			recordId: record.id,
			body,
			status,
			at: Date.now(),
		});
		const current = this.db.table('Webhook').get(webhook.id);
		if (current) this.db.table('Webhook').replace({ ...current, last_status: status });
	}

	async #post(webhook: Row, body: string): Promise<number> {
		const secret = `${String(webhook.basic_username ?? '')}:${String(webhook.basic_password ?? '')}`;
		const authorization =
			webhook.authentication_type === BASIC ? `Basic ${Buffer.from(secret).toString('base64')}` : '';
		try {
			const method = METHODS[Number(webhook.method ?? 0)] ?? 'POST';
			const response = await fetch(String(webhook.url), {
				method,
				headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
				...(method === 'GET' ? {} : { body }),
				signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.#closing.signal]),
			});
			await response.arrayBuffer();
			return response.status;
		} catch {
			// Refused, reset or too slow: for the sender the same, there is no status.
			return 0;
		}
	}

	/** The vendor's default, or whatever the subscriber's `mappings` make of the record: no receiver can know a shape. */
	#body(webhook: Row, { event, record, action }: Occurrence): Record<string, unknown> {
		const table = event.includes('User') ? 'Users' : event.includes('Customer') ? 'Client' : 'Tickets';
		const shown = this.records.render(resourceOf(table), record, 'plain');
		if (webhook.custom_payload === true) {
			const mappings = (webhook.mappings ?? []) as ReadonlyArray<{ key?: unknown; finame?: unknown }>;
			return Object.fromEntries(mappings.map(({ key, finame }) => [String(key), shown[String(finame)] ?? '']));
		}
		const name = { Users: 'user', Client: 'client', Tickets: 'ticket' }[table];
		return {
			webhook_id: webhook.guid,
			event,
			timestamp: showStored(this.db.now()),
			object_id: record.id,
			[name]: shown,
			...(action ? { action: this.records.render(resourceOf('Actions'), action, 'plain') } : {}),
		};
	}
}

/** What a subscriber may have asked to be told of a change. */
function occurrences({ table, action, row, before }: Change, db: Database): Occurrence[] {
	if (table === 'Tickets') {
		if (action === 'added') return [{ event: 'New Ticket Logged', record: row }];
		if (row.deleted === true && before?.deleted !== true) return [{ event: 'Ticket Deleted', record: row }];
		return [
			{ event: 'Ticket Updated', record: row },
			...(row.status_id === before?.status_id ? [] : [{ event: 'Ticket Status Changed', record: row } as const]),
			...(row.status_id === CLOSED && before?.status_id !== CLOSED ? [{ event: 'Closed', record: row } as const] : []),
			...(row.agent_id === before?.agent_id ? [] : [{ event: 'Ticket Reassigned', record: row } as const]),
		];
	}
	if (table === 'Actions' && action === 'added' && row.who_agentid !== undefined) {
		const ticket = db.table('Tickets').get(Number(row.ticket_id));
		return ticket ? [{ event: 'New Action', record: ticket, action: row }] : [];
	}
	if (action === 'deleted') return [];
	if (table === 'Users') return [{ event: action === 'added' ? 'New User' : 'User Updated', record: row }];
	if (table === 'Client') return [{ event: action === 'added' ? 'New Customer' : 'Customer Updated', record: row }];
	return [];
}
