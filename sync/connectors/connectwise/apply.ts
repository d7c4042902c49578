import { SyncError } from '../../model/errors';
import type { FlatRecord } from '../../model/record';
import { normalisedCompanyName } from '../names';
import type { ConnectWiseEntity } from './catalogue';
import type { ConnectWiseClient } from './client';
import type { CommunicationKind, TypeOf } from './communication';
import { itemOperations, newItems, typeFor } from './communication';
import { compare } from './conditions';
import { CustomFields } from './custom-fields';
import { isTaken } from './errors';
import { companyIdentifier } from './identifier';
import type { Parts } from './payload';
import { createBody, fieldOperations, mergeCustomFields, takeApart } from './payload';
import { valueAt } from './records';
import type { CommunicationType, VendorRecord } from './schemas';
import { communicationType } from './schemas';

/** The name that the vendor's own web client gives a company's first site. */
const FIRST_SITE = 'Main';
const IDENTIFIER_ATTEMPTS = 9;
/** Of a ticket: sent with a write, and true of that write alone; with `false` it mails nobody. */
const NOTIFIES = 'processNotifications';

/** Writes flat payloads: creates and updates in the vendor's forms. */
export class ConnectWiseWriter {
	readonly customFields: CustomFields;
	#types: Promise<CommunicationType[]> | undefined;

	constructor(private readonly client: ConnectWiseClient) {
		this.customFields = new CustomFields(client);
	}

	/**
	 * Creates a record.
	 * @param quiet a ticket's contact is not to be mailed about it
	 * @param sourceId stored in a ticket's `externalXRef`; companies and contacts have no place for it
	 */
	async create(
		entity: ConnectWiseEntity,
		payload: FlatRecord,
		sourceId?: string,
		quiet = false,
	): Promise<VendorRecord> {
		const parts = takeApart(entity, payload, 'create');
		const items = parts.communication.size > 0 ? await newItems(parts.communication, this.#typeOf) : [];
		const body = createBody(parts, items, await this.#newCustomFields(entity, parts));
		if (entity === 'ticket' && sourceId !== undefined && sourceId !== '') body['externalXRef'] = sourceId;
		if (entity === 'ticket' && quiet) body[NOTIFIES] = false;
		return entity === 'company' ? await this.#createCompany(body) : await this.client.create(entity, body);
	}

	/**
	 * Writes exactly these fields. Where ConnectWise wants a list whole (custom fields) or by index (communication items)
	 * the record is read first, so that nothing of somebody else's is put back.
	 * @param changedAt the record's time of change when the caller read it; null skips the check
	 * @throws SyncError PRECONDITION when that read shows a later change; NOT_FOUND when the record is gone
	 */
	async update(
		entity: ConnectWiseEntity,
		id: string,
		changes: FlatRecord,
		changedAt: string | null,
		quiet = false,
	): Promise<VendorRecord | undefined> {
		const parts = takeApart(entity, changes, 'update');
		const operations = fieldOperations(entity, parts);
		if (parts.customFields.size > 0 || parts.communication.size > 0) {
			const current = await this.#reread(entity, id, changedAt);
			if (parts.customFields.size > 0) {
				const value = mergeCustomFields(entity, current.customFields ?? [], parts.customFields);
				operations.push({ op: 'replace', path: 'customFields', value });
			}
			operations.push(...(await itemOperations(current.communicationItems ?? [], parts.communication, this.#typeOf)));
			if (operations.length === 0) return current;
		}
		if (operations.length === 0) return undefined;
		if (entity === 'ticket' && quiet) operations.push({ op: 'replace', path: NOTIFIES, value: false });
		return await this.client.patch(entity, id, operations);
	}

	async #reread(entity: ConnectWiseEntity, id: string, changedAt: string | null): Promise<VendorRecord> {
		const current = await this.client.get(entity, id);
		const subject = { system: 'connectwise', entity, id } as const;
		if (!current) throw new SyncError('NOT_FOUND', `ConnectWise ${entity} ${id} does not exist any more`, subject);
		const now = current._info?.lastUpdated ?? null;
		if (changedAt !== null && now !== null && Date.parse(now) !== Date.parse(changedAt)) {
			throw new SyncError(
				'PRECONDITION',
				`ConnectWise ${entity} ${id} was changed meanwhile; it will be planned again`,
				subject,
			);
		}
		return current;
	}

	async #newCustomFields(entity: ConnectWiseEntity, parts: Parts): Promise<unknown[]> {
		const given = new Map([...parts.customFields].filter(([, value]) => value !== null && value !== ''));
		return given.size === 0 ? [] : mergeCustomFields(entity, await this.customFields.of(entity), given);
	}

	/** A company needs a site, though the specification does not say so (seen live), and an identifier of its own. */
	async #createCompany(given: Record<string, unknown>): Promise<VendorRecord> {
		const body = { site: { name: FIRST_SITE }, ...given };
		const name = typeof given['name'] === 'string' ? given['name'] : '';
		if (given['identifier'] !== undefined) return await this.client.create('company', body);
		for (let attempt = 0; ; attempt++) {
			const identifier = companyIdentifier(name, attempt);
			try {
				return await this.client.create('company', { ...body, identifier });
			} catch (error) {
				if (!isTaken(error, 'identifier') || attempt + 1 >= IDENTIFIER_ATTEMPTS) throw error;
				await this.#refuseNamesake(identifier, name);
			}
		}
	}

	/**
	 * The company that has the identifier already may be the very one: an earlier create whose answer was lost, or that
	 * is not listed yet. Only one that is known to be another company makes way for the next identifier.
	 */
	async #refuseNamesake(identifier: string, name: string): Promise<void> {
		const holders = await this.client.list('company', { conditions: compare('identifier', '=', identifier) });
		const subject = { system: 'connectwise', entity: 'company', field: 'identifier' } as const;
		if (holders.length === 0) {
			const message = `ConnectWise says that the company ID "${identifier}" is taken, but does not list who has it yet; it will be tried again`;
			throw new SyncError('PRECONDITION', message, subject);
		}
		const wanted = normalisedCompanyName(name);
		const same = holders.find((holder) => normalisedCompanyName(String(valueAt(holder, 'name') ?? '')) === wanted);
		if (!same) return;
		const id = String(same.id);
		const message = `ConnectWise has a company "${name}" with the company ID "${identifier}" already (company ${id}): link that one, or give the new one another name or a company ID of its own`;
		throw new SyncError('REJECTED', message, { ...subject, id });
	}

	readonly #typeOf: TypeOf = async (kind: CommunicationKind): Promise<number> => {
		this.#types ??= this.client.lookups('/company/communicationTypes', communicationType);
		this.#types.catch(() => (this.#types = undefined));
		return typeFor(kind, await this.#types);
	};
}
