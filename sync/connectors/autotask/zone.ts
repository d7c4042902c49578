import { SyncError } from '../../model/errors';
import type { FailedAnswer, Failure, HttpTransport } from '../http';
import { failureOf } from '../http';
import { isVendorHost } from './options';
import { zoneInformation } from './schemas';

/** Where a user's database lives. */
export interface Zone {
	/** Root of the API, without a slash at its end. */
	readonly apiUrl: string;
	/** Where people sign in, without a slash at its end; null where the vendor does not say. */
	readonly webUrl: string | null;
}

const KEPT_MS = 12 * 60 * 60 * 1000;

const known = new Map<string, { readonly zone: Zone; readonly until: number }>();
/** Look-ups under way: calls that fail together ask together. */
const asked = new Map<string, Promise<Zone>>();

/** Finds and keeps the zone of a user. The vendor moves databases between zones now and then. */
export class Zones {
	readonly #key: string;

	/** @param transport sends no keys: the user's name is enough here, and the server is not the one that knows them */
	constructor(
		private readonly transport: HttpTransport,
		private readonly server: string,
		private readonly userName: string,
		private readonly now: () => number,
	) {
		this.#key = `${server} ${userName.toLowerCase()}`;
	}

	/** The zone; asked for twice a day and process. */
	async get(): Promise<Zone> {
		const kept = known.get(this.#key);
		return kept !== undefined && kept.until > this.now() ? kept.zone : await this.discover();
	}

	/** Where people sign in, as far as that is known without asking. */
	webUrl(): string | null {
		return known.get(this.#key)?.zone.webUrl ?? null;
	}

	/** Asks anew. @throws SyncError AUTHENTICATION where the user's name is unknown. */
	async discover(): Promise<Zone> {
		const running = asked.get(this.#key) ?? this.#ask();
		asked.set(this.#key, running);
		try {
			return await running;
		} finally {
			if (asked.get(this.#key) === running) asked.delete(this.#key);
		}
	}

	async #ask(): Promise<Zone> {
		const answer = await this.transport.request({
			method: 'GET',
			url: `${this.server}/atservicesrest/v1.0/zoneInformation`,
			query: { user: this.userName },
			preliminary: true,
		});
		const parsed = zoneInformation.safeParse(answer.data);
		const url = parsed.success && URL.canParse(parsed.data.url) ? new URL(parsed.data.url) : undefined;
		if (!parsed.success || url === undefined || !this.#isTrusted(url)) {
			const message = `Autotask: ${new URL(this.server).host} does not say in which zone the database of this user lives; check the zone in the credentials`;
			throw new SyncError('UNEXPECTED_ANSWER', message, { system: 'autotask' });
		}
		const webUrl = parsed.data.webUrl ?? '';
		const zone: Zone = {
			apiUrl: `${withoutSlash(url.href)}/v1.0`,
			webUrl: URL.canParse(webUrl) && /^https?:/i.test(webUrl) ? withoutSlash(webUrl) : null,
		};
		known.set(this.#key, { zone, until: this.now() + KEPT_MS });
		return zone;
	}

	/** The keys will be sent there. */
	#isTrusted(url: URL): boolean {
		return url.origin === new URL(this.server).origin || (url.protocol === 'https:' && isVendorHost(url.hostname));
	}
}

/** A name that the vendor does not know is answered with HTTP 500 (seen by a public client). */
export function classifyZone(answer: FailedAnswer): Failure | undefined {
	if (answer.status !== 500) return undefined;
	const { message } = failureOf(answer);
	return {
		code: 'AUTHENTICATION',
		message: `${message}: that is how Autotask answers to a user name that it does not know; check the user name in the credentials`,
	};
}

function withoutSlash(url: string): string {
	return url.replace(/\/+$/, '');
}
