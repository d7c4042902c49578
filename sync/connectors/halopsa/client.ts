import { z } from 'zod';
import { systemClock } from '../../model/clock';
import type { Content } from '../../model/content';
import type { ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { HttpAnswer, HttpCall, Query } from '../http';
import { HttpTransport } from '../http';
import type { HaloPsaEntity } from './catalogue';
import { classifyHaloPsa, notUnderstood } from './errors';
import type { HaloPsaOptions } from './options';
import { siteUrl, tokenUrl } from './options';
import type { AgentSelf, VendorRecord } from './schemas';
import { agentSelf, unwrapList, unwrapRecord, vendorRecord } from './schemas';
import { BearerToken } from './token';

/** Largest page that the vendor gives; a larger one that is asked for is cut to this without a word. */
export const MAX_PAGE_SIZE = 100;

/** Where each entity lives, and what its lists are wrapped in. Sites are here because clients keep their address there. */
export const PATHS = {
	company: { path: '/Client', list: 'clients' },
	contact: { path: '/Users', list: 'users' },
	ticket: { path: '/Tickets', list: 'tickets' },
	site: { path: '/Site', list: 'sites' },
	agreement: { path: '/ClientContract', list: 'contracts' },
	invoice: { path: '/Invoice', list: 'invoices' },
} as const satisfies Readonly<Record<HaloPsaEntity | 'site' | 'agreement' | 'invoice', { path: string; list: string }>>;
export type HaloPsaTable = keyof typeof PATHS;

export interface ListPage {
	readonly rows: VendorRecord[];
	/** How many rows the filter lets through in all; null where the answer does not say. */
	readonly count: number | null;
	readonly dateMs: number | null;
}

export type ApiCall = Omit<HttpCall, 'url'> & { readonly path: string };

/** HaloPSA's REST API: addresses, token, pages, arrays. Answers are the vendor's own JSON, parsed. */
export class HaloPsaClient {
	readonly #http: HttpTransport;
	readonly #login: HttpTransport;
	readonly #token: BearerToken;
	readonly #root: string;
	readonly #secrets: string[];

	constructor(options: HaloPsaOptions) {
		for (const name of ['clientId', 'clientSecret'] as const) {
			if (options[name].trim() !== '') continue;
			throw new SyncError('BAD_INPUT', `HaloPSA: ${name} is missing in the credentials`, { system: 'halopsa' });
		}
		const { clock = systemClock, sleep, random, timeoutMs, retry, budget } = options;
		const clientSecret = options.clientSecret.trim();
		// The token in use is the second.
		const secrets = [clientSecret];
		const common = {
			system: 'halopsa',
			classify: classifyHaloPsa,
			clock,
			sleep,
			random,
			timeoutMs,
			retry,
			secrets,
		} as const;
		this.#root = `${siteUrl(options.url)}/api`;
		this.#login = new HttpTransport({ ...common, budget });
		this.#token = new BearerToken(this.#login, {
			url: tokenUrl(options),
			tenant: options.tenant?.trim() ?? '',
			clientId: options.clientId.trim(),
			clientSecret,
			shelf: options.tokens,
			now: () => clock.now(),
		});
		this.#secrets = secrets;
		this.#http = new HttpTransport({ ...common, budget });
	}

	/** Requests sent so far. */
	calls(): number {
		return this.#http.calls() + this.#login.calls();
	}

	skewMs(): number {
		return this.#http.skewMs();
	}

	/** @returns one record with all its details, undefined where there is none with this id. */
	async get(table: HaloPsaTable, id: string): Promise<VendorRecord | undefined> {
		const { path, list } = PATHS[table];
		const subject = subjectOf(table, id);
		const call = { method: 'GET', path: `${path}/${recordId(table, id)}`, query: { includedetails: true } } as const;
		try {
			const answer = await this.send({ ...call, subject });
			const raw = unwrapRecord(answer.data, list);
			// Nothing, or an empty record, is what some versions say of an id that they do not have.
			return isNothing(raw) ? undefined : parse(vendorRecord, answer, raw, subject);
		} catch (error) {
			if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined;
			throw error;
		}
	}

	/**
	 * One page of a list by number, from 1. Without `pageinate` (the vendor's own spelling) its size is silently ignored.
	 * @param size at most {@link MAX_PAGE_SIZE}
	 */
	async page(table: HaloPsaTable, filter: Query, number: number, size: number): Promise<ListPage> {
		const { path, list } = PATHS[table];
		const subject = subjectOf(table);
		const query = { ...filter, pageinate: true, page_size: size, page_no: number };
		const answer = await this.send({ method: 'GET', path, query, subject });
		const listed = unwrapList(answer.data, list);
		if (!listed) throw notUnderstood(answer, undefined, subject);
		const rows = parse(z.array(vendorRecord), answer, listed.rows, subject);
		return { rows, count: listed.count, dateMs: answer.dateMs };
	}

	/** All records that a filter lets through as their list shows them, each once, at most `limit`. */
	async list(table: HaloPsaTable, filter: Query, limit = Number.POSITIVE_INFINITY): Promise<VendorRecord[]> {
		const rows = new Map<number, VendorRecord>();
		let shown = 0;
		for (let number = 1; rows.size < limit; number++) {
			const page = await this.page(table, { order: 'id', ...filter }, number, MAX_PAGE_SIZE);
			const before = rows.size;
			for (const row of page.rows) if (!rows.has(row.id)) rows.set(row.id, row);
			shown += page.rows.length;
			// A list that knows no pages answers all of it for each.
			if (isLastPage(page, shown) || rows.size === before) break;
		}
		return [...rows.values()].slice(0, limit);
	}

	/**
	 * Creates (without `id`) or changes (with it, only what is given) records. A body is an array even for one.
	 * @returns what the vendor answers, in the order of `bodies` as far as it says
	 */
	async post(
		table: HaloPsaTable,
		bodies: ReadonlyArray<Readonly<Record<string, unknown>>>,
		id?: string,
	): Promise<VendorRecord[]> {
		const { path, list } = PATHS[table];
		const subject = subjectOf(table, id);
		const answer = await this.send({ method: 'POST', path, body: bodies, subject });
		const listed = unwrapList(answer.data, list)?.rows ?? [unwrapRecord(answer.data, list)];
		return parse(z.array(vendorRecord), answer, listed, { ...subject, uncertain: true });
	}

	/** Deletes a record; a ticket can be brought back in HaloPSA. */
	async remove(table: HaloPsaTable, id: string): Promise<void> {
		await this.send({
			method: 'DELETE',
			path: `${PATHS[table].path}/${recordId(table, id)}`,
			subject: subjectOf(table, id),
		});
	}

	/** Reads a list of set-up data (statuses, teams …), which the vendor gives whole. */
	async lookups<T extends z.ZodTypeAny>(path: string, schema: T, query: Query = {}): Promise<Array<z.output<T>>> {
		const answer = await this.send({ method: 'GET', path, query });
		const listed = unwrapList(answer.data, '');
		if (!listed) throw notUnderstood(answer, undefined, {});
		return parse(z.array(schema), answer, listed.rows, {}) as Array<z.output<T>>;
	}

	/** The agent that the application acts as; its rights are what everything else can see. */
	async agent(): Promise<AgentSelf> {
		const answer = await this.send({ method: 'GET', path: '/Agent/me' });
		return parse(agentSelf, answer, answer.data, {});
	}

	/**
	 * Sends a call below the API's root. One whose token was refused has done nothing: it is sent once again with a new
	 * token, writes too.
	 */
	async send(call: ApiCall): Promise<HttpAnswer> {
		return await this.#withToken(call, async (one) => await this.#http.request(one));
	}

	/** As {@link send}, for an answer that is a file. */
	async download(call: ApiCall): Promise<Content & Pick<HttpAnswer, 'headers'>> {
		return await this.#withToken(call, async (one) => await this.#http.download(one));
	}

	async #withToken<T>(call: ApiCall, work: (call: HttpCall) => Promise<T>): Promise<T> {
		const token = await this.#token.get();
		try {
			return await work(this.#with(token, call));
		} catch (error) {
			if (!(error instanceof SyncError) || error.subject.status !== 401) throw error;
			return await work(this.#with(await this.#token.renew(token), call));
		}
	}

	#with(token: string, { path, headers, ...call }: ApiCall): HttpCall {
		this.#secrets[1] = token;
		return { ...call, url: this.#root + path, headers: { ...headers, Authorization: `Bearer ${token}` } };
	}
}

/**
 * True where no rows come after this page. A size that is asked for can be cut without a word, so that a short page is
 * not the last one while the count says that there are more.
 * @param shown rows of this and all earlier pages
 */
export function isLastPage(
	{ rows, count }: Pick<ListPage, 'rows' | 'count'>,
	shown: number,
	size = MAX_PAGE_SIZE,
): boolean {
	if (rows.length === 0) return true;
	return count === null ? rows.length < size : shown >= count;
}

/** Ids go into addresses: anything but digits must not. */
function recordId(table: HaloPsaTable, id: string): string {
	if (isRecordId(id)) return id;
	throw new SyncError('BAD_INPUT', `HaloPSA: "${id}" is not the id of a ${table}; ids are whole numbers`, {
		...subjectOf(table, id),
		system: 'halopsa',
	});
}

/** What can be the id of a record: the vendor's ids have 32 bits, and 0 stands for none. */
export const RECORD_ID = /^[1-9]\d{0,9}$/;

export function isRecordId(id: string): boolean {
	return RECORD_ID.test(id);
}

function subjectOf(table: HaloPsaTable, id?: string): ErrorSubject {
	return { entity: table === 'site' ? 'company' : table, ...(id === undefined ? {} : { id }) };
}

/** What is given and no record is no missing record: an error can come with a good status. */
function isNothing(raw: unknown): boolean {
	return raw === undefined || raw === null || (typeof raw === 'object' && Object.keys(raw).length === 0);
}

function parse<T extends z.ZodTypeAny>(
	schema: T,
	answer: HttpAnswer,
	data: unknown,
	subject: ErrorSubject,
): z.output<T> {
	const parsed = schema.safeParse(data) as z.SafeParseReturnType<unknown, z.output<T>>;
	if (parsed.success) return parsed.data;
	throw notUnderstood(answer, parsed.error.issues[0], subject);
}
