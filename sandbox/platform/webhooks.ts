import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerClock } from '../http';
import { PlatformProblem } from './problem';
import type { Commit } from './store';
import type { WebhookValues } from './webhookSchema';

export interface Webhook extends WebhookValues {
	readonly id: string;
	readonly createdAt: string;
	readonly secret: string;
}

/** What happened to one delivery, for tests to read. */
export interface Delivery {
	readonly id: string;
	readonly webhookId: string;
	readonly event: string;
	readonly recordId: string;
	/** The status of each try; 0 where no answer came. */
	readonly statuses: readonly number[];
}

/** How deliveries behave: every vendor loses some and sends some twice. */
export type DeliveryMode = 'deliver' | 'lose' | 'twice';

export interface WebhookTiming {
	/** Waits before each repetition. */
	readonly retryDelaysMs: readonly number[];
	readonly timeoutMs: number;
}

export const WEBHOOK_TIMING: WebhookTiming = { retryDelaysMs: [1_000, 10_000, 60_000], timeoutMs: 5_000 };
const FAILURES_UNTIL_INACTIVE = 100;
const KEPT_DELIVERIES = 1_000;

/** Registrations of webhooks, and their deliveries in the background. */
export class WebhookSender {
	readonly #webhooks = new Map<string, Webhook>();
	readonly #failures = new Map<string, number>();
	readonly #stop = new AbortController();
	#deliveries: Delivery[] = [];
	readonly #pending = new Set<Promise<void>>();
	#created = 0;
	mode: DeliveryMode = 'deliver';

	constructor(
		private readonly clock: ServerClock,
		private readonly timing: WebhookTiming = WEBHOOK_TIMING,
	) {}

	get deliveries(): readonly Delivery[] {
		return this.#deliveries;
	}

	list(): Webhook[] {
		return [...this.#webhooks.values()];
	}

	/** @throws PlatformProblem `not_found` */
	get(id: string): Webhook {
		const webhook = this.#webhooks.get(id);
		if (webhook) return webhook;
		throw new PlatformProblem('not_found', `There is no webhook with the id ${id}.`);
	}

	/** Registers a webhook with a secret of its own. */
	create(values: WebhookValues): Webhook {
		const id = `wh-${++this.#created}`;
		const createdAt = new Date(this.clock.now()).toISOString();
		const webhook = { id, ...values, createdAt, secret: `whsec_${randomBytes(24).toString('base64url')}` };
		this.#webhooks.set(id, webhook);
		return webhook;
	}

	patch(id: string, values: Partial<WebhookValues>): Webhook {
		const webhook = { ...this.get(id), ...values };
		this.#webhooks.set(id, webhook);
		if (values.active) this.#failures.delete(id);
		return webhook;
	}

	delete(id: string): void {
		this.get(id);
		this.#webhooks.delete(id);
	}

	/**
	 * Tells every registration that asked for it about a commit.
	 * @param author the name of the API key to which the registrations belong
	 */
	announce({ entity, kind, state }: Commit, author: string): void {
		const event = `${entity}.${kind}`;
		const times = { deliver: 1, lose: 0, twice: 2 }[this.mode];
		const { id: recordId, updatedAt, updatedBy } = state;
		for (const webhook of this.#webhooks.values()) {
			if (!webhook.active || !webhook.events.includes(event)) continue;
			if (!webhook.ownChanges && updatedBy === author) continue;
			const id = randomUUID();
			const data = { entity, id: recordId, updatedAt, updatedBy };
			const body = JSON.stringify({ id, event, occurredAt: updatedAt, data });
			for (let time = 0; time < times; time++) {
				const delivery = this.#deliver(webhook, { id, event, recordId, body });
				this.#pending.add(delivery);
				void delivery.finally(() => this.#pending.delete(delivery));
			}
		}
	}

	/** Resolves when no delivery is under way or waiting for a repetition. */
	async settled(): Promise<void> {
		while (this.#pending.size > 0) await Promise.all(this.#pending);
	}

	/** Forgets registrations and deliveries. */
	clear(): void {
		this.#webhooks.clear();
		this.#failures.clear();
		this.#deliveries = [];
	}

	/** Stops every delivery that is under way. */
	close(): void {
		this.clear();
		this.#stop.abort();
	}

	async #deliver(
		webhook: Webhook,
		{ id, event, recordId, body }: { id: string; event: string; recordId: string; body: string },
	): Promise<void> {
		const statuses: number[] = [];
		this.#deliveries.push({ id, webhookId: webhook.id, event, recordId, statuses });
		if (this.#deliveries.length > 2 * KEPT_DELIVERIES) this.#deliveries = this.#deliveries.slice(-KEPT_DELIVERIES);
		for (const wait of [0, ...this.timing.retryDelaysMs]) {
			if (wait > 0) await delay(wait, undefined, { signal: this.#stop.signal }).catch(() => undefined);
			if (this.#stop.signal.aborted || !this.#webhooks.has(webhook.id)) return;
			const status = await this.#post(webhook, id, body);
			statuses.push(status);
			if (status >= 200 && status < 300) {
				this.#failures.delete(webhook.id);
				return;
			}
		}
		this.#countFailure(webhook.id);
	}

	async #post(webhook: Webhook, deliveryId: string, body: string): Promise<number> {
		const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(this.timing.timeoutMs)]);
		const headers = {
			'content-type': 'application/json',
			'x-delivery-id': deliveryId,
			'x-signature': sign(webhook.secret, Math.floor(this.clock.now() / 1_000), body),
		};
		try {
			const answer = await fetch(webhook.url, { method: 'POST', headers, body, signal, redirect: 'error' });
			await answer.arrayBuffer();
			return answer.status;
		} catch {
			return 0;
		}
	}

	#countFailure(id: string): void {
		const failures = (this.#failures.get(id) ?? 0) + 1;
		this.#failures.set(id, failures);
		const webhook = this.#webhooks.get(id);
		if (webhook && failures >= FAILURES_UNTIL_INACTIVE) this.#webhooks.set(id, { ...webhook, active: false });
	}
}

/** The `X-Signature` header: HMAC-SHA256 over the time, a dot and the raw body. */
export function sign(secret: string, unixSeconds: number, body: string): string {
	const hex = createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex');
	return `t=${unixSeconds},v1=${hex}`;
}
