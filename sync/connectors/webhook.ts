import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Entity, System } from '../model/entity';
import { SyncError } from '../model/errors';
import type { Json } from '../model/json';

/** What reached us, as it was sent. */
export interface Delivery {
	/** The raw bytes: signatures are made over them, and JSON that was parsed and written again has others. */
	readonly body: Buffer;
	/** @param name in lower case */
	header(name: string): string | undefined;
	/** A parameter of the address it was sent to. */
	query(name: string): string | undefined;
	/** Local time of its arrival, milliseconds since 1970. */
	readonly receivedAt: number;
}

export type WebhookAction = 'created' | 'updated' | 'deleted';

/** A hint that a record may have changed. Whatever else the event said is forgotten: the record is read again. */
export interface WebhookEvent {
	/** Null, like `id`, where the system says that something changed but not what. */
	readonly entity: Entity | null;
	readonly id: string | null;
	readonly action: WebhookAction;
	/** The same for each repetition of one event, another one for every other event. */
	readonly key: string;
}

/** What an event is worth: hints (none where it concerns nothing that is synchronised), or a refusal. */
export type Verdict =
	| { readonly events: readonly WebhookEvent[] }
	| {
			/** 401: not from this system; 400: not to be understood; 429: to be sent again, where the system does that. */
			readonly refused: 400 | 401 | 429;
			/** For n8n's log. */
			readonly reason: string;
	  };

/** What is to be told to whom. */
export interface Subscription {
	/** Where this n8n can be reached by the system. Belongs to one node of one workflow. */
	readonly url: string;
	/** Never empty. */
	readonly entities: readonly Entity[];
}

/**
 * Registrations of one tenant. What `register` returns is kept by the caller (it may hold a secret) and given to the
 * other methods; null where nothing is known, as after a restore.
 */
export interface Registrar {
	/** Whether the system still tells what was asked for, to this address, and what is kept fits it. */
	stands(subscription: Subscription, kept: Json | null): Promise<boolean>;
	/**
	 * Switches on again what the system has switched off by itself, because this n8n did not answer for too long.
	 * @returns whether it stands now as it was registered
	 */
	revive(subscription: Subscription, kept: Json | null): Promise<boolean>;
	/**
	 * Registers anew. What stands there of this very node, by its address or by what is kept of an earlier one, is
	 * removed first; where something fails, nothing of it stays behind.
	 */
	register(subscription: Subscription, kept: Json | null): Promise<Json>;
	/**
	 * Removes what is this node's own and nothing else. That it is gone already is no error.
	 * @returns what the next registration is to be given, null where there is nothing to remember
	 */
	unregister(url: string, kept: Json | null): Promise<Json | null>;
}

/** Compares in a time that tells nothing about where two texts differ. */
export function sameSecret(given: string, expected: string): boolean {
	const key = 'compared by their hashes, which are of one length';
	const hash = (text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
	return timingSafeEqual(hash(given), hash(expected));
}

/** The body as JSON, undefined where it is none. */
export function jsonOf(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

const LOOPBACK = /^(?:localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/;

/**
 * A system on the internet cannot reach an n8n that knows itself by `localhost` only.
 * @throws SyncError BAD_INPUT that says what to set.
 */
export function refuseUnreachable(system: System, name: string, url: string, systemUrl: string): void {
	const [host, own] = [url, systemUrl].map((address) => new URL(address).hostname);
	if (!LOOPBACK.test(host) || LOOPBACK.test(own)) return;
	throw new SyncError(
		'BAD_INPUT',
		`${name} cannot reach this n8n at ${new URL(url).origin}. Set n8n's environment variable WEBHOOK_URL to the address at which it can be reached from outside, restart n8n and publish again; or remove this trigger: the schedule alone keeps the systems in step.`,
		{ system },
	);
}
