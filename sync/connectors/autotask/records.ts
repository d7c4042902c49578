import type { FieldDefinition } from '../../model/catalogue';
import type { Json } from '../../model/json';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { AutotaskEntity, CarriedEntity } from './catalogue';
import { autotaskCatalogue, CUSTOM_FIELD_PREFIX, EXTERNAL_ID } from './catalogue';
import type { VendorRecord } from './schemas';

/**
 * When a record was changed, most telling first. The time of the last activity comes late: notes and time entries move
 * it too, so that by it a ticket would look newer than its own fields are.
 */
const CHANGE_TIMES: Readonly<Record<AutotaskEntity, readonly string[]>> = {
	company: ['lastTrackedModifiedDateTime', 'lastActivityDate', 'createDate'],
	contact: ['lastModifiedDate', 'lastActivityDate', 'createDate'],
	ticket: ['lastTrackedModificationDateTime', 'lastActivityDate', 'createDate'],
};

/** What a person opens a record with, below the address of the zone's web client. */
const WEB_PATHS: Readonly<Record<AutotaskEntity, string>> = {
	company: 'Code=OpenAccount&AccountID=',
	contact: 'Code=OpenContact&ContactID=',
	ticket: 'Code=OpenTicketDetail&TicketID=',
};

/**
 * Brings a record as the vendor sends it into flat form. Every field of the catalogue is there, null where the vendor
 * leaves it out; so is every user-defined field that the record has. Times are UTC with a `Z`, which the vendor writes
 * on some systems only; truth values are such, also where the model has 1 and 0.
 *
 * Standard and user-defined fields are joined at the end: an object that grows field by field beyond some dozens becomes
 * a hash table in V8, which takes several times the memory and the time to compare.
 */
export function flatten(entity: CarriedEntity, raw: VendorRecord): FlatRecord {
	const standard: Record<string, Json> = {};
	for (const field of autotaskCatalogue.entities[entity])
		standard[field.name] = normal(field, valueOf(raw, field.name));
	const custom: Record<string, Json> = {};
	for (const { name, value } of raw.userDefinedFields ?? []) {
		const flat = CUSTOM_FIELD_PREFIX + name;
		if (name !== '' && !Object.hasOwn(custom, flat)) custom[flat] = (value ?? null) as Json;
	}
	return { ...standard, ...custom };
}

/** A record as the engine knows it. @param webUrl the zone's web client; null where the zone does not say */
export function toNative(entity: AutotaskEntity, raw: VendorRecord, webUrl: string | null): NativeRecord {
	const record = flatten(entity, raw);
	const reference = record[EXTERNAL_ID[entity] ?? ''];
	const author = valueOf(raw, 'lastActivityResourceID');
	return {
		entity,
		id: String(raw.id),
		record,
		changedAt: changedAt(entity, raw),
		author: typeof author === 'number' ? `resource ${author}` : null,
		// The vendor has no version of a record (specification).
		etag: null,
		externalIds: typeof reference === 'string' && reference !== '' ? [reference] : [],
		// What is deleted is not in any list any more.
		deleted: false,
		url: webUrl === null ? null : `${webUrl}/Autotask/AutotaskExtend/ExecuteCommand.aspx?${WEB_PATHS[entity]}${raw.id}`,
	};
}

/** When a record was last changed, ISO 8601 UTC; null where it does not say. */
export function changedAt(entity: AutotaskEntity, raw: VendorRecord): string | null {
	for (const name of CHANGE_TIMES[entity]) {
		const time = utcTime(valueOf(raw, name));
		if (time !== null) return time;
	}
	return null;
}

/** The newest of several times of a record. */
export function newestOf(names: readonly string[], raw: VendorRecord): string | null {
	const times = names.map((name) => utcTime(valueOf(raw, name))).filter((time) => time !== null);
	return times.length === 0 ? null : times.reduce((newest, time) => (time > newest ? time : newest));
}

/** The times that move when a record is changed in any way: by these changes are looked for. */
export function changeFields(entity: AutotaskEntity): readonly string[] {
	return CHANGE_TIMES[entity];
}

/** A time of the vendor's as ISO 8601 UTC with milliseconds; null for none. Without a zone it is UTC (documentation). */
export function utcTime(value: unknown): string | null {
	if (typeof value !== 'string' || !TIME.test(value)) return null;
	const date = new Date(/(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) ? value : `${value}Z`);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,7})?)?(?:Z|[+-]\d{2}:?\d{2})?$/i;

/** A field's value of the vendor's JSON; undefined where there is none. Own properties only. */
export function valueOf(raw: object, name: string): Json | undefined {
	return Object.hasOwn(raw, name) ? (raw as Record<string, Json | undefined>)[name] : undefined;
}

/** A value as the field's type has it, whichever way the vendor wrote it; what does not fit stays as it is. */
function normal(field: FieldDefinition, value: Json | undefined): Json {
	if (value === undefined || value === null) return null;
	switch (field.type) {
		case 'string':
		case 'text':
			return typeof value === 'number' ? String(value) : value;
		case 'boolean':
			return value === 1 ? true : value === 0 ? false : value;
		case 'datetime':
			return utcTime(value) ?? value;
		case 'date':
			return typeof value === 'string' && TIME.test(value) ? value.slice(0, 10) : value;
		case 'integer':
		case 'option':
		case 'reference':
			return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
		default:
			return value;
	}
}
