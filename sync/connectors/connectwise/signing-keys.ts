import { z } from 'zod';
import { systemClock } from '../../model/clock';
import { HttpTransport } from '../http';
import { CONNECTWISE_REGIONS, siteUrl, tenantOf, webUrl, type ConnectWiseOptions } from './options';

/** Within the vendor's five seconds for a callback, with room for the rest. */
const FETCH_MS = 3_000;
/** A key that does not fit is asked for again at most so often. */
const REFRESH_MS = 60_000;
/** Forged events name keys, too: so many requests a minute are made for all of them. */
const FETCHES_A_MINUTE = 5;
const MOST_KEYS = 20;

const answer = z.object({ signing_key: z.string().min(1) });

interface Known {
	readonly key: Promise<string | undefined>;
	readonly askedAt: number;
}

/** The keys that callbacks of one tenant are signed with, fetched from this tenant's own host and nowhere else. */
export class SigningKeys {
	readonly #known = new Map<string, Known>();
	readonly #http: HttpTransport;
	readonly #now: () => number;
	#fetches: number[] = [];

	constructor(private readonly options: Pick<ConnectWiseOptions, 'site' | 'companyId' | 'clock' | 'sleep'>) {
		const { clock, sleep } = options;
		// No credentials: the key is handed out without, and what the event says must not make us send them anywhere.
		this.#http = new HttpTransport({
			system: 'connectwise',
			timeoutMs: FETCH_MS,
			maxBytes: 64 * 1024,
			retry: { attempts: 1, maxWaitMs: 0 },
			clock,
			sleep,
		});
		this.#now = () => (clock ?? systemClock).now();
	}

	/**
	 * Whether an address may be asked for a key: on the host of the credentials (with or without `api-`), by its scheme,
	 * and for this company. Others sign with keys of theirs on the same cloud host.
	 */
	trusts(address: string): boolean {
		if (!URL.canParse(address)) return false;
		const url = new URL(address);
		const site = new URL(siteUrl(this.options.site));
		if (url.protocol !== site.protocol || url.username !== '' || url.password !== '') return false;
		if (![site.host, new URL(webUrl(site.href)).host].includes(url.host)) return false;
		if (!/\/callbackkey\//i.test(url.pathname)) return false;
		const company = [...url.searchParams].filter(([name]) => name.toLowerCase() === 'companyname');
		const own = this.options.companyId.trim().toLowerCase();
		if (company.length === 0) return !Object.values(CONNECTWISE_REGIONS).includes(site.origin as never);
		return company.every(([, value]) => value.trim().toLowerCase() === own);
	}

	/**
	 * @param address one that is trusted
	 * @param fits whether it is the key that is looked for: if not, it is fetched anew, at most once a minute
	 * @returns 'unknown' where it could not be fetched (now)
	 */
	async check(address: string, fits: (key: string) => boolean): Promise<'fits' | 'differs' | 'unknown'> {
		const known = this.#known.get(address);
		const key = await known?.key;
		if (key !== undefined && fits(key)) return 'fits';
		if (known && key !== undefined && this.#now() - known.askedAt < REFRESH_MS) return 'differs';
		// Others may have asked for it while this one waited.
		const newer = this.#known.get(address);
		const fetched = await (newer && newer !== known ? newer.key : this.#fetch(address));
		if (fetched === undefined) return 'unknown';
		return fits(fetched) ? 'fits' : 'differs';
	}

	#fetch(address: string): Promise<string | undefined> {
		const now = this.#now();
		this.#fetches = this.#fetches.filter((at) => Math.abs(now - at) < 60_000);
		if (this.#fetches.length >= FETCHES_A_MINUTE) return Promise.resolve(undefined);
		this.#fetches.push(now);
		const key = this.#http.request({ method: 'GET', url: address }).then(
			({ data }) => answer.safeParse(data).data?.signing_key,
			() => undefined,
		);
		if (this.#known.size >= MOST_KEYS) this.#known.clear();
		const known = { key, askedAt: now };
		this.#known.set(address, known);
		void key.then((found) => {
			if (found === undefined && this.#known.get(address) === known) this.#known.delete(address);
		});
		return key;
	}
}

const byTenant = new Map<string, SigningKeys>();

/** The keys of a tenant, shared by all of this process: an event must not wait for a key that another one brought. */
export function signingKeysOf(options: ConnectWiseOptions): SigningKeys {
	const tenant = `${siteUrl(options.site)} ${tenantOf(options)}`;
	const keys = byTenant.get(tenant) ?? new SigningKeys(options);
	byTenant.set(tenant, keys);
	return keys;
}
