import { z } from 'zod';
import type { Entity } from '../../model/entity';
import type { Content } from '../../model/content';
import { SyncError } from '../../model/errors';
import type { HttpAnswer, HttpCall, OutgoingContent, Query, TransportOptions } from '../http';
import { HttpTransport, TRANSFER_TIMEOUT_MS } from '../http';
import { RESOURCE_PATHS } from './catalogue';
import { authHeaders, rootUrl, type PlatformConnection } from './connection';
import { classifyProblem, isNoSuchList, stillUncertain, unexpectedAnswer, wrongPath } from './errors';
import { FieldNames, type FieldNameMap } from './field-names';
import type { FieldMetadata, PlatformRecord } from './records';
import { fieldList, parseRecord } from './records';

export type PlatformTransportOptions = Pick<
	TransportOptions,
	'timeoutMs' | 'maxBytes' | 'retry' | 'budget' | 'clock' | 'sleep' | 'random'
>;

/** One record with its version. */
export interface PlatformAnswer {
	readonly record: PlatformRecord;
	/** From the `ETag` header; undefined where there was none. */
	readonly etag: string | undefined;
}

export interface PlatformPage {
	readonly records: readonly PlatformRecord[];
	/** For the next call; null on the last page of a list. */
	readonly nextCursor: string | null;
	readonly hasMore: boolean;
	/** The server's clock, epoch milliseconds; null where it does not say. */
	readonly dateMs: number | null;
}

/** Filters by contract field name (`companyId`, `email`, …) and the contract's own (`ids`, `externalRef`, `q`, `updatedSince`). */
export type PlatformFilters = Query;

/** How a record is created beside its values. */
export interface CreateOptions {
	/** Makes it safe to repeat the call. */
	readonly idempotencyKey: string;
	/** The platform mails no client about it. */
	readonly quiet?: boolean;
}

/** The contract's largest `limit`, and the most values of `ids`, `externalRef` or a repeated filter. */
export const MAX_PAGE = 500;
export const MAX_BATCH = 100;

const page = z.object({
	items: z.array(z.unknown()),
	nextCursor: z.string().nullish(),
	hasMore: z.boolean().nullish(),
});
const me = z.object({ name: z.string(), contractVersion: z.string().nullish(), serverTime: z.string().nullish() });
export type PlatformIdentity = z.infer<typeof me>;

/** The contract's requests, one method each. Every answer is parsed; every failure is a `SyncError`. */
export class PlatformClient {
	/** Address of the API without a trailing slash; holds no secret. */
	readonly root: string;
	readonly #transport: HttpTransport;
	readonly #fieldNames: FieldNameMap;
	readonly #names = new Map<Entity, FieldNames>();

	/** @throws SyncError BAD_INPUT for an address, header or key that cannot be used. */
	constructor(connection: PlatformConnection, transport: PlatformTransportOptions = {}) {
		this.root = rootUrl(connection);
		this.#fieldNames = connection.fieldNames ?? {};
		const headers = authHeaders(connection);
		this.#transport = new HttpTransport({
			...transport,
			system: 'platform',
			headers: () => headers,
			secrets: [connection.apiKey],
			classify: classifyProblem((path, field) => this.#contractName(path, field)),
		});
	}

	calls(): number {
		return this.#transport.calls();
	}

	skewMs(): number {
		return this.#transport.skewMs();
	}

	/** Whose key this is; the cheapest proof that address and key are right. */
	async me(): Promise<PlatformIdentity> {
		const answer = await this.#transport.request({ method: 'GET', url: `${this.root}/me` });
		return this.#parse(me, answer, 'GET /me', {});
	}

	/** A call of the contract's `/webhooks`, for `webhook.ts`. */
	async webhooks(
		method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
		{ id, ...call }: { readonly id?: string } & Pick<HttpCall, 'body' | 'accept'>,
	): Promise<HttpAnswer> {
		const url = `${this.root}/webhooks${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
		const headers = method === 'PATCH' ? { 'Content-Type': 'application/merge-patch+json' } : undefined;
		return await this.#transport.request({ method, url, headers, ...call });
	}

	/** One page of a list. */
	async list(entity: Entity, filters: PlatformFilters = {}, limit = MAX_PAGE, cursor?: string): Promise<PlatformPage> {
		const names = this.#namesOf(entity);
		const query: Record<string, Query[string]> = {};
		for (const [name, value] of Object.entries(filters)) query[names.platformName(name)] = value;
		return await this.#page(entity, '', { ...query, limit, cursor });
	}

	/** Up to `most` rows of a list, page by page; all of them without it. */
	async listAll(entity: Entity, filters: PlatformFilters = {}, most = Infinity): Promise<PlatformRecord[]> {
		const rows: PlatformRecord[] = [];
		for (let cursor: string | undefined; rows.length < most; ) {
			const size = Math.min(MAX_PAGE, most - rows.length);
			const { records, hasMore, nextCursor } = await this.list(entity, filters, size, cursor);
			rows.push(...records);
			if (!hasMore || nextCursor === null) break;
			if (nextCursor === cursor) throw this.#stuck(entity, 'list');
			cursor = nextCursor;
		}
		return rows.slice(0, most);
	}

	/** One page of the change feed; null begins at the beginning. `nextCursor` is never null. */
	async changes(entity: Entity, cursor: string | null, limit: number): Promise<PlatformPage & { nextCursor: string }> {
		const answer = await this.#page(entity, '/changes', { limit, cursor: cursor ?? undefined });
		const { nextCursor } = answer;
		if (nextCursor === null || (answer.hasMore && nextCursor === cursor)) throw this.#stuck(entity, 'change feed');
		return { ...answer, nextCursor };
	}

	/** @returns the record as it was committed last, or null where there is none (any more). */
	async get(entity: Entity, id: string): Promise<PlatformAnswer | null> {
		const answer = await this.#transport.request({
			method: 'GET',
			url: this.#url(entity, id),
			accept: [404, 410],
			subject: { entity, id },
		});
		return answer.status >= 400 ? null : this.#record(entity, answer, 'GET', false);
	}

	/**
	 * Creates a record. Where the outcome is unknown it is asked for once more with the same idempotency key, which
	 * brings the answer of the first call if that was carried out; an error says `uncertain` if it still is unknown.
	 * @param body contract names, custom fields nested.
	 */
	async create(
		entity: Entity,
		body: Readonly<Record<string, unknown>>,
		{ idempotencyKey, quiet }: CreateOptions,
	): Promise<PlatformAnswer> {
		const send = async (): Promise<PlatformAnswer> => {
			const answer = await this.#transport.request({
				method: 'POST',
				url: this.#url(entity),
				headers: { 'Idempotency-Key': idempotencyKey, ...notify(quiet) },
				body: this.#namesOf(entity).toPlatform(body),
				subject: { entity },
			});
			return this.#record(entity, answer, 'POST', true);
		};
		try {
			return await send();
		} catch (error) {
			if (!(error instanceof SyncError) || !error.subject.uncertain) throw error;
		}
		try {
			return await send();
		} catch (error) {
			throw stillUncertain(error);
		}
	}

	/** Sends a merge patch; with an `etag` only onto that version. */
	async patch(
		entity: Entity,
		id: string,
		body: Readonly<Record<string, unknown>>,
		{ etag = null, quiet }: { readonly etag?: string | null; readonly quiet?: boolean } = {},
	): Promise<PlatformAnswer> {
		const answer = await this.#transport.request({
			method: 'PATCH',
			url: this.#url(entity, id),
			headers: {
				'Content-Type': 'application/merge-patch+json',
				...(etag === null ? {} : { 'If-Match': etag }),
				...notify(quiet),
			},
			body: this.#namesOf(entity).toPlatform(body),
			subject: { entity, id },
		});
		return this.#record(entity, answer, 'PATCH', true);
	}

	/** Deletes a record, with an `etag` only that version; deleting it once more is no error (as the contract says), so the call may be repeated. */
	async delete(entity: Entity, id: string, etag: string | null = null): Promise<void> {
		await this.#transport.request({
			method: 'DELETE',
			url: this.#url(entity, id),
			headers: etag === null ? {} : { 'If-Match': etag },
			safe: true,
			subject: { entity, id },
		});
	}

	/** The bytes of an attachment, as a stream. */
	async content(id: string): Promise<Content> {
		return await this.#transport.download({
			method: 'GET',
			url: `${this.#url('attachment', id)}/content`,
			timeoutMs: TRANSFER_TIMEOUT_MS,
			subject: { entity: 'attachment', id },
		});
	}

	/** Uploads the bytes of an attachment; with an `etag` only onto that version. Doing so twice does no harm. */
	async upload(id: string, content: OutgoingContent, etag: string | null): Promise<PlatformAnswer> {
		const answer = await this.#transport.request({
			method: 'PUT',
			url: `${this.#url('attachment', id)}/content`,
			...(etag === null ? {} : { headers: { 'If-Match': etag } }),
			content,
			safe: true,
			timeoutMs: TRANSFER_TIMEOUT_MS,
			subject: { entity: 'attachment', id },
		});
		return this.#record('attachment', answer, 'PUT', true);
	}

	/** The live fields by contract name, or null where the platform has no metadata endpoint. */
	async fields(entity: Entity): Promise<FieldMetadata[] | null> {
		this.#url(entity);
		const answer = await this.#transport.request({
			method: 'GET',
			url: `${this.root}/metadata/fields`,
			query: { entity },
			accept: [404],
			subject: { entity },
		});
		if (answer.status === 404) return null;
		const names = this.#namesOf(entity);
		const { fields } = this.#parse(fieldList, answer, 'GET /metadata/fields', { entity });
		return fields.map((field) => ({ ...field, name: names.contractName(field.name) }));
	}

	async #page(entity: Entity, below: string, query: Query): Promise<PlatformPage> {
		const url = this.#url(entity) + below;
		const answer = await this.#transport
			.request({ method: 'GET', url, query, subject: { entity } })
			.catch((error: unknown) => {
				throw isNoSuchList(error) ? wrongPath(new URL(url).pathname, error) : error;
			});
		const call = `GET ${new URL(url).pathname}`;
		const parsed = this.#parse(page, answer, call, { entity });
		const records = parsed.items.map((item) => this.#parseRecord(entity, item, call, false, true));
		const nextCursor = parsed.nextCursor ?? null;
		return { records, nextCursor, hasMore: parsed.hasMore ?? nextCursor !== null, dateMs: answer.dateMs };
	}

	#record(entity: Entity, answer: HttpAnswer, method: string, write: boolean): PlatformAnswer {
		return { record: this.#parseRecord(entity, answer.data, `${method} ${entity}`, write), etag: answer.headers.etag };
	}

	#parseRecord(entity: Entity, value: unknown, call: string, write: boolean, isRow = false): PlatformRecord {
		const renamed = isObject(value) ? this.#namesOf(entity).toContract(value) : value;
		const parsed = parseRecord(renamed);
		// A row among others is a record, whatever is wrong with it; an answer by itself may be an error.
		const said = isRow ? undefined : value;
		if (!parsed.success) throw unexpectedAnswer(call, said, parsed.error, { entity, ...idOf(renamed) }, write);
		return parsed.data;
	}

	#parse<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, answer: HttpAnswer, call: string, subject: object): T {
		const parsed = schema.safeParse(answer.data);
		if (!parsed.success) throw unexpectedAnswer(call, answer.data, parsed.error, subject, false);
		return parsed.data;
	}

	#url(entity: Entity, id?: string): string {
		// `.` and `..` survive encodeURIComponent and would name another resource.
		if (id !== undefined && /^\.*$/.test(id)) {
			throw new SyncError('BAD_INPUT', `"${id}" is no id of a ${entity}`, { system: 'platform', entity, id });
		}
		return `${this.root}/${RESOURCE_PATHS[entity]}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
	}

	#namesOf(entity: Entity): FieldNames {
		let names = this.#names.get(entity);
		if (!names) this.#names.set(entity, (names = new FieldNames(this.#fieldNames[entity])));
		return names;
	}

	#contractName(path: string, field: string): string {
		const below = path.slice(new URL(this.root).pathname.length).split('/').filter(Boolean)[0];
		const entity = (Object.keys(RESOURCE_PATHS) as Entity[]).find((key) => RESOURCE_PATHS[key] === below);
		return entity === undefined ? field : this.#namesOf(entity).contractName(field);
	}

	#stuck(entity: Entity, what: string): SyncError {
		return new SyncError(
			'UNEXPECTED_ANSWER',
			`Unified Platform ${what} of ${entity} gave no new cursor although more rows follow. Nothing was taken from it`,
			{ system: 'platform', entity },
		);
	}
}

/** Clients have been told already, by the system where it happened. */
function notify(quiet: boolean | undefined): Readonly<Record<string, string>> {
	return quiet ? { 'X-Notify': 'none' } : {};
}

function idOf(value: unknown): { id?: string } {
	return isObject(value) && typeof value.id === 'string' ? { id: value.id } : {};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
