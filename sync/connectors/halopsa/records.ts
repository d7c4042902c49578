import type { FieldDefinition } from '../../model/catalogue';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { HaloPsaEntity } from './catalogue';
import { CUSTOM_FIELD_PREFIX, halopsaCatalogue } from './catalogue';
import { CustomFieldType } from './custom-fields';
import type { HaloPsaOptions } from './options';
import { siteUrl } from './options';
import type { CustomField, VendorRecord } from './schemas';
import { idOf, readTime, readValue } from './values';

/** What a record is given beside its own members: the names of the things whose ids it carries. */
export type Names = Readonly<Record<string, string | null>>;

/** Where each entity says when it was last changed; the first that is there counts. A write answers with the second. */
const CHANGED_AT: Readonly<Record<HaloPsaEntity, readonly string[]>> = {
	company: ['alastupdate'],
	contact: ['ulastupdate'],
	ticket: ['last_update', 'flastupdate'],
};

/** Where a person opens a record, below the address at which they sign in. */
const PAGES: Readonly<Record<HaloPsaEntity, string>> = {
	company: 'customer?clientid=',
	contact: 'user?userid=',
	ticket: 'ticket?id=',
};

/**
 * Brings a record as the vendor sends it into flat form. Every field of the catalogue is there, null where the vendor
 * leaves it out or has a value that stands for none; so is every custom field that the record has.
 */
export function flatten(entity: HaloPsaEntity, raw: VendorRecord, names: Names = {}): FlatRecord {
	const standard: Record<string, Json> = {};
	for (const field of halopsaCatalogue.entities[entity]) standard[field.name] = valueOf(entity, field, raw, names);
	const custom: Record<string, Json> = {};
	for (const field of raw.customfields ?? []) {
		if (typeof field.name !== 'string' || field.name === '') continue;
		const name = CUSTOM_FIELD_PREFIX + field.name;
		if (!Object.hasOwn(custom, name)) custom[name] = customValue(field);
	}
	return { ...standard, ...custom };
}

/** A record as the engine knows it, from the vendor's JSON. */
export function toNative(
	entity: HaloPsaEntity,
	raw: VendorRecord,
	tenant: Pick<HaloPsaOptions, 'url'>,
	names: Names = {},
): NativeRecord {
	const record = flatten(entity, raw, names);
	const reference = entity === 'ticket' ? record['third_party_id_string'] : null;
	return {
		entity,
		id: String(raw.id),
		record,
		changedAt: changedAt(entity, raw),
		// No record says who changed it last.
		author: null,
		// Nor does one have a version (no ETag anywhere in the specification).
		etag: null,
		externalIds: typeof reference === 'string' && reference !== '' ? [reference] : [],
		deleted: entity === 'ticket' && raw['deleted'] === true,
		url: `${siteUrl(tenant.url)}/${PAGES[entity]}${raw.id}`,
	};
}

/** Where a person opens a ticket, and what belongs to it. */
export function ticketUrl(tenant: Pick<HaloPsaOptions, 'url'>, ticket: string): string {
	return `${siteUrl(tenant.url)}/${PAGES.ticket}${ticket}`;
}

/** The name of the agent that stands for nobody. */
const UNASSIGNED = 'Unassigned';

/**
 * What HaloPSA calls the user of a site to whom tickets go that name nobody. No record says that it is one, so that this
 * name tells, which administrators can change (specification: `generalusername`).
 */
const GENERAL_USER = 'general user';

/** True for the user of a site that stands for nobody. */
export function isGeneralUser(entity: HaloPsaEntity, raw: VendorRecord): boolean {
	return entity === 'contact' && readTextAt(raw, 'name').toLowerCase() === GENERAL_USER;
}

/** When a record, or a row of a list, was last changed, ISO 8601 UTC; null where it does not say. */
export function changedAt(entity: HaloPsaEntity, raw: VendorRecord): string | null {
	for (const name of CHANGED_AT[entity]) {
		const time = readTime(valueAt(raw, name));
		if (typeof time === 'string' && !Number.isNaN(Date.parse(time))) return time;
	}
	return null;
}

/** The value at a slash path of the vendor's JSON; undefined where there is none. Own properties only. */
export function valueAt(raw: unknown, path: string): Json | undefined {
	let value: unknown = raw;
	for (const part of path.split('/')) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
		value = (value as Record<string, unknown>)[part];
	}
	return value as Json | undefined;
}

function valueOf(entity: HaloPsaEntity, field: FieldDefinition, raw: VendorRecord, names: Names): Json {
	// Tickets of nobody are given to an agent of this name.
	if (field.name.startsWith('agent_') && names['agent_name'] === UNASSIGNED) return null;
	const isOfNobody = entity === 'ticket' && readTextAt(raw, 'user_name').toLowerCase() === GENERAL_USER;
	if (isOfNobody && (field.name === 'user_id' || field.name === 'user_name')) return null;
	const own = readValue(field, valueAt(raw, field.name));
	if (own !== null) return own;
	if (Object.hasOwn(names, field.name)) return names[field.name];
	if (entity !== 'contact') return null;
	// The client of a user stands in its site on some versions (seen live, as a decimal).
	if (field.name === 'client_id') return idOf(valueAt(raw, 'site/client_id'));
	return field.name === 'firstname' || field.name === 'surname' ? nameFrom(field.name, raw) : null;
}

/** A user who was entered with a full name only: its first word, and the rest; what is left of it where one is given. */
function nameFrom(part: 'firstname' | 'surname', raw: VendorRecord): Json {
	const name = readTextAt(raw, 'name');
	const other = readTextAt(raw, part === 'firstname' ? 'surname' : 'firstname');
	if (other !== '') {
		if (part === 'firstname') return name.endsWith(` ${other}`) ? name.slice(0, -other.length).trim() || null : null;
		return name.startsWith(`${other} `) ? name.slice(other.length).trim() || null : null;
	}
	const [first, ...rest] = name.split(/\s+/);
	return (part === 'firstname' ? first : rest.join(' ')) || null;
}

function readTextAt(raw: VendorRecord, name: string): string {
	const value = valueAt(raw, name);
	return typeof value === 'string' ? value.trim() : '';
}

/** A choice comes as a number in one recorded answer and as text in another. */
function customValue({ type, value }: CustomField): Json {
	const plain = (value ?? null) as Json;
	if (plain === null || plain === '') return null;
	switch (type) {
		case CustomFieldType.Single:
			return idOf(plain);
		case CustomFieldType.Date:
			return readTime(plain);
		case CustomFieldType.Checkbox:
			return plain === true || plain === 'true' || plain === 1 || plain === '1';
		default:
			return plain;
	}
}
