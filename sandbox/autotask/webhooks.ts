import { setTimeout as delay } from 'node:timers/promises';
import type { Row } from '../table';
import type { Change, Database } from './database';
import { entityOf } from './entities';
import { WEBHOOK_KINDS, type WebhookKind } from './models';
import type { Records } from './records';
import type { AllSettings } from './settings';
import { signatureOf } from './signature';
import { changeBody, changedFields, childrenOf, deactivatedBody } from './webhookPayload';

const TIMEOUT_MS = 10_000;
/** Thirty seconds, five attempts in all (vendor's documentation). */
const RETRY_MS = [30_000, 30_000, 30_000, 30_000];
const DISABLED_AFTER_FAILURES = 25;

/** One attempt to tell a subscriber of a change. */
export interface Delivery {
	readonly kind: WebhookKind;
	readonly webhookId: number;
	readonly url: string;
	readonly action: Change['action'] | 'Deactivated';
	readonly recordId: number;
	/** 1 for the first. */
	readonly attempt: number;
	/** The subscriber's status; 0 where it could not be reached in time. */
	readonly status: number;
	/** Machine time, epoch ms. */
	readonly at: number;
	/** What was sent, so that a test can send it again. */
	readonly body: string;
	/** The value of `X-Hook-Signature`; absent from what the vendor leaves unsigned. */
	readonly signature?: string;
}

interface Message {
	readonly kind: WebhookKind;
	readonly webhook: Row;
	readonly action: Change['action'];
	readonly recordId: number;
	readonly sequence: number;
	readonly body: string;
	/** Machine time before which it is not sent, epoch ms. */
	readonly dueAt: number;
}

/** Tells subscribers of changes, signed as the vendor signs. Each registration has a queue of its own. */
export class Webhooks {
	readonly #deliveries: Delivery[] = [];
	readonly #queues = new Map<string, Promise<void>>();
	readonly #sequences = new Map<string, number>();
	readonly #failures = new Map<string, number>();
	readonly #closing = new AbortController();
	readonly #db: Database;

	/** @param retryMs pauses before each further attempt */
	constructor(
		private readonly records: Records,
		private readonly settings: AllSettings,
		private readonly retryMs: readonly number[] = RETRY_MS,
	) {
		this.#db = records.db;
		this.#db.onChange((change) => this.#announce(change));
	}

	/** Every attempt so far, oldest first. */
	get deliveries(): readonly Delivery[] {
		return this.#deliveries;
	}

	/** Resolves when nothing is being delivered or waiting for a retry. */
	async settled(): Promise<void> {
		while (this.#queues.size) await Promise.all(this.#queues.values());
	}

	clear(): void {
		this.#deliveries.length = 0;
		this.#failures.clear();
		this.#sequences.clear();
	}

	/** Gives up what is under way. */
	async close(): Promise<void> {
		this.#closing.abort();
		await this.settled();
	}

	#announce(change: Change): void {
		if (!this.settings.webhooks) return;
		const kind = WEBHOOK_KINDS.find((one) => entityOf(change.table).webhooks === one);
		if (!kind) return;
		for (const webhook of this.#db.table(`${kind}Webhooks`).current()) {
			if (!webhook.isActive || !webhook.isReady || webhook[`isSubscribedTo${change.action}Events`] !== true) continue;
			const excluded = childrenOf(this.#db, `${kind}WebhookExcludedResources`, webhook.id);
			if (excluded.some(({ resourceID }) => resourceID === change.by)) continue;
			const fields = changedFields(this.records, kind, webhook, change);
			if (!fields) continue;
			const key = String(webhook.webhookGUID);
			const sequence = (this.#sequences.get(key) ?? 0) + 1;
			this.#sequences.set(key, sequence);
			const { webhookPersonKey: personKey } = this.settings;
			const body = changeBody(kind, webhook, change, { fields, sequence, personKey, at: this.#db.clock.now() });
			const dueAt = Date.now() + this.settings.webhookDelayMs;
			const message = { kind, webhook, action: change.action, recordId: change.row.id, sequence, body, dueAt };
			for (let copy = this.settings.webhooksTwice ? 2 : 1; copy > 0; copy--) this.#enqueue(key, message);
		}
	}

	#enqueue(key: string, message: Message): void {
		const before = this.#queues.get(key) ?? Promise.resolve();
		const task = before
			.then(() => this.#deliver(key, message))
			.finally(() => {
				if (this.#queues.get(key) === task) this.#queues.delete(key);
			});
		this.#queues.set(key, task);
	}

	async #deliver(key: string, message: Message): Promise<void> {
		const { kind, webhook, body } = message;
		await this.#wait(message.dueAt - Date.now());
		const url = String(webhook.webhookUrl);
		const signature = signatureOf(body, String(webhook.secretKey), this.settings.webhookSigning);
		for (let attempt = 1; ; attempt++) {
			// Another registration may have taken the id meanwhile, after a reset.
			const now = this.#db.table(`${kind}Webhooks`).get(webhook.id);
			if (this.#closing.signal.aborted || !now?.isActive || now.webhookGUID !== webhook.webhookGUID) return;
			const status = await this.#post(url, body, signature);
			const { action, recordId } = message;
			const at = Date.now();
			this.#deliveries.push({
				kind,
				webhookId: webhook.id,
				url,
				action,
				recordId,
				attempt,
				status,
				at,
				body,
				signature,
			});
			if (status >= 200 && status < 300) return void this.#failures.delete(key);
			if (attempt > this.retryMs.length) break;
			await this.#wait(this.retryMs[attempt - 1]);
		}
		await this.#failed(key, message);
	}

	/** What was given up is logged; a registration that fails on and on is switched off. */
	async #failed(key: string, { kind, webhook, body, sequence }: Message): Promise<void> {
		this.#db.table('WebhookEventErrorLogs').insert({
			accountWebhookID: kind === 'Company' ? webhook.id : null,
			contactWebhookID: kind === 'Contact' ? webhook.id : null,
			createDateTime: this.#db.now(),
			errorMessage: 'The webhook could not be delivered.',
			payload: body,
			sequenceNumber: sequence,
		});
		const failures = (this.#failures.get(key) ?? 0) + 1;
		this.#failures.set(key, failures);
		if (failures < DISABLED_AFTER_FAILURES) return;
		this.#db.touch(`${kind}Webhooks`, webhook.id, { isActive: false });
		const url = String(webhook.deactivationUrl);
		const action = 'Deactivated';
		const notice = deactivatedBody(kind, webhook, this.#db.clock.now());
		// Without a signature: nobody may believe it (seen live).
		const status = await this.#post(url, notice);
		const at = Date.now();
		this.#deliveries.push({
			kind,
			webhookId: webhook.id,
			url,
			action,
			recordId: 0,
			attempt: 1,
			status,
			at,
			body: notice,
		});
	}

	async #post(url: string, body: string, signature?: string): Promise<number> {
		try {
			const response = await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json', ...(signature ? { 'x-hook-signature': signature } : {}) },
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

	async #wait(ms: number): Promise<void> {
		if (ms > 0) await delay(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined);
	}
}
