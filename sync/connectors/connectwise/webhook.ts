import { createHash, createHmac } from 'node:crypto';
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
	type WebhookAction,
} from '../webhook';
import type { ConnectWiseEntity } from './catalogue';
import type { ConnectWiseClient } from './client';
import type { SigningKeys } from './signing-keys';

/** The vendor's types of callbacks. There is none for notes: they come with their ticket. */
const TYPES: Readonly<Record<ConnectWiseEntity, string>> = {
	company: 'company',
	contact: 'contact',
	agreement: 'agreement',
	ticket: 'ticket',
	timeEntry: 'time',
	invoice: 'invoice',
};
const ACTIONS: Readonly<Record<string, WebhookAction>> = { added: 'created', updated: 'updated', deleted: 'deleted' };
const PATH = '/system/callbacks';

const id = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,18}$/)]).transform(String);
/** `Entity` (JSON in a text, null of a deletion) is not even looked at. */
const event = z.object({
	Action: z.string(),
	ID: id,
	Type: z.string(),
	MessageId: z.string().max(200).nullish(),
	Metadata: z.object({ key_url: z.string().max(2_000) }),
});
const entry = z.object({
	id: z.number().int(),
	url: z.string().nullish(),
	type: z.string().nullish(),
	level: z.string().nullish(),
	inactiveFlag: z.boolean().nullish(),
	isSelfSuppressedFlag: z.boolean().nullish(),
});
type Entry = z.infer<typeof entry>;
const kept = z.object({ url: z.string(), ids: z.array(z.number().int()) });

/**
 * Verifies a callback: `x-content-signature` is base64(HMAC-SHA256(SHA256(signing key), raw body)) (Developer Guide);
 * the key is named by the event itself and believed only where it lies on the tenant's own host.
 */
export async function verifyConnectWise(delivery: Delivery, keys: SigningKeys): Promise<Verdict> {
	const signature = delivery.header('x-content-signature');
	if (signature === undefined) return { refused: 401, reason: 'it bears no x-content-signature' };
	const parsed = event.safeParse(jsonOf(delivery.body));
	if (!parsed.success) return { refused: 400, reason: 'its body is no callback of ConnectWise' };
	const { Action, ID, Type, MessageId, Metadata } = parsed.data;
	if (!keys.trusts(Metadata.key_url)) {
		return { refused: 401, reason: 'it names a signing key of another host or company than the credential' };
	}
	const found = await keys.check(Metadata.key_url, (key) => sameSecret(signature, signatureOf(delivery.body, key)));
	// 429 is one of the few answers after which the vendor sends it again (Developer Guide).
	if (found === 'unknown') return { refused: 429, reason: 'its signing key could not be fetched from ConnectWise' };
	if (found === 'differs') return { refused: 401, reason: 'its signature is wrong' };
	const entity = entityOf(Type);
	const name = Action.toLowerCase();
	const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
	if (entity === undefined || action === undefined) return { events: [] };
	const key = MessageId || createHash('sha256').update(delivery.body).digest('hex');
	return { events: [{ entity, id: ID, action, key }] };
}

/** @returns the value of `x-content-signature` for a body. */
export function signatureOf(body: Buffer, signingKey: string): string {
	const key = createHash('sha256').update(signingKey, 'utf8').digest();
	return createHmac('sha256', key).update(body).digest('base64');
}

function entityOf(type: string): ConnectWiseEntity | undefined {
	const wanted = type.toLowerCase();
	return (Object.keys(TYPES) as ConnectWiseEntity[]).find((entity) => TYPES[entity] === wanted);
}

/** Callbacks of one tenant: one for each type of record, for all records of it. */
export class ConnectWiseCallbacks implements Registrar {
	/** @param site scheme and host of the tenant */
	constructor(
		private readonly client: ConnectWiseClient,
		private readonly site: string,
	) {}

	async stands({ url, entities }: Subscription, known: Json | null): Promise<boolean> {
		const parsed = kept.safeParse(known);
		if (!parsed.success || parsed.data.url !== address(url)) return false;
		const live = await this.#own(parsed.data.url, null);
		const wanted = typesOf(entities);
		return live.length === wanted.length && wanted.every((type) => live.some((one) => isAsWanted(one, type)));
	}

	/** The vendor switches off what could not be delivered for three days (Developer Guide). */
	async revive(subscription: Subscription, known: Json | null): Promise<boolean> {
		for (const { id: own, inactiveFlag } of await this.#own(address(subscription.url), known)) {
			const body = [{ op: 'replace', path: 'inactiveFlag', value: false }];
			if (inactiveFlag) await this.client.send({ method: 'PATCH', path: `${PATH}/${own}`, body });
		}
		return await this.stands(subscription, known);
	}

	async register({ url, entities }: Subscription, known: Json | null): Promise<Json> {
		refuseUnreachable('connectwise', 'ConnectWise', url, this.site);
		await this.unregister(url, known);
		const ids: number[] = [];
		try {
			for (const type of typesOf(entities)) ids.push(await this.#create(address(url), type));
		} catch (error) {
			for (const one of ids) await this.#remove(one).catch(() => undefined);
			throw withAdvice(error, url);
		}
		return { url: address(url), ids };
	}

	async unregister(url: string, known: Json | null): Promise<null> {
		for (const { id: own } of await this.#own(address(url), known)) await this.#remove(own);
		return null;
	}

	/**
	 * The entries of this node. Its address belongs to no other node; entries of an earlier address only count where
	 * they still bear it: callbacks of other integrations are none of our business.
	 */
	async #own(current: string, known: Json | null): Promise<Entry[]> {
		const { data } = kept.safeParse(known);
		const all = await this.client.lookups(PATH, entry);
		return all.filter((one) => one.url === current || (one.url === data?.url && data?.ids.includes(one.id)));
	}

	async #create(url: string, type: string): Promise<number> {
		const body = {
			url,
			// With the level "owner" this means all records (Developer Guide).
			objectId: 1,
			level: 'owner',
			type,
			description: 'n8n-nodes-psa-sync',
			payloadVersion: '3.0.0',
			inactiveFlag: false,
			isSoapCallbackFlag: false,
			// What this integration writes itself is no news to it.
			isSelfSuppressedFlag: true,
		};
		const answer = await this.client.send({ method: 'POST', path: PATH, body });
		const parsed = entry.safeParse(answer.data);
		if (parsed.success) return parsed.data.id;
		throw new SyncError('UNEXPECTED_ANSWER', 'ConnectWise answered the registration of a callback without its id', {
			system: 'connectwise',
		});
	}

	async #remove(own: number): Promise<void> {
		try {
			await this.client.send({ method: 'DELETE', path: `${PATH}/${own}` });
		} catch (error) {
			if (!(error instanceof SyncError) || error.code !== 'NOT_FOUND') throw error;
		}
	}
}

/** The vendor appends the record's id to the address, which is why it ends like this (Developer Guide). */
function address(url: string): string {
	return `${url}${url.includes('?') ? '&' : '?'}recordId=`;
}

function typesOf(entities: readonly Entity[]): string[] {
	return entities.flatMap((entity) => TYPES[entity as ConnectWiseEntity] ?? []);
}

function isAsWanted(one: Entry, type: string): boolean {
	return one.type?.toLowerCase() === type && one.level?.toLowerCase() === 'owner' && one.inactiveFlag !== true;
}

/** "Invalid URL" is all that the vendor says of an address that it does not like. */
function withAdvice(error: unknown, url: string): unknown {
	if (!(error instanceof SyncError) || error.code !== 'REJECTED') return error;
	const { code, message, subject } = error;
	const advice = `The address it was given is ${new URL(url).origin}: set n8n's WEBHOOK_URL where it is not the one that ConnectWise can reach`;
	return new SyncError(code, `${message}. ${advice}`, subject, { cause: error });
}
