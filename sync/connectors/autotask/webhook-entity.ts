import { z } from 'zod';
import { SyncError } from '../../model/errors';
import type { HttpAnswer } from '../http';
import type { AutotaskClient } from './client';
import { notUnderstood } from './errors';
import { fieldsAnswer, queryAnswer, writeAnswer } from './schemas';

const webhook = z
	.object({
		id: z.number().int(),
		webhookUrl: z.string().nullish(),
		isActive: z.boolean().nullish(),
		isReady: z.boolean().nullish(),
		ownerResourceID: z.number().int().nullish(),
	})
	.passthrough();
export type LiveWebhook = z.infer<typeof webhook>;
const item = z.object({ item: webhook.nullish() }).passthrough().nullish();

/** One of the vendor's entities `CompanyWebhooks`, `ContactWebhooks`, `TicketWebhooks`, `TicketNoteWebhooks`, with what hangs on it. */
export class WebhookEntity {
	/** @param kind as the entity's name begins: `Ticket` */
	constructor(
		private readonly client: AutotaskClient,
		private readonly kind: string,
	) {}

	/** Those that have one of the addresses. */
	async at(urls: readonly string[]): Promise<LiveWebhook[]> {
		// All of them are read, since the vendor's text comparisons overlook more than case.
		const body = { maxRecords: 500, filter: [{ op: 'gte', field: 'id', value: 0 }] };
		const answer = await this.client.send({ method: 'POST', path: `${this.#path}/query`, body, safe: true });
		const { items } = parse(queryAnswer(webhook), answer);
		return items.filter(({ webhookUrl }) => urls.includes(webhookUrl ?? ''));
	}

	/**
	 * Sets one up in the order that the vendor asks for: the webhook, inactive; its fields, one after the other, since
	 * several at a time fail (seen live); whom it does not tell of; and only then active. User-defined fields (notes have none) are not
	 * among them: a tenant may have three hundred, each would be a call, and what changes in them alone is found by the
	 * next run at the interval.
	 */
	async create(url: string, secret: string): Promise<number> {
		const id = await this.#post(this.#path, { ...settingsOf(url, secret), isActive: false });
		for (const fieldID of await this.#fieldIds()) {
			await this.#post(`${this.#path}/${id}/Fields`, { fieldID, isSubscribedField: true, isDisplayAlwaysField: false });
		}
		const made = await this.#get(id);
		const owner = made.ownerResourceID;
		// Who made it is its owner: what that user writes is no news to us.
		if (owner) await this.#post(`${this.#path}/${id}/ExcludedResources`, { resourceID: owner });
		await this.activate(made, url, secret);
		return id;
	}

	/** Switches one on, with all of it for a zone that knows no PATCH of collections (one was seen): PUT empties what it is not given. */
	async activate({ id, ownerResourceID }: LiveWebhook, url: string, secret: string): Promise<void> {
		try {
			await this.client.send({ method: 'PATCH', path: this.#path, body: { id, isActive: true } });
		} catch (error) {
			const isUnknown = error instanceof SyncError && [404, 405].includes(error.subject.status ?? 0);
			if (!isUnknown) throw error;
			const body = { ...settingsOf(url, secret), ...(ownerResourceID && { ownerResourceID }), id, isActive: true };
			await this.client.send({ method: 'PUT', path: this.#path, body });
		}
		const { isActive, isReady } = await this.#get(id);
		if (isActive && isReady !== false) return;
		throw new SyncError(
			'REJECTED',
			`Autotask took the ${this.kind.toLowerCase()} webhook ${id} but does not call it ready. Look at it under Admin > Extensions & Integrations > Other Extensions & Tools > Webhooks, or remove the trigger: the schedule alone keeps the systems in step.`,
			{ system: 'autotask' },
		);
	}

	/** Removes one with all that hangs on it; that it is gone already is no error. */
	async remove(id: number): Promise<void> {
		try {
			await this.client.send({ method: 'DELETE', path: `${this.#path}/${id}` });
		} catch (error) {
			// The vendor answers the deletion of what is not there like any mistake: only a look tells.
			if (!(error instanceof SyncError) || error.retryable) throw error;
			const there = await this.client.send({ method: 'GET', path: `${this.#path}/${id}`, accept: [404] });
			if (there.status !== 404 && item.safeParse(there.data).data?.item) throw error;
		}
	}

	get #path(): string {
		return `${this.kind}Webhooks`;
	}

	/** What was made a moment ago may not be found at once. */
	async #get(id: number): Promise<LiveWebhook> {
		for (let attempt = 1; ; attempt++) {
			const answer = await this.client.send({ method: 'GET', path: `${this.#path}/${id}`, accept: [404] });
			const found = answer.status === 404 ? undefined : parse(item, answer)?.item;
			if (found) return found;
			if (attempt === 5) break;
			await this.client.pause(1_000);
		}
		throw new SyncError('UNEXPECTED_ANSWER', `Autotask does not know the webhook ${id} that it has just made`, {
			system: 'autotask',
		});
	}

	/** The numbers of the fields that can be subscribed to: only the tenant's own list knows them. */
	async #fieldIds(): Promise<number[]> {
		const path = `${this.kind}WebhookFields/entityInformation/fields`;
		const { fields } = parse(fieldsAnswer, await this.client.send({ method: 'GET', path }));
		const choices = fields?.find(({ name }) => name.toLowerCase() === 'fieldid')?.picklistValues ?? [];
		return choices.filter(({ isActive }) => isActive !== false).map(({ value }) => Number(value));
	}

	async #post(path: string, body: object): Promise<number> {
		const answer = await this.client.send({ method: 'POST', path, body });
		const { itemId } = parse(writeAnswer, answer);
		if (itemId !== undefined && itemId !== null) return itemId;
		throw new SyncError('UNEXPECTED_ANSWER', `Autotask POST ${path} was answered without an id`, {
			system: 'autotask',
		});
	}
}

function settingsOf(url: string, secret: string): Readonly<Record<string, unknown>> {
	return {
		name: 'n8n-nodes-psa-sync',
		webhookUrl: url,
		// Mandatory. What arrives there is not signed, and is refused like everything that is not.
		deactivationUrl: url,
		secretKey: secret,
		isSubscribedToCreateEvents: true,
		isSubscribedToUpdateEvents: true,
		isSubscribedToDeleteEvents: true,
		sendThresholdExceededNotification: false,
	};
}

function parse<T extends z.ZodTypeAny>(schema: T, answer: HttpAnswer): z.output<T> {
	const parsed = schema.safeParse(answer.data) as z.SafeParseReturnType<unknown, z.output<T>>;
	if (parsed.success) return parsed.data;
	throw notUnderstood(answer, parsed.error.issues[0], {});
}
