import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Entity } from '../../model/entity';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import {
	jsonOf,
	refuseUnreachable,
	type Delivery,
	type Registrar,
	type Subscription,
	type Verdict,
	type WebhookAction,
} from '../webhook';
import type { AutotaskClient } from './client';
import { serverUrl, ZONE_LOOKUP, type AutotaskOptions } from './options';
import { isSignedBy } from './webhook-signature';
import { WebhookEntity } from './webhook-entity';

/** What the vendor's entities of webhooks begin with. */
const KINDS: Readonly<Partial<Record<Entity, string>>> = {
	company: 'Company',
	contact: 'Contact',
	ticket: 'Ticket',
	note: 'TicketNote',
};
/** Deliveries bear the names of the older API. */
const TYPES: Readonly<Record<string, Entity>> = {
	Account: 'company',
	Company: 'company',
	Contact: 'contact',
	Ticket: 'ticket',
	TicketNote: 'note',
};
const ACTIONS: Readonly<Record<string, WebhookAction>> = {
	Create: 'created',
	Update: 'updated',
	Delete: 'deleted',
};

const id = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,18}$/)]).transform(String);
const event = z.object({
	Action: z.string(),
	Guid: z.string().nullish(),
	EntityType: z.string(),
	Id: id.nullish(),
	EventTime: z.string().nullish(),
	SequenceNumber: z.number().nullish(),
});
const kept = z.object({ url: z.string(), secret: z.string().min(1), ids: z.record(z.number().int()) });
type Kept = z.infer<typeof kept>;

/**
 * Verifies a delivery. What bears no signature is refused whatever it says: the vendor leaves its own notice of a
 * `Deactivated` webhook unsigned, and whoever sends one like it must change nothing (GHSA-hh59-fgrr-93hf).
 */
export function verifyAutotask(delivery: Delivery, known: Json | null): Verdict {
	const registration = kept.safeParse(known);
	if (!registration.success) {
		return { refused: 401, reason: 'the key of this webhook is not known; unpublish and publish the workflow' };
	}
	const signature = delivery.header('x-hook-signature');
	if (signature === undefined) {
		const advice = 'should it be a notice that Autotask has switched the webhook off, publish the workflow again';
		return { refused: 401, reason: `it bears no X-Hook-Signature (${advice})` };
	}
	if (!isSignedBy(registration.data.secret, delivery.body, signature)) {
		return { refused: 401, reason: 'its signature is wrong' };
	}
	const parsed = event.safeParse(jsonOf(delivery.body));
	if (!parsed.success) return { refused: 400, reason: 'its body is no event of Autotask' };
	const { Action, Guid, EntityType, Id, EventTime, SequenceNumber } = parsed.data;
	const entity = Object.hasOwn(TYPES, EntityType) ? TYPES[EntityType] : undefined;
	const action = Object.hasOwn(ACTIONS, Action) ? ACTIONS[Action] : undefined;
	if (!entity || !action || Id === null || Id === undefined) return { events: [] };
	// Whether `Guid` names the event or its webhook nobody knows for sure: only all of this together tells events apart.
	const key = JSON.stringify([Guid, EntityType, Id, SequenceNumber, EventTime, Action]);
	return { events: [{ entity, id: Id, action, key }] };
}

/** Webhooks of one tenant: one for each kind of record, set up in the order that the vendor asks for. */
export class AutotaskWebhooks implements Registrar {
	readonly #server: string;

	constructor(
		private readonly client: AutotaskClient,
		options: Pick<AutotaskOptions, 'zoneUrl'>,
	) {
		this.#server = serverUrl(options.zoneUrl ?? ZONE_LOOKUP);
	}

	async stands({ url, entities }: Subscription, known: Json | null): Promise<boolean> {
		const { data } = kept.safeParse(known);
		const wanted = kindsOf(entities);
		if (!data || data.url !== url || Object.keys(data.ids).sort().join() !== wanted.slice().sort().join()) return false;
		const standing = await Promise.all(
			wanted.map(async (kind) => {
				const live = await new WebhookEntity(this.client, kind).at([url]);
				return live.length === 1 && live[0].id === data.ids[kind] && live[0].isActive && live[0].isReady !== false;
			}),
		);
		return standing.every(Boolean);
	}

	/** The vendor switches off what could not be delivered 25 times on end (vendor's documentation). */
	async revive(subscription: Subscription, known: Json | null): Promise<boolean> {
		const { data } = kept.safeParse(known);
		for (const kind of kindsOf(subscription.entities)) {
			const entity = new WebhookEntity(this.client, kind);
			const own = (await entity.at([subscription.url])).find(({ id: webhook }) => webhook === data?.ids[kind]);
			if (data && own && !own.isActive) await entity.activate(own, subscription.url, data.secret);
		}
		return await this.stands(subscription, known);
	}

	async register({ url, entities }: Subscription, known: Json | null): Promise<Json> {
		refuseUnreachable('autotask', 'Autotask', url, this.#server);
		await this.unregister(url, known);
		const secret = randomBytes(32).toString('base64url');
		// The limit on calls at a time is one of each endpoint, so that the kinds do not get into each other's way.
		const made = await Promise.allSettled(
			kindsOf(entities).map(
				async (kind) => [kind, await new WebhookEntity(this.client, kind).create(url, secret)] as const,
			),
		);
		const failed = made.find((one) => one.status === 'rejected');
		if (failed) {
			await this.unregister(url, null).catch(() => undefined);
			throw withAdvice(failed.reason, url);
		}
		const ids = Object.fromEntries(made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
		return { url, secret, ids } satisfies Kept;
	}

	async unregister(url: string, known: Json | null): Promise<null> {
		const { data } = kept.safeParse(known);
		await Promise.all(
			Object.values(KINDS).map(async (kind) => {
				const entity = new WebhookEntity(this.client, kind);
				const own = (await entity.at(data ? [url, data.url] : [url])).filter(
					(one) => one.webhookUrl === url || one.id === data?.ids[kind],
				);
				for (const { id: webhook } of own) await entity.remove(webhook);
			}),
		);
		return null;
	}
}

function kindsOf(entities: readonly Entity[]): string[] {
	return entities.flatMap((entity) => KINDS[entity] ?? []);
}

function withAdvice(error: unknown, url: string): unknown {
	if (!(error instanceof SyncError) || error.code !== 'REJECTED') return error;
	const { code, message, subject } = error;
	const advice = `The address it was given is ${new URL(url).origin}: set n8n's WEBHOOK_URL where it is not the one that Autotask can reach, and let the API user's security level manage webhooks`;
	return new SyncError(code, `${message}. ${advice}`, subject, { cause: error });
}
