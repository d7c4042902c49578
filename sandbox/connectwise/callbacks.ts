import { createHash, createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Change, type Database, type TableName, referredId } from './database';
import type { Row } from '../table';

const TIMEOUT_MS = 5_000;
/** Retried only on these, twice; any other failure loses the delivery (Developer Guide). */
const RETRIED: ReadonlySet<number> = new Set([404, 409, 419, 429]);
const DISABLED_AFTER_MS = 3 * 24 * 3_600_000;

const TYPES: Readonly<Partial<Record<TableName, string>>> = {
	tickets: 'ticket',
	companies: 'company',
	contacts: 'contact',
	timeEntries: 'time',
	agreements: 'agreement',
	invoices: 'invoice',
	members: 'member',
	sites: 'site',
};

/** One attempt to tell a subscriber of a change. */
export interface Delivery {
	readonly callbackId: number;
	readonly url: string;
	readonly action: Change['action'];
	readonly type: string;
	readonly recordId: number;
	/** 1 for the first. */
	readonly attempt: number;
	/** The subscriber's status; 0 where it could not be reached in time. */
	readonly status: number;
	/** Machine time, epoch ms. */
	readonly at: number;
}

export interface CallbackOptions {
	readonly companyId: string;
	/** The host that callbacks say they come from. */
	readonly host: () => string;
	/** Where a subscriber fetches the signing key. */
	readonly keyUrl: () => string;
	/** How a record is shown in `Entity`. */
	readonly render: (table: TableName, row: Row) => unknown;
	/** Pauses before the second and third attempt; the vendor waits 2 s and 4 s. */
	readonly retryMs?: readonly number[];
}

/** Tells subscribers of changes, signed as the vendor signs. */
export class Callbacks {
	/** Off, changes are told to nobody: lost webhooks. */
	enabled = true;
	readonly signingKey = createHash('sha256').update(randomUUID()).digest('base64');
	readonly #deliveries: Delivery[] = [];
	readonly #pending = new Set<Promise<void>>();
	readonly #failingSince = new Map<number, number>();
	readonly #closing = new AbortController();

	constructor(
		private readonly db: Database,
		private readonly options: CallbackOptions,
	) {
		db.onChange((change) => this.#announce(change));
	}

	/** Every attempt so far, oldest first. */
	get deliveries(): readonly Delivery[] {
		return this.#deliveries;
	}

	/** Resolves when nothing is being delivered or waiting for a retry. */
	async settled(): Promise<void> {
		while (this.#pending.size) await Promise.all(this.#pending);
	}

	clear(): void {
		this.#deliveries.length = 0;
		this.#failingSince.clear();
	}

	/** Gives up what is under way. */
	async close(): Promise<void> {
		this.#closing.abort();
		await this.settled();
	}

	/** The value of `x-content-signature`: base64 of HMAC-SHA256 over the raw body, keyed with SHA-256 of the key. */
	sign(body: string): string {
		const key = createHash('sha256').update(this.signingKey).digest();
		return createHmac('sha256', key).update(body).digest('base64');
	}

	#announce(change: Change): void {
		const type = TYPES[change.table];
		if (type === undefined || change.quiet || !this.enabled) return;
		for (const entry of this.db.table('callbacks').current()) {
			if (!this.#concerns(entry, type, change)) continue;
			const task = this.#deliver(entry, type, change).finally(() => this.#pending.delete(task));
			this.#pending.add(task);
		}
	}

	#concerns(entry: Row, type: string, { row, by }: Change): boolean {
		if (entry.inactiveFlag === true || String(entry.type).toLowerCase() !== type) return false;
		const author = this.db.table('members').findCurrent('identifier', by);
		if (entry.isSelfSuppressedFlag === true && author?.id === entry.memberId) return false;
		const level = String(entry.level).toLowerCase();
		if (level === 'owner') return true;
		return (level === type ? row.id : referredId(row, level)) === entry.objectId;
	}

	async #deliver(entry: Row, type: string, change: Change): Promise<void> {
		const body = JSON.stringify(this.#body(entry, type, change));
		const { id } = change.row;
		// The record's id and the action are appended to the address, which is why it ends in `?recordId=`.
		const address = `${String(entry.url)}${id}`;
		const url = `${address}${address.includes('?') ? '&' : '?'}action=${change.action}`;
		const pauses = this.options.retryMs ?? [2_000, 4_000];
		for (let attempt = 1; ; attempt++) {
			const status = await this.#post(url, body);
			const { action } = change;
			this.#deliveries.push({ callbackId: entry.id, url, action, type, recordId: id, attempt, status, at: Date.now() });
			if (status >= 200 && status < 300) return void this.#failingSince.delete(entry.id);
			if (!RETRIED.has(status) || attempt > pauses.length || this.#closing.signal.aborted)
				return this.#failed(entry.id);
			await delay(pauses[attempt - 1], undefined, { signal: this.#closing.signal }).catch(() => undefined);
		}
	}

	async #post(url: string, body: string): Promise<number> {
		try {
			const response = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json', 'x-content-signature': this.sign(body) },
				body,
				signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), this.#closing.signal]),
			});
			await response.arrayBuffer();
			return response.status;
		} catch {
			// Refused, reset or too slow: for the sender the same, there is no status.
			return 0;
		}
	}

	/** A subscriber that fails for three days on end is switched off (Developer Guide). */
	#failed(id: number): void {
		const now = this.db.clock.now();
		const since = this.#failingSince.get(id) ?? now;
		this.#failingSince.set(id, since);
		const entry = this.db.table('callbacks').get(id);
		if (entry && now - since >= DISABLED_AFTER_MS) this.db.table('callbacks').replace({ ...entry, inactiveFlag: true });
	}

	#body(entry: Row, type: string, { action, row, table, by }: Change): Record<string, unknown> {
		const entity = action === 'deleted' ? null : JSON.stringify(this.options.render(table, row));
		return {
			Action: action,
			CallbackObjectRecId: entry.id,
			CompanyId: this.options.companyId,
			Entity: entity,
			FromUrl: this.options.host(),
			ID: row.id,
			MemberId: by,
			MessageId: randomUUID(),
			Metadata: { key_url: this.options.keyUrl() },
			Type: type,
		};
	}
}
