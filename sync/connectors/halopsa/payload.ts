import type { FieldDefinition } from '../../model/catalogue';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord } from '../../model/record';
import type { HaloPsaEntity } from './catalogue';
import { CUSTOM_FIELD_PREFIX, halopsaCatalogue } from './catalogue';
import { CustomFieldType } from './custom-fields';
import type { FieldInfo } from './schemas';
import { emptyValue, isById, timeMs, writeTime } from './values';

/** A flat payload taken apart into the ways in which HaloPSA stores things. */
export interface Parts {
	/** By the model's own field name; null clears. */
	readonly fields: ReadonlyMap<FieldDefinition, Json>;
	/** What a company shows of its main site, by the site's field names: `phonenumber`, `delivery_address/line1`. */
	readonly site: ReadonlyMap<string, Json>;
	/** By name. */
	readonly customFields: ReadonlyMap<string, Json>;
}

/** Fields of a company that are kept at its main site, and what they are called there. */
const SITE_PREFIX = 'main_';
const AT_THE_SITE = /^main_(?:phonenumber|delivery_address\/\w+)$/;

/**
 * Takes a flat payload apart.
 * @throws SyncError BAD_INPUT for a field that HaloPSA does not have or does not let anybody write (it ignores both
 *   without a word), and for a value that its field cannot hold.
 */
export function takeApart(entity: HaloPsaEntity, payload: FlatRecord, purpose: 'create' | 'update'): Parts {
	const fields = new Map<FieldDefinition, Json>();
	const site = new Map<string, Json>();
	const customFields = new Map<string, Json>();
	const catalogue = halopsaCatalogue.entities[entity];
	for (const [name, value] of Object.entries(payload)) {
		if (name.startsWith(CUSTOM_FIELD_PREFIX)) {
			customFields.set(name.slice(CUSTOM_FIELD_PREFIX.length), value);
			continue;
		}
		const field = catalogue.find((one) => one.name === name);
		if (!field) throw refuse(entity, name, 'is no field of it; choose one from the list');
		if (field.readOnly) throw refuse(entity, name, 'is read-only; leave it out');
		if (field.createOnly && purpose === 'update')
			throw refuse(entity, name, 'can be given on create only; leave it out');
		const written = vendorValue(entity, field, value);
		if (entity === 'company' && AT_THE_SITE.test(name)) site.set(name.slice(SITE_PREFIX.length), written);
		else fields.set(field, written);
	}
	return { fields, site, customFields };
}

/** The members of a body. On create, what is null is left out; afterwards it is emptied. */
export function bodyOf({ fields }: Pick<Parts, 'fields'>, purpose: 'create' | 'update'): Record<string, unknown> {
	const body: Record<string, unknown> = {};
	for (const [field, value] of fields) {
		if (value !== null) body[field.name] = value;
		else if (purpose === 'update') body[field.name] = emptyValue(field);
	}
	return body;
}

/**
 * What is written to a site: telephone and address.
 * @param address the address as it is, since it is one object: what is not named in it must not be lost
 */
export function siteBody(site: Parts['site'], address: Readonly<Record<string, unknown>>): Record<string, unknown> {
	const body: Record<string, unknown> = {};
	const changed: Record<string, unknown> = {};
	for (const [name, value] of site) {
		const [top, part] = name.split('/');
		if (part === undefined) body[top] = value ?? '';
		else changed[part] = value ?? '';
	}
	if (Object.keys(changed).length > 0) body['delivery_address'] = { ...address, ...changed };
	return body;
}

/**
 * Custom fields as they are written: by id, with their values. HaloPSA leaves those that are not named alone.
 * @throws SyncError BAD_INPUT for one that the tenant does not have
 */
export function customFieldValues(
	entity: HaloPsaEntity,
	known: readonly FieldInfo[],
	changes: Parts['customFields'],
): Array<{ id: number; name: string; value: Json }> {
	return [...changes].map(([name, value]) => {
		const field = known.find((one) => one.name === name);
		if (!field)
			throw refuse(entity, CUSTOM_FIELD_PREFIX + name, 'is no custom field of it; refresh the list of fields');
		return { id: field.id, name, value: customValue(entity, field, choiceOf(field, value)) };
	});
}

function vendorValue(entity: HaloPsaEntity, field: FieldDefinition, value: Json): Json {
	if (value === null || value === '') return null;
	if (typeof value === 'object') throw refuse(entity, field.name, 'must be a single value');
	switch (field.type) {
		case 'boolean':
			return truth(entity, field.name, value);
		case 'integer':
		case 'reference':
			return wholeNumber(entity, field.name, value);
		case 'option':
			return isById(field) ? wholeNumber(entity, field.name, value) : String(value);
		case 'datetime':
			return time(entity, field.name, value);
		default:
			return String(value);
	}
}

function customValue(entity: HaloPsaEntity, { name, type }: FieldInfo, value: Json): Json {
	const field = `${CUSTOM_FIELD_PREFIX}${name ?? ''}`;
	if (value === null || value === '') return type === CustomFieldType.Single ? 0 : '';
	if (Array.isArray(value) && type === CustomFieldType.Multiple) return value.map(String).join(',');
	if (typeof value === 'object') throw refuse(entity, field, 'must be a single value');
	switch (type) {
		case CustomFieldType.Single:
			return wholeNumber(entity, field, value);
		case CustomFieldType.Date:
			return time(entity, field, value);
		case CustomFieldType.Checkbox:
			return truth(entity, field, value);
		default:
			return value;
	}
}

/** A choice that is given by its name is its id. */
function choiceOf({ type, values }: FieldInfo, value: Json): Json {
	if (type !== CustomFieldType.Single || typeof value !== 'string') return value;
	const wanted = value.trim().toLowerCase();
	return values?.find(({ name }) => name?.toLowerCase() === wanted)?.id ?? value;
}

type Scalar = string | number | boolean;

function truth(entity: HaloPsaEntity, name: string, value: Scalar): boolean {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw refuse(entity, name, `must be true or false, not ${shown(value)}`);
}

function wholeNumber(entity: HaloPsaEntity, name: string, value: Scalar): number {
	const number = typeof value === 'string' && /^-?\d+$/.test(value.trim()) ? Number(value) : value;
	if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
	throw refuse(entity, name, `must be a whole number, not ${shown(value)}`);
}

function time(entity: HaloPsaEntity, name: string, value: Scalar): string {
	const ms = typeof value === 'string' ? timeMs(value) : Number.NaN;
	if (Number.isNaN(ms)) throw refuse(entity, name, `must be a time (ISO 8601), not ${shown(value)}`);
	return writeTime(ms);
}

function shown(value: Scalar): string {
	return JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value);
}

function refuse(entity: HaloPsaEntity, field: string, what: string): SyncError {
	return new SyncError('BAD_INPUT', `HaloPSA ${entity}: ${field} ${what}`, { system: 'halopsa', entity, field });
}
