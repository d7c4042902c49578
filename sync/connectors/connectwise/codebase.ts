import { SyncError } from '../../model/errors';
import type { HttpTransport } from '../http';
import { companyInfo } from './schemas';

/** Routes to whatever version the tenant runs; what own servers use. */
const ROUTER = 'v4_6_release/';
const KEPT_MS = 60 * 60 * 1000;

const known = new Map<string, { readonly codebase: string; readonly until: number }>();

/** Finds and keeps the part of the API's address that changes with the vendor's releases (`v2025_1/`). */
export class Codebase {
	readonly #key: string;

	/** @param transport sends no credentials: none are needed here */
	constructor(
		private readonly transport: HttpTransport,
		private readonly site: string,
		private readonly companyId: string,
		private readonly now: () => number,
	) {
		this.#key = `${site} ${companyId}`;
	}

	/** The codebase with its slash; asked for once an hour and process. */
	async get(): Promise<string> {
		const kept = known.get(this.#key);
		return kept !== undefined && kept.until > this.now() ? kept.codebase : await this.discover();
	}

	/** Asks anew. @throws SyncError AUTHENTICATION when the company is unknown there. */
	async discover(): Promise<string> {
		const codebase = await this.#ask(this.site);
		known.set(this.#key, { codebase, until: this.now() + KEPT_MS });
		return codebase;
	}

	async #ask(site: string): Promise<string> {
		const url = `${site}/login/companyinfo/${encodeURIComponent(this.companyId)}`;
		const answer = await this.transport.request({ method: 'GET', url, accept: [400, 404], preliminary: true });
		if (answer.status !== 200) {
			// Examples of the vendor show the host of the web client here.
			const web = site.replace('://api-', '://');
			return web === site ? ROUTER : await this.#ask(web);
		}
		const info = companyInfo.safeParse(answer.data);
		if (info.success && info.data === null) {
			const message = `ConnectWise: the company "${this.companyId}" is unknown at ${new URL(site).host}; check company ID and region`;
			throw new SyncError('AUTHENTICATION', message, { system: 'connectwise' });
		}
		const codebase = info.success ? (info.data?.Codebase ?? '') : '';
		// It becomes part of the address that the keys are sent to.
		if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*\/?$/.test(codebase)) {
			const message = `ConnectWise: ${new URL(site).host} does not say which codebase it runs; check the address of the server`;
			throw new SyncError('UNEXPECTED_ANSWER', message, { system: 'connectwise' });
		}
		return codebase.endsWith('/') ? codebase : `${codebase}/`;
	}
}
