import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import {
	jsonOf,
	refuseUnreachable,
	sameSecret,
	type Delivery,
	type Registrar,
	type Subscription,
	type Verdict,
} from '../webhook';
import type { HttpAnswer } from '../http';
import { RESOURCE_PATHS } from './catalogue';
import type { PlatformClient } from './client';
import { unexpectedAnswer } from './errors';

/** Older or newer than this a signature is not believed, whoever made it (contract). */
const TOLERANCE_MS = 5 * 60_000;
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;
const ACTIONS = ['created', 'updated', 'deleted'] as const;
const SYNCHRONISED = Object.keys(RESOURCE_PATHS) as Entity[];

const delivered = z.object({
	id: z.string().min(1).max(200),
	event: z.string(),
	data: z.object({ id: z.string().min(1).max(200), updatedBy: z.string().nullish() }),
});
const webhook = z.object({
	id: z.string(),
	url: z.string(),
	events: z.array(z.string()),
	active: z.boolean(),
	secret: z.string().min(1).nullish(),
});
type Webhook = z.infer<typeof webhook>;
const list = z.object({ items: z.array(webhook) });
/** `self` is the name of our API key: what bears it was written by us. */
const kept = z.object({ id: z.string(), url: z.string(), secret: z.string().min(1), self: z.string() });

/**
 * Verifies a delivery: `X-Signature: t=<Unix seconds>,v1=<hex of HMAC-SHA256(secret, t + "." + raw body)>`, with a time
 * that is near (docs/platform-contract.openapi.yaml).
 */
export function verifyPlatform(delivery: Delivery, known: Json | null): Verdict {
	const registration = kept.safeParse(known);
	if (!registration.success) {
		return { refused: 401, reason: 'the key of this webhook is not known; unpublish and publish the workflow' };
	}
	const { secret, self } = registration.data;
	const [, time, signature] = SIGNATURE.exec(delivery.header('x-signature') ?? '') ?? [];
	if (time === undefined || signature === undefined) return { refused: 401, reason: 'it bears no X-Signature' };
	const expected = createHmac('sha256', secret).update(`${time}.`).update(delivery.body).digest('hex');
	if (!sameSecret(signature, expected)) return { refused: 401, reason: 'its signature is wrong' };
	if (Math.abs(Number(time) * 1000 - delivery.receivedAt) > TOLERANCE_MS) {
		return {
			refused: 401,
			reason: 'it was signed more than five minutes from now; compare the clocks of both servers',
		};
	}
	const parsed = delivered.safeParse(jsonOf(delivery.body));
	if (!parsed.success) return { refused: 400, reason: 'its body is not what the contract says' };
	const { id: key, event, data } = parsed.data;
	const [entity, action] = event.split('.');
	const knownEntity = SYNCHRONISED.find((one) => one === entity);
	const knownAction = ACTIONS.find((one) => one === action);
	if (!knownEntity || !knownAction || data.updatedBy === self) return { events: [] };
	return { events: [{ entity: knownEntity, id: data.id, action: knownAction, key }] };
}

/** Webhooks of one API key: one registration for all events of a trigger. */
export class PlatformWebhooks implements Registrar {
	constructor(private readonly client: PlatformClient) {}

	async stands({ url, entities }: Subscription, known: Json | null): Promise<boolean> {
		const registration = kept.safeParse(known);
		if (!registration.success || registration.data.url !== url) return false;
		const standing = (await this.#list()).filter((one) => one.url === url);
		const [only] = standing;
		const wanted = eventsOf(entities);
		return (
			standing.length === 1 &&
			only.id === registration.data.id &&
			only.active &&
			only.events.length === wanted.length &&
			wanted.every((event) => only.events.includes(event))
		);
	}

	/** The platform switches off what could not be delivered a hundred times on end (contract). */
	async revive(subscription: Subscription, known: Json | null): Promise<boolean> {
		const { data } = kept.safeParse(known);
		const own = (await this.#list()).find(({ id }) => id === data?.id);
		if (own && !own.active) await this.client.webhooks('PATCH', { id: own.id, body: { active: true } });
		return await this.stands(subscription, known);
	}

	async register({ url, entities }: Subscription, known: Json | null): Promise<Json> {
		refuseUnreachable('platform', 'The platform', url, this.client.root);
		await this.unregister(url, known);
		const { name: self } = await this.client.me();
		const answer = await this.#create({ url, events: eventsOf(entities), description: 'n8n-nodes-psa-sync' });
		const parsed = webhook.safeParse(answer.data);
		if (!parsed.success) throw unexpectedAnswer('POST /webhooks', answer.data, parsed.error, {}, true);
		const { id, secret } = parsed.data;
		if (secret) return { id, url, secret, self };
		await this.#remove(id);
		throw new SyncError(
			'UNEXPECTED_ANSWER',
			'Unified Platform registered the webhook without telling the secret that it signs with; without one no event can be verified. Remove the trigger: the schedule alone keeps the systems in step.',
			{ system: 'platform' },
		);
	}

	async unregister(url: string, known: Json | null): Promise<null> {
		const { data } = kept.safeParse(known);
		const own = (await this.#list()).filter((one) => one.url === url || (one.id === data?.id && one.url === data.url));
		for (const { id } of own) await this.#remove(id);
		return null;
	}

	/** What we write ourselves is no news; a server that does not know how to leave it out is asked without. */
	async #create(body: object): Promise<HttpAnswer> {
		try {
			return await this.client.webhooks('POST', { body: { ...body, ownChanges: false } });
		} catch (error) {
			if (!(error instanceof SyncError) || error.code !== 'REJECTED') throw error;
			return await this.client.webhooks('POST', { body });
		}
	}

	async #list(): Promise<Webhook[]> {
		const answer = await this.client.webhooks('GET', { accept: [404] });
		if (answer.status === 404) {
			throw new SyncError(
				'REJECTED',
				'Unified Platform has no webhooks at this address (HTTP 404). Remove the trigger: the schedule alone keeps the systems in step.',
				{ system: 'platform', status: 404 },
			);
		}
		const parsed = list.safeParse(answer.data);
		if (!parsed.success) throw unexpectedAnswer('GET /webhooks', answer.data, parsed.error, {}, false);
		return parsed.data.items;
	}

	async #remove(id: string): Promise<void> {
		await this.client.webhooks('DELETE', { id, accept: [404] });
	}
}

function eventsOf(entities: readonly Entity[]): string[] {
	return entities.flatMap((entity) => ACTIONS.map((action) => `${entity}.${action}`));
}
