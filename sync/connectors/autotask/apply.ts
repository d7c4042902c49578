import { SyncError } from '../../model/errors';
import { isEmpty, sameValue, type Json } from '../../model/json';
import type { FlatRecord } from '../../model/record';
import { landed } from '../landed';
import type { AutotaskEntity } from './catalogue';
import { autotaskCatalogue, EXTERNAL_ID } from './catalogue';
import type { AutotaskClient } from './client';
import { isMissingVerb } from './errors';
import { externalId } from './external-id';
import type { FieldInformation } from './field-information';
import type { Parts } from './payload';
import { createBody, patchBody, takeApart } from './payload';
import { readNew } from './read-new';
import { flatten, utcTime, valueOf } from './records';
import type { VendorRecord } from './schemas';

/** The MSP's own company; every tenant has it. */
const OWN_COMPANY = '0';

/** Writes flat payloads: creates and updates in the vendor's forms. */
export class AutotaskWriter {
	#owner: Promise<Json | undefined> | undefined;
	/** False once the zone has turned out to have no PATCH of a collection. */
	#hasPatch = true;

	constructor(
		private readonly client: AutotaskClient,
		readonly information: FieldInformation,
	) {}

	/**
	 * Creates a record and reads it back: the vendor answers with its id alone.
	 * @param sourceId stored as the external id of a contact or ticket; companies have no place for it
	 * @throws SyncError `uncertain` where it was created and could not be read back
	 */
	async create(entity: AutotaskEntity, payload: FlatRecord, sourceId?: string): Promise<VendorRecord> {
		const parts = takeApart(entity, payload, 'create');
		await this.information.check(entity, parts);
		const body = createBody(parts);
		const place = EXTERNAL_ID[entity];
		if (place !== undefined && sourceId !== undefined && sourceId !== '') body[place] = externalId(sourceId);
		if (entity === 'contact') body['isActive'] ??= 1;
		if (entity === 'company') body['ownerResourceID'] ??= await this.#usualOwner();
		const id = await this.client.create(entity, body, idText(body['companyID']));
		return await landed(entity, id, 'created', async () => await readNew(this.client, entity, id));
	}

	/**
	 * Writes exactly these fields and reads the record back. The vendor now and then answers success to a change that it
	 * did not make (seen live for a status): a field that still shows what it showed before is sent once more.
	 * @param before the record as it was read
	 * @throws SyncError NOT_FOUND when the record is gone; `uncertain` where it was changed and could not be read back
	 */
	async update(entity: AutotaskEntity, id: string, changes: FlatRecord, before: FlatRecord): Promise<VendorRecord> {
		const parts = takeApart(entity, changes, 'update');
		await this.information.check(entity, parts);
		const company = idText(before['companyID']);
		try {
			await this.#send(entity, id, parts, before, company);
		} catch (error) {
			throw await this.#orGone(entity, id, error);
		}
		const after = await landed(entity, id, 'changed', async () => await this.#read(entity, id));
		const open = stillAsBefore(entity, changes, before, flatten(entity, after));
		if (Object.keys(open).length === 0) return after;
		// A contact that has just been moved is found below its new company.
		const now = idText(valueOf(after, 'companyID')) ?? company;
		await landed(entity, id, 'changed', async () => {
			await this.#send(entity, id, takeApart(entity, open, 'update'), before, now);
		});
		return await landed(entity, id, 'changed', async () => await this.#read(entity, id));
	}

	async #send(
		entity: AutotaskEntity,
		id: string,
		parts: Parts,
		before: FlatRecord,
		company: string | undefined,
	): Promise<void> {
		const body = patchBody(parts);
		if (this.#hasPatch) {
			try {
				return await this.client.write('PATCH', entity, id, body, company);
			} catch (error) {
				if (!isMissingVerb(error)) throw error;
			}
		}
		const whole = await this.#wholeBody(entity, id, parts, before);
		await this.client.write('PUT', entity, id, whole, company);
		this.#hasPatch = false;
	}

	/**
	 * PUT empties what is left out: everything that can be written is put back as it is now, with the changes over it.
	 * @throws SyncError PRECONDITION where a field to be changed shows something else than `before`
	 */
	async #wholeBody(
		entity: AutotaskEntity,
		id: string,
		parts: Parts,
		before: FlatRecord,
	): Promise<Record<string, unknown>> {
		const current = await this.#read(entity, id);
		const shown = flatten(entity, current);
		const moved = [...parts.fields.keys()].filter((name) => !sameValue(shown[name], before[name]));
		if (moved.length > 0) {
			const message = `Autotask ${entity} ${id} was changed meanwhile (${moved.join(', ')}); it will be planned again`;
			throw new SyncError('PRECONDITION', message, { system: 'autotask', entity, id, field: moved[0] });
		}
		const fixed = new Set(
			(await this.information.standard(entity)).flatMap(({ name, isReadOnly }) => (isReadOnly === true ? [name] : [])),
		);
		const kept = Object.entries(current).filter(([name]) => !fixed.has(name) && name !== 'soapParentPropertyId');
		const custom = (current.userDefinedFields ?? []).map(({ name, value }) => ({
			name,
			value: parts.customFields.has(name) ? parts.customFields.get(name) : value,
		}));
		return { ...Object.fromEntries(kept), ...Object.fromEntries(parts.fields), userDefinedFields: custom };
	}

	/** A change to a record that is gone is refused like any other mistake (HTTP 500): only looking for it tells. */
	async #orGone(entity: AutotaskEntity, id: string, error: unknown): Promise<unknown> {
		if (!(error instanceof SyncError) || error.code !== 'REJECTED') return error;
		if ((await this.client.get(entity, id)) !== undefined) return error;
		return gone(entity, id);
	}

	async #read(entity: AutotaskEntity, id: string): Promise<VendorRecord> {
		const raw = await this.client.get(entity, id);
		if (raw !== undefined) return raw;
		throw gone(entity, id);
	}

	/** The owner of the MSP's own company: the vendor requires one for each company. */
	async #usualOwner(): Promise<Json | undefined> {
		this.#owner ??= this.client
			.get('company', OWN_COMPANY)
			.then((own) => (own === undefined ? undefined : valueOf(own, 'ownerResourceID')));
		this.#owner.catch(() => (this.#owner = undefined));
		return (await this.#owner) ?? undefined;
	}
}

function gone(entity: AutotaskEntity, id: string): SyncError {
	return new SyncError('NOT_FOUND', `Autotask ${entity} ${id} does not exist any more`, {
		system: 'autotask',
		entity,
		id,
	});
}

/** Of `changes`, what did not land: it shows what it showed before, and that is not what was meant. */
function stillAsBefore(entity: AutotaskEntity, changes: FlatRecord, before: FlatRecord, after: FlatRecord): FlatRecord {
	return Object.fromEntries(
		Object.entries(changes).filter(
			([name, intended]) => sameValue(after[name], before[name]) && !says(entity, name, after[name], intended),
		),
	);
}

/**
 * Whether a field shows what it was asked to hold. User-defined fields are texts that the vendor writes in its own way:
 * numbers with four decimals, days with the time of midnight (recorded).
 */
function says(entity: AutotaskEntity, name: string, shown: Json | undefined, intended: Json): boolean {
	if (sameValue(shown, intended)) return true;
	if (isEmpty(shown) || isEmpty(intended)) return false;
	const field = autotaskCatalogue.entities[entity].find((one) => one.name === name);
	if (field?.type === 'datetime') return utcTime(shown)?.slice(0, 19) === utcTime(intended)?.slice(0, 19);
	if (field?.type === 'boolean') return shown === (intended === true || intended === 1 || intended === 'true');
	const [left, right] = [String(shown), String(intended)];
	if (field !== undefined) return left === right;
	return left === right || Number(left) === Number(right) || left.replace('T00:00:00', '') === right;
}

function idText(value: unknown): string | undefined {
	return typeof value === 'number' || typeof value === 'string' ? String(value) : undefined;
}
