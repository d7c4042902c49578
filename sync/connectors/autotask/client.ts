import { systemClock } from '../../model/clock';
import type { ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { Content } from '../../model/content';
import type { HttpAnswer, HttpCall, OutgoingContent, Usage } from '../http';
import { HttpTransport, TRANSFER_TIMEOUT_MS } from '../http';
import type { AutotaskEntity, CarriedEntity } from './catalogue';
import type { Condition } from './conditions';
import { compare } from './conditions';
import { classifyAutotask, parsed as parse } from './errors';
import type { AutotaskOptions } from './options';
import { serverUrl, ZONE_LOOKUP } from './options';
import { collection, endpointOf, ENTITY_PATHS, filesOf, recordId } from './paths';
import type { FieldInformation, NamedThing, ThresholdInformation, VendorRecord } from './schemas';
import {
	accessAnswer,
	fieldsAnswer,
	itemAnswer,
	namedThing,
	queryAnswer,
	thresholdInformation,
	vendorRecord,
	writeAnswer,
} from './schemas';
import type { Zone } from './zone';
import { classifyZone, Zones } from './zone';

/** Largest page that the vendor gives; asking for more is an error there. */
export const MAX_PAGE_SIZE = 500;

export interface ListPage {
	readonly rows: VendorRecord[];
	readonly dateMs: number | null;
	readonly end: boolean;
}

/** Lists that are no entities of the sync: what is set up in a tenant, and what billing made of it. */
export type Lookup = 'BillingCodes' | 'BillingItems' | 'Countries' | 'ResourceServiceDeskRoles' | 'Resources' | 'Roles';

/** `path` begins below the API's root, with the entity that the vendor counts calls at a time by. */
export type ApiCall = Omit<HttpCall, 'url'> & { readonly path: string };

/** Autotask's REST API: zone, authentication, pages. Answers are the vendor's own JSON, parsed. */
export class AutotaskClient {
	readonly #http: HttpTransport;
	readonly #discovery: HttpTransport;
	readonly #zones: Zones;
	readonly #pause: (ms: number) => Promise<unknown>;

	constructor(options: AutotaskOptions) {
		for (const name of ['userName', 'secret', 'integrationCode'] as const) {
			if (options[name].trim() !== '') continue;
			throw new SyncError('BAD_INPUT', `Autotask: ${name} is missing in the credentials`, { system: 'autotask' });
		}
		const { clock, sleep, random, timeoutMs, retry, budget } = options;
		const userName = options.userName.trim();
		const secret = options.secret.trim();
		const headers = { UserName: userName, Secret: secret, ApiIntegrationCode: options.integrationCode.trim() };
		const common = { system: 'autotask', clock, sleep, random, timeoutMs, retry } as const;
		this.#http = new HttpTransport({
			...common,
			classify: classifyAutotask,
			headers: () => headers,
			secrets: [secret, headers.ApiIntegrationCode],
			budget,
		});
		this.#discovery = new HttpTransport({ ...common, classify: classifyZone, budget });
		const server = serverUrl(options.zoneUrl ?? ZONE_LOOKUP);
		this.#zones = new Zones(this.#discovery, server, userName, () => (clock ?? systemClock).now());
		this.#pause = sleep ?? (async (ms) => await new Promise((resolve) => setTimeout(resolve, ms)));
		budget?.measuredBy(async () => await this.#usage());
	}

	/** Requests sent so far. */
	calls(): number {
		return this.#http.calls() + this.#discovery.calls();
	}

	skewMs(): number {
		return this.#http.skewMs();
	}

	/** Where people sign in, without a slash at its end; null before the first call. */
	webUrl(): string | null {
		return this.#zones.webUrl();
	}

	/** Waits, by the clock that the options gave. */
	async pause(ms: number): Promise<void> {
		await this.#pause(ms);
	}

	/** @returns one record, undefined where there is none with this id. */
	async get(entity: CarriedEntity, id: string): Promise<VendorRecord | undefined> {
		const path = `${ENTITY_PATHS[entity]}/${recordId(entity, id)}`;
		try {
			return parse(itemAnswer, await this.send({ method: 'GET', path, subject: { entity, id } }), { entity, id });
		} catch (error) {
			if (!(error instanceof SyncError) || error.subject.status !== 404) throw error;
			// The address may be wrong rather than the id, and a new record answers like this for a moment (seen live): only a
			// list that answers tells that the record is not there.
			return (await this.page(entity, [compare('id', 'eq', Number(id))], MAX_PAGE_SIZE, null)).rows[0];
		}
	}

	/**
	 * One page by ascending id, after `afterId`: pages that nothing can shift. The vendor answers in the order of ids
	 * (documented, and seen live for every entity); a page that is not would lose rows, and is refused.
	 */
	async page(
		entity: CarriedEntity,
		filter: readonly Condition[],
		pageSize: number,
		afterId: string | null,
	): Promise<ListPage> {
		const answer = await this.#query(ENTITY_PATHS[entity], filter, pageSize, afterId, { entity });
		const rows = parse(queryAnswer(vendorRecord), answer, { entity }).items;
		const end = rows.length < pageSize;
		if (!end && rows.some((row, index) => index > 0 && row.id <= rows[index - 1].id)) {
			const message = `Autotask ${entity}: a page of the list is not in the order of ids; nothing was taken from it, since rows could be missing. Report this to the makers of this package`;
			throw new SyncError('UNEXPECTED_ANSWER', message, { system: 'autotask', entity });
		}
		return { rows, dateMs: answer.dateMs, end };
	}

	/** All records that a filter lets through, by ascending id, at most `limit`. */
	async list(
		entity: CarriedEntity,
		filter: readonly Condition[],
		limit = Number.POSITIVE_INFINITY,
	): Promise<VendorRecord[]> {
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

	/**
	 * Creates a record as given, in the vendor's JSON.
	 * @param companyId contacts only: they are written below their company
	 * @returns the new id; the vendor answers nothing else.
	 */
	async create(entity: AutotaskEntity | 'timeEntry', body: unknown, companyId?: string): Promise<string> {
		return await this.#post(entity, collection(entity, companyId), { body });
	}

	/** Creates a note below its ticket. @returns the new id */
	async createNote(ticketId: string, body: unknown): Promise<string> {
		return await this.#post('note', `Tickets/${recordId('ticket', ticketId)}/Notes`, { body });
	}

	/** Sends a file below its ticket. @returns the new id */
	async sendFile(ticketId: string, content: OutgoingContent): Promise<string> {
		return await this.#post('attachment', filesOf(ticketId), { content, timeoutMs: TRANSFER_TIMEOUT_MS });
	}

	/** The answer that a file is in, as it comes. */
	async openFile(ticketId: string, id: string): Promise<Content> {
		const path = `${filesOf(ticketId)}/${recordId('attachment', id)}`;
		const subject = { entity: 'attachment', id: `${ticketId}/${id}` } as const;
		const call = { method: 'GET', path, subject, timeoutMs: TRANSFER_TIMEOUT_MS } as const;
		return await this.#inZone(async (zone) => await this.#http.download(at(zone, call)));
	}

	/** Writes a note below its ticket; `body` holds its id. */
	async writeNote(
		method: 'PATCH' | 'PUT',
		ticketId: string,
		body: Readonly<Record<string, unknown>> & { readonly id: number },
	): Promise<void> {
		const subject = { entity: 'note', id: String(body.id) } as const;
		await this.send({ method, path: `Tickets/${recordId('ticket', ticketId)}/Notes`, body, subject });
	}

	/** Writes a record: the given fields with PATCH; everything, with what is left out emptied, with PUT. */
	async write(
		method: 'PATCH' | 'PUT',
		entity: AutotaskEntity | 'timeEntry',
		id: string,
		body: Readonly<Record<string, unknown>>,
		companyId?: string,
	): Promise<void> {
		const path = collection(entity, companyId);
		await this.send({
			method,
			path,
			body: { ...body, id: Number(recordId(entity, id)) },
			subject: { entity, id },
		});
	}

	/** Deletes a contact; nobody can delete companies and tickets. */
	async removeContact(id: string, companyId: string): Promise<void> {
		const path = `${collection('contact', companyId)}/${recordId('contact', id)}`;
		await this.send({ method: 'DELETE', path, subject: { entity: 'contact', id } });
	}

	/** What the tenant says of an entity's standard fields, or of its user-defined ones. */
	async fieldInformation(
		entity: CarriedEntity,
		kind: 'fields' | 'userDefinedFields',
	): Promise<readonly FieldInformation[]> {
		const path = `${ENTITY_PATHS[entity]}/entityInformation/${kind}`;
		return parse(fieldsAnswer, await this.send({ method: 'GET', path, subject: { entity } }), { entity }).fields ?? [];
	}

	/** What the API user's security level does not let it do with an entity, as far as the system says. */
	async denied(entity: AutotaskEntity): Promise<ReadonlyArray<'read' | 'create' | 'change'>> {
		const path = `${ENTITY_PATHS[entity]}/entityInformation`;
		const { info } = parse(accessAnswer, await this.send({ method: 'GET', path, subject: { entity } }), { entity });
		const isNone = (level: unknown) => typeof level === 'string' && level.toLowerCase() === 'none';
		return [
			...(isNone(info?.userAccessForQuery) ? (['read'] as const) : []),
			...(isNone(info?.userAccessForCreate) ? (['create'] as const) : []),
			...(isNone(info?.userAccessForUpdate) ? (['change'] as const) : []),
		];
	}

	/** All pages of a list of set-up data. */
	async lookups(path: Lookup, filter: readonly Condition[] = []): Promise<NamedThing[]> {
		const things: NamedThing[] = [];
		for (let afterId: string | null = null; ; ) {
			const answer: HttpAnswer = await this.#query(path, filter, MAX_PAGE_SIZE, afterId, {});
			const page: NamedThing[] = parse(queryAnswer(namedThing), answer, {}).items;
			things.push(...page);
			if (page.length < MAX_PAGE_SIZE) return things;
			afterId = String(page[page.length - 1].id);
		}
	}

	/** How much of its allowance the whole database has used: the cheapest question that only valid keys may ask. */
	async threshold(): Promise<ThresholdInformation> {
		const path = 'ThresholdInformation';
		return parse(thresholdInformation, await this.send({ method: 'GET', path, metering: true }), {});
	}

	/**
	 * Sends a call below the API's root. Where the keys are refused, the database may have moved: its zone is looked up
	 * again and the call sent there. A refused call has reached nothing, so that this is safe for writes too.
	 */
	async send(call: ApiCall): Promise<HttpAnswer> {
		return await this.#inZone(async (zone) => await this.#http.request(at(zone, call)));
	}

	async #inZone<T>(work: (zone: Zone) => Promise<T>): Promise<T> {
		const zone = await this.#zones.get();
		try {
			return await work(zone);
		} catch (error) {
			if (!(error instanceof SyncError) || error.subject.status !== 401) throw error;
			const found = await this.#zones.discover();
			if (found.apiUrl === zone.apiUrl) throw error;
			return await work(found);
		}
	}

	async #post(
		entity: CarriedEntity,
		path: string,
		what: Pick<ApiCall, 'body' | 'content' | 'timeoutMs'>,
	): Promise<string> {
		const answer = await this.send({ method: 'POST', path, ...what, subject: { entity } });
		const { itemId } = parse(writeAnswer, answer, { entity, uncertain: true });
		if (itemId !== undefined && itemId !== null) return String(itemId);
		const message = `Autotask POST ${path} (${entity}) was answered without the id of the new record; it will be looked for`;
		throw new SyncError('UNEXPECTED_ANSWER', message, { system: 'autotask', entity, uncertain: true });
	}

	/** A filter is mandatory, and the MSP's own company has the id 0. */
	async #query(
		path: string,
		filter: readonly Condition[],
		maxRecords: number,
		afterId: string | null,
		subject: ErrorSubject,
	): Promise<HttpAnswer> {
		const onwards = afterId === null ? compare('id', 'gte', 0) : compare('id', 'gt', Number(afterId));
		const body = { maxRecords, filter: [onwards, ...filter] };
		return await this.send({ method: 'POST', path: `${path}/query`, body, safe: true, subject });
	}

	async #usage(): Promise<Usage | undefined> {
		const { externalRequestThreshold, requestThresholdTimeframe, currentTimeframeRequestCount } =
			await this.threshold();
		return {
			calls: currentTimeframeRequestCount,
			limit: externalRequestThreshold,
			windowMs: requestThresholdTimeframe * 60_000,
		};
	}
}

function at({ apiUrl }: Zone, { path, ...call }: ApiCall): HttpCall {
	return { ...call, url: `${apiUrl}/${path}`, endpoint: endpointOf(path) };
}
