import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { ConnectWiseEntity } from './catalogue';
import { COMMUNICATION_FIELDS, CUSTOM_FIELD_PREFIX, connectwiseCatalogue } from './catalogue';
import { defaultItem } from './communication';
import type { ConnectWiseOptions } from './options';
import { webUrl } from './options';
import type { VendorRecord } from './schemas';

/**
 * Brings a record as the vendor sends it into flat form. Every field of the catalogue is there, null where the vendor
 * leaves it out (it omits unset fields); so is every custom field that the record has.
 *
 * Standard and custom fields are joined at the end: an object that grows field by field beyond some dozens becomes a
 * hash table in V8, which takes several times the memory and the time to compare.
 */
export function flatten(entity: ConnectWiseEntity, raw: VendorRecord): FlatRecord {
	const standard: Record<string, Json> = {};
	for (const field of connectwiseCatalogue.entities[entity]) {
		const value = isCommunicationField(entity, field.name)
			? communicationValue(raw, field.name)
			: valueAt(raw, field.name);
		standard[field.name] = field.type === 'list' ? names(value) : (value ?? null);
	}
	const custom: Record<string, Json> = {};
	for (const { caption, value } of raw.customFields ?? []) {
		if (typeof caption !== 'string' || caption === '') continue;
		const name = CUSTOM_FIELD_PREFIX + caption;
		if (!Object.hasOwn(custom, name)) custom[name] = (value ?? null) as Json;
	}
	return { ...standard, ...custom };
}

/** A record as the engine knows it, from the vendor's JSON. */
export function toNative(
	entity: ConnectWiseEntity,
	raw: VendorRecord,
	tenant: Pick<ConnectWiseOptions, 'site' | 'companyId'>,
): NativeRecord {
	const record = flatten(entity, raw);
	const reference = entity === 'ticket' ? record['externalXRef'] : null;
	return {
		entity,
		id: String(raw.id),
		record,
		changedAt: raw._info?.lastUpdated ?? null,
		author: raw._info?.updatedBy ?? null,
		// The vendor has no version of a record (no ETag anywhere in the specification).
		etag: null,
		externalIds: typeof reference === 'string' && reference !== '' ? [reference] : [],
		deleted: entity === 'company' && record['deletedFlag'] === true,
		url: entity === 'ticket' ? ticketUrl(raw.id, tenant) : null,
	};
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

/** True for the fields of a contact that live in its communication items. */
export function isCommunicationField(
	entity: ConnectWiseEntity,
	name: string,
): name is keyof typeof COMMUNICATION_FIELDS {
	return entity === 'contact' && Object.hasOwn(COMMUNICATION_FIELDS, name);
}

function communicationValue(raw: VendorRecord, name: keyof typeof COMMUNICATION_FIELDS): Json {
	const { kind, part } = COMMUNICATION_FIELDS[name];
	return defaultItem(raw.communicationItems ?? [], kind)?.item[part] ?? null;
}

function names(value: Json | undefined): Json {
	if (!Array.isArray(value)) return [];
	return value.map((item: Json) => valueAt(item, 'name') ?? valueAt(item, 'id') ?? null);
}

/** The address that the web client itself uses for a ticket; it works with every codebase. */
function ticketUrl(id: number, { site, companyId }: Pick<ConnectWiseOptions, 'site' | 'companyId'>): string {
	const query = new URLSearchParams({ service_recid: String(id), companyName: companyId.trim() });
	return `${webUrl(site)}/v4_6_release/services/system_io/Service/fv_sr100_request.rails?${query}`;
}
