import { z } from 'zod';
import { systemClock } from '../../model/clock';
import type { Content } from '../../model/content';
import type { ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { HttpAnswer, HttpCall } from '../http';
import { HttpTransport, TRANSFER_TIMEOUT_MS } from '../http';
import type { ConnectWiseEntity } from './catalogue';
import { Codebase } from './codebase';
import { classifyConnectWise, isUnroutableError, notUnderstood } from './errors';
import type { ConnectWiseOptions } from './options';
import { API_VERSION, siteUrl } from './options';
import type { VendorRecord } from './schemas';
import { systemInfo, vendorRecord } from './schemas';

/** Largest page that the vendor gives. */
export const MAX_PAGE_SIZE = 1000;

export const ENTITY_PATHS: Readonly<Record<ConnectWiseEntity, string>> = {
	company: '/company/companies',
	contact: '/company/contacts',
	ticket: '/service/tickets',
	timeEntry: '/time/entries',
	agreement: '/finance/agreements',
	invoice: '/finance/invoices',
};

/** What a list is narrowed by; texts are built with `conditions.ts`. */
export interface ListFilter {
	readonly conditions?: string;
	readonly childConditions?: string;
	readonly customFieldConditions?: string;
}

export interface ListPage {
	readonly rows: VendorRecord[];
	readonly dateMs: number | null;
	readonly end: boolean;
}

/** One operation of a JSON Patch. */
export interface PatchOperation {
	readonly op: 'add' | 'replace' | 'remove';
	readonly path: string;
	readonly value?: unknown;
}

export type ApiCall = Omit<HttpCall, 'url'> & { readonly path: string };

/** ConnectWise's REST API: addresses, authentication, pages. Answers are the vendor's own JSON, parsed. */
export class ConnectWiseClient {
	readonly #http: HttpTransport;
	readonly #discovery: HttpTransport;
	readonly #codebase: Codebase;
	readonly #site: string;

	constructor(options: ConnectWiseOptions) {
		for (const name of ['companyId', 'publicKey', 'privateKey', 'clientId'] as const) {
			if (options[name].trim() !== '') continue;
			throw new SyncError('BAD_INPUT', `ConnectWise: ${name} is missing in the credentials`, { system: 'connectwise' });
		}
		const { clock, sleep, random, timeoutMs, retry, budget, privateKey } = options;
		const companyId = options.companyId.trim();
		const basic = Buffer.from(`${companyId}+${options.publicKey.trim()}:${privateKey.trim()}`, 'utf8').toString(
			'base64',
		);
		const headers = {
			Authorization: `Basic ${basic}`,
			clientId: options.clientId.trim(),
			Accept: `application/vnd.connectwise.com+json; version=${options.apiVersion ?? API_VERSION}`,
		};
		const common = {
			system: 'connectwise',
			classify: classifyConnectWise,
			clock,
			sleep,
			random,
			timeoutMs,
			retry,
			budget,
		} as const;
		this.#site = siteUrl(options.site);
		this.#http = new HttpTransport({ ...common, headers: () => headers, secrets: [privateKey.trim(), basic] });
		this.#discovery = new HttpTransport(common);
		this.#codebase = new Codebase(this.#discovery, this.#site, companyId, () => (clock ?? systemClock).now());
	}

	/** Requests sent so far. */
	calls(): number {
		return this.#http.calls() + this.#discovery.calls();
	}

	skewMs(): number {
		return this.#http.skewMs();
	}

	/** @returns one record, undefined where there is none with this id. */
	async get(entity: ConnectWiseEntity, id: string): Promise<VendorRecord | undefined> {
		const path = `${ENTITY_PATHS[entity]}/${recordId(entity, id)}`;
		try {
			return parse(vendorRecord, await this.send({ method: 'GET', path, subject: { entity, id } }), { entity, id });
		} catch (error) {
			if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined;
			throw error;
		}
	}

	/** One page by ascending id, after `afterId`: pages that nothing can shift. */
	async page(
		entity: ConnectWiseEntity,
		filter: ListFilter,
		pageSize: number,
		afterId: string | null,
	): Promise<ListPage> {
		const answer = await this.send({
			method: 'GET',
			path: ENTITY_PATHS[entity],
			query: { ...stated(filter), pageSize, ...(afterId === null ? {} : { pageId: afterId }) },
			headers: { 'pagination-type': 'forward-only' },
			subject: { entity },
		});
		const rows = parse(z.array(vendorRecord), answer, { entity });
		return { rows, dateMs: answer.dateMs, end: rows.length < pageSize };
	}

	/** All records that a filter lets through, by ascending id, at most `limit`. */
	async list(entity: ConnectWiseEntity, filter: ListFilter, limit = Number.POSITIVE_INFINITY): Promise<VendorRecord[]> {
		const rows: VendorRecord[] = [];
		let afterId: string | null = null;
		while (rows.length < limit) {
			const page: ListPage = await this.page(entity, filter, Math.min(MAX_PAGE_SIZE, limit - rows.length), afterId);
			rows.push(...page.rows);
			if (page.end) break;
			afterId = String(page.rows[page.rows.length - 1].id);
		}
		return rows;
	}

	/** Creates a record as given, in the vendor's JSON. */
	async create(entity: ConnectWiseEntity, body: unknown): Promise<VendorRecord> {
		const answer = await this.send({ method: 'POST', path: ENTITY_PATHS[entity], body, subject: { entity } });
		return parse(vendorRecord, answer, { entity, uncertain: true });
	}

	/** Applies a JSON Patch. @returns the record as the system answers it, which may differ from what was asked for. */
	async patch(entity: ConnectWiseEntity, id: string, operations: readonly PatchOperation[]): Promise<VendorRecord> {
		const path = `${ENTITY_PATHS[entity]}/${recordId(entity, id)}`;
		const answer = await this.send({ method: 'PATCH', path, body: operations, subject: { entity, id } });
		return parse(vendorRecord, answer, { entity, id, uncertain: true });
	}

	/**
	 * Deletes a record.
	 * @param transferContactId contacts only: the contact that takes over what belongs to this one. A query parameter
	 *   since model 2025.16; the older specification calls it a part of the path, but its path has no place for it.
	 */
	async remove(entity: ConnectWiseEntity, id: string, transferContactId?: string): Promise<void> {
		await this.send({
			method: 'DELETE',
			path: `${ENTITY_PATHS[entity]}/${recordId(entity, id)}`,
			query: transferContactId === undefined ? {} : { transferContactId: recordId('contact', transferContactId) },
			subject: { entity, id },
		});
	}

	/** Reads all pages of a list of set-up data (boards, statuses …). */
	async lookups<T extends z.ZodTypeAny>(
		path: string,
		schema: T,
		filter: ListFilter = {},
		more: Readonly<Record<string, string>> = {},
	): Promise<Array<z.output<T>>> {
		const rows: Array<z.output<T>> = [];
		for (let page = 1; ; page++) {
			const answer = await this.send({
				method: 'GET',
				path,
				query: { ...stated(filter), ...more, page, pageSize: MAX_PAGE_SIZE },
			});
			const got: Array<z.output<T>> = parse(z.array(schema), answer, {});
			rows.push(...got);
			if (got.length < MAX_PAGE_SIZE) return rows;
		}
	}

	/** Which release the system runs: the cheapest question that only a valid key may ask. */
	async systemInfo(): Promise<{ version?: string | null }> {
		return parse(systemInfo, await this.send({ method: 'GET', path: '/system/info' }), {});
	}

	/**
	 * Sends a call below the API's root. Where the root turns out to have moved with a release, it is looked up and the
	 * call sent again: an unroutable call has reached nothing, so that this is safe for writes too.
	 */
	async send(call: ApiCall): Promise<HttpAnswer> {
		const codebase = await this.#codebase.get();
		try {
			return await this.#http.request(this.#at(codebase, call));
		} catch (error) {
			if (!isUnroutableError(error)) throw error;
			const found = await this.#codebase.discover();
			if (found !== codebase) return await this.#http.request(this.#at(found, call));
			const message = `${error.message}; check region or address of the server and the company ID`;
			throw new SyncError('UNREACHABLE', message, error.subject);
		}
	}

	/** Opens a file below the API's root; see `HttpTransport.download`. */
	async download(path: string, subject: ErrorSubject): Promise<Content> {
		const call = { method: 'GET', path, subject, timeoutMs: TRANSFER_TIMEOUT_MS } as const;
		return await this.#http.download(this.#at(await this.#codebase.get(), call));
	}

	#at(codebase: string, { path, ...call }: ApiCall): HttpCall {
		return { ...call, url: `${this.#site}/${codebase}apis/3.0${path}` };
	}
}

/** Ids go into addresses: anything but digits must not. */
export const RECORD_ID = /^\d{1,18}$/;

function recordId(entity: ConnectWiseEntity, id: string): string {
	if (RECORD_ID.test(id)) return id;
	throw new SyncError('BAD_INPUT', `ConnectWise: "${id}" is not the id of a ${entity}; ids are whole numbers`, {
		system: 'connectwise',
		entity,
		id,
	});
}

function stated(filter: ListFilter): Record<string, string> {
	return Object.fromEntries(Object.entries(filter).filter(([, text]) => text !== undefined && text !== ''));
}

function parse<T extends z.ZodTypeAny>(schema: T, answer: HttpAnswer, subject: ErrorSubject): z.output<T> {
	const parsed = schema.safeParse(answer.data) as z.SafeParseReturnType<unknown, z.output<T>>;
	if (parsed.success) return parsed.data;
	throw notUnderstood(answer, parsed.error.issues[0], subject);
}
