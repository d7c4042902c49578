import { z } from 'zod';
import { SyncError } from '../../model/errors';
import type { FlatRecord, Synonyms } from '../../model/record';
import type { WriteOptions } from '../connector';
import { landed } from '../landed';
import { QUIET_TICKET } from './actions/quiet';
import type { HaloPsaEntity } from './catalogue';
import type { HaloPsaClient } from './client';
import { CustomFields } from './custom-fields';
import type { Lookups } from './lookups';
import type { Parts } from './payload';
import { bodyOf, customFieldValues, siteBody, takeApart } from './payload';
import { valueAt } from './records';
import type { VendorRecord } from './schemas';
import { TicketChoices } from './ticket-choices';
import { UpdateBatches } from './update-batches';
import { idOf } from './values';

/** Members that every whole record has; an answer without them is a short one. */
const WHOLE: Readonly<Record<HaloPsaEntity, readonly string[]>> = {
	company: ['customfields', 'main_site_id'],
	contact: ['customfields', 'site_id'],
	ticket: ['customfields', 'details'],
};

/** Writes flat payloads: creates and updates in the vendor's forms. */
export class HaloPsaWriter {
	readonly customFields: CustomFields;
	readonly #choices: TicketChoices;
	readonly #updates: UpdateBatches;
	readonly #sites = new Map<number, Promise<number>>();
	/** The last create of a ticket: the next one waits for it. */
	#ticket: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly client: HaloPsaClient,
		lookups: Lookups,
	) {
		this.customFields = new CustomFields(client);
		this.#choices = new TicketChoices(lookups);
		this.#updates = new UpdateBatches(client);
	}

	/**
	 * Creates a record. Tickets are created one after the other: HaloPSA is reported to number tickets that arrive
	 * together wrongly.
	 * @param sourceId stored in a ticket's `third_party_id_string`; companies and contacts have no place for it
	 */
	async create(
		entity: HaloPsaEntity,
		payload: FlatRecord,
		sourceId?: string,
		{ synonyms = {}, quiet = false }: WriteOptions = {},
	): Promise<VendorRecord> {
		const resolved = await this.#resolved(entity, payload, payload, synonyms);
		const parts = takeApart(entity, resolved, 'create');
		const given = [...parts.customFields].filter(([, value]) => value !== null && value !== '');
		const body: Record<string, unknown> = {
			...bodyOf(parts, 'create'),
			...(await this.#placed(entity, parts)),
			...(await this.#custom(entity, new Map(given))),
			...(quiet && entity === 'ticket' ? QUIET_TICKET : {}),
		};
		if (entity !== 'ticket') return await this.#created(entity, body);
		if (sourceId !== undefined && sourceId !== '') body['third_party_id_string'] = sourceId;
		const before = this.#ticket;
		const created = before.then(async () => await this.#created(entity, body));
		this.#ticket = created.catch(() => undefined);
		return await created;
	}

	/**
	 * Writes exactly these fields.
	 * @param current the record as it was read, flat
	 * @returns the record as HaloPSA holds it then; undefined where there was nothing to write
	 * @throws SyncError NOT_FOUND when the record is gone
	 */
	async update(
		entity: HaloPsaEntity,
		id: string,
		changes: FlatRecord,
		current: FlatRecord,
		{ synonyms = {}, quiet = false }: WriteOptions = {},
	): Promise<VendorRecord | undefined> {
		const resolved = await this.#resolved(entity, changes, { ...current, ...changes }, synonyms);
		const parts = takeApart(entity, resolved, 'update');
		const body = {
			...bodyOf(parts, 'update'),
			...(await this.#moved(entity, parts, current)),
			...(await this.#custom(entity, parts.customFields)),
		};
		const { client_id: _ownedBySite, ...contact } = body;
		const sent = entity === 'contact' ? contact : body;
		let answer: VendorRecord | undefined;
		const whispered = quiet && entity === 'ticket' ? { ...sent, ...QUIET_TICKET } : sent;
		if (Object.keys(sent).length > 0) answer = await this.#updates.update(entity, id, whispered);
		if (parts.site.size > 0) {
			await this.#updateSite(id, parts.site);
			answer = undefined;
		} else if (answer === undefined && Object.keys(sent).length === 0) return undefined;
		return await this.#whole(entity, id, answer);
	}

	/** Names of what is set up, brought to ids. */
	async #resolved(
		entity: HaloPsaEntity,
		changes: FlatRecord,
		after: FlatRecord,
		synonyms: Synonyms,
	): Promise<FlatRecord> {
		return entity === 'ticket' ? await this.#choices.resolve(changes, after, synonyms) : changes;
	}

	async #custom(entity: HaloPsaEntity, changes: Parts['customFields']): Promise<Record<string, unknown>> {
		if (changes.size === 0) return {};
		return { customfields: customFieldValues(entity, await this.customFields.of(entity), changes) };
	}

	/** What a create says of where the record belongs: a client's first site, a user's site and full name. */
	async #placed(entity: HaloPsaEntity, parts: Parts): Promise<Record<string, unknown>> {
		if (entity === 'company') return newSite(parts);
		if (entity !== 'contact') return {};
		return { ...fullName(parts, {}), ...(await this.#site(parts)), client_id: undefined };
	}

	/** What an update has to say beside its fields, since one follows from the other. */
	async #moved(entity: HaloPsaEntity, parts: Parts, current: FlatRecord): Promise<Record<string, unknown>> {
		return entity === 'contact' ? { ...fullName(parts, current), ...(await this.#site(parts)) } : {};
	}

	/** A user who is given a client goes to that client's main site, unless a site is given as well. */
	async #site(parts: Parts): Promise<Record<string, unknown>> {
		const given = valuesOf(parts);
		const client = given.get('client_id');
		if (given.has('site_id') || typeof client !== 'number') return {};
		let site = this.#sites.get(client);
		if (!site) {
			site = this.#mainSite(client);
			this.#sites.set(client, site);
			site.catch(() => this.#sites.delete(client));
		}
		return { site_id: await site };
	}

	async #mainSite(client: number): Promise<number> {
		const raw = await this.client.get('company', String(client));
		const main = idOf(valueAt(raw, 'main_site_id'));
		if (typeof main === 'number') return main;
		const [first] = await this.client.list('site', { client_id: client }, 1);
		if (first) return first.id;
		const message = `HaloPSA: client ${client} ${raw ? 'has no site' : 'does not exist'}, and a user must belong to a site`;
		throw new SyncError('REJECTED', message, { system: 'halopsa', entity: 'contact', field: 'client_id' });
	}

	async #updateSite(companyId: string, changes: Parts['site']): Promise<void> {
		const id = await this.#mainSite(Number(companyId));
		const changesAddress = [...changes.keys()].some((name) => name.includes('/'));
		const site = changesAddress ? await this.client.get('site', String(id)) : undefined;
		const address = z.record(z.unknown()).catch({}).parse(site?.['delivery_address']);
		await this.client.post('site', [{ id, ...siteBody(changes, address) }], companyId);
	}

	async #created(entity: HaloPsaEntity, body: Readonly<Record<string, unknown>>): Promise<VendorRecord> {
		const answer = (await this.client.post(entity, [body])).at(0);
		if (answer === undefined) {
			const message = `HaloPSA POST (${entity}) was answered without the new record; it will be looked for`;
			throw new SyncError('UNEXPECTED_ANSWER', message, { system: 'halopsa', entity, uncertain: true });
		}
		const id = String(answer.id);
		return await landed(entity, id, 'created', async () => await this.#whole(entity, id, answer));
	}

	/** An answer can be as short as a list's row: the record itself is read then. */
	async #whole(entity: HaloPsaEntity, id: string, answer: VendorRecord | undefined): Promise<VendorRecord> {
		if (answer && WHOLE[entity].every((name) => Object.hasOwn(answer, name))) return answer;
		const read = await this.client.get(entity, id);
		if (read) return read;
		throw new SyncError('NOT_FOUND', `HaloPSA ${entity} ${id} does not exist any more`, {
			system: 'halopsa',
			entity,
			id,
		});
	}
}

/** A new client's telephone and address become those of its first site. */
function newSite({ site }: Parts): Record<string, unknown> {
	const given = new Map([...site].filter(([, value]) => value !== null));
	const { phonenumber, delivery_address: address } = siteBody(given, {});
	return {
		...(phonenumber === undefined ? {} : { newclient_phonenumber: phonenumber }),
		...(address === undefined ? {} : { newclient_delivery_address: address }),
	};
}

/** First name and surname stand a second time as the full name, which is what lists and tickets show. */
function fullName(parts: Parts, current: FlatRecord): Record<string, unknown> {
	const given = valuesOf(parts);
	if (!given.has('firstname') && !given.has('surname')) return {};
	const part = (name: string) => String((given.has(name) ? given.get(name) : current[name]) ?? '').trim();
	return { name: [part('firstname'), part('surname')].filter((text) => text !== '').join(' ') };
}

function valuesOf({ fields }: Parts): ReadonlyMap<string, unknown> {
	return new Map([...fields].map(([field, value]) => [field.name, value]));
}
