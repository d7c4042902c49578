import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Json } from '../../model/json';
import type { HttpTransport } from '../http';
import { notUnderstood } from './errors';
import { tokenAnswer } from './schemas';

/** Where processes leave tokens for each other, such as the store's cache. */
export interface TokenShelf {
	cached(key: string, now: number, maxAgeMs: number): Promise<Json | undefined>;
	cache(key: string, value: Json, now: number): Promise<void>;
}

export interface TokenSource {
	/** Where tokens are asked for. */
	readonly url: string;
	readonly tenant: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly shelf: TokenShelf | undefined;
	readonly now: () => number;
}

interface Token {
	readonly value: string;
	/** From when on a new one is asked for, epoch milliseconds. */
	readonly until: number;
}

/** What public clients and the specification's examples show; used where an answer does not say. */
const USUAL_LIFE_S = 3600;
/** A token is renewed this long before its end; a short-lived one after four fifths of its life. */
const MARGIN_MS = 5 * 60_000;
const PART_OF_LIFE = 0.8;
const DAY_MS = 24 * 60 * 60_000;

/** The tokens of this process, by whom they were given to. */
const held = new Map<string, Token>();
const underWay = new Map<string, Promise<Token>>();

const sealedToken = z.object({ until: z.number(), sealed: z.string() });

/**
 * The bearer token of one application, asked for with its client credentials: one for all connectors of a process, and
 * through the shelf for all processes. On the shelf it lies encrypted with a key that only the client secret gives.
 */
export class BearerToken {
	readonly #name: string;
	readonly #key: Buffer;

	constructor(
		private readonly transport: HttpTransport,
		private readonly source: TokenSource,
	) {
		const { url, tenant, clientId, clientSecret } = source;
		const whose = JSON.stringify([url, tenant, clientId]);
		this.#key = Buffer.from(hkdfSync('sha256', clientSecret, whose, 'psa-sync halopsa token', 32));
		// Of two secrets of one application each has a token of its own: a wrong one must not live on another's.
		const digest = createHash('sha256').update(whose).update(this.#key).digest('hex');
		this.#name = `halopsa-token:${digest}`;
	}

	/** A token that is good for some minutes more. @throws SyncError AUTHENTICATION where the credentials are refused. */
	async get(): Promise<string> {
		const known = held.get(this.#name);
		if (known && known.until > this.source.now()) return known.value;
		return (await this.#once(async () => (await this.#fromShelf()) ?? (await this.#ask()))).value;
	}

	/** A token in place of one that was refused. Somebody else may have brought one already. */
	async renew(refused: string): Promise<string> {
		const known = held.get(this.#name);
		if (known && known.value !== refused && known.until > this.source.now()) return known.value;
		const fetch = async (): Promise<Token> => {
			const other = await this.#fromShelf();
			return other && other.value !== refused ? other : await this.#ask();
		};
		const token = await this.#once(fetch);
		// One that was under way already may have come from the shelf.
		return token.value === refused ? (await this.#once(fetch)).value : token.value;
	}

	/** Many ask at once when a token ends: one of them goes. */
	async #once(fetch: () => Promise<Token>): Promise<Token> {
		let asked = underWay.get(this.#name);
		if (!asked) {
			asked = fetch().finally(() => underWay.delete(this.#name));
			underWay.set(this.#name, asked);
		}
		const token = await asked;
		held.set(this.#name, token);
		return token;
	}

	async #ask(): Promise<Token> {
		const { url, tenant, clientId, clientSecret, now } = this.source;
		const sentAt = now();
		const answer = await this.transport.request({
			method: 'POST',
			url,
			query: tenant === '' ? {} : { tenant },
			form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: 'all' },
			// Asking twice gives two tokens, both good.
			safe: true,
			preliminary: true,
		});
		const parsed = tokenAnswer.safeParse(answer.data);
		if (!parsed.success) throw notUnderstood({ ...answer, data: undefined }, parsed.error.issues[0], {});
		const lifeMs = (parsed.data.expires_in ?? USUAL_LIFE_S) * 1000;
		const token = {
			value: parsed.data.access_token,
			until: sentAt + Math.max(lifeMs - MARGIN_MS, lifeMs * PART_OF_LIFE),
		};
		await this.source.shelf?.cache(this.#name, { until: token.until, sealed: this.#seal(token.value) }, now());
		return token;
	}

	async #fromShelf(): Promise<Token | undefined> {
		const { shelf, now } = this.source;
		const parsed = sealedToken.safeParse(await shelf?.cached(this.#name, now(), DAY_MS));
		if (!parsed.success || parsed.data.until <= now()) return undefined;
		const value = this.#open(parsed.data.sealed);
		return value === undefined ? undefined : { value, until: parsed.data.until };
	}

	#seal(text: string): string {
		const iv = randomBytes(12);
		const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
		const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
		return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
	}

	/** @returns undefined for what was not sealed with this key, or was changed since. */
	#open(sealed: string): string | undefined {
		try {
			const bytes = Buffer.from(sealed, 'base64');
			const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(0, 12), { authTagLength: 16 });
			decipher.setAuthTag(bytes.subarray(12, 28));
			return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
		} catch {
			return undefined;
		}
	}
}
