import { z } from 'zod';
import type { FieldDefinition, FieldType } from '../../model/catalogue';
import type { Entity } from '../../model/entity';
import { isEmpty, type Json } from '../../model/json';
import { isJson, jsonRecord } from '../../model/json-schema';
import { emptyRecord, type FlatRecord, type NativeRecord } from '../../model/record';
import { CUSTOM_FIELD_PREFIX, platformCatalogue } from './catalogue';

/** Platforms that number their records are read as if they answered text, as the contract says. */
const id = z.union([z.string().min(1), z.number().int().transform(String)]);

const instant = z.string().transform((value, context) => {
	const milliseconds = Date.parse(value);
	if (Number.isNaN(milliseconds)) {
		context.addIssue({ code: z.ZodIssueCode.custom, message: 'Not an ISO 8601 time' });
		return z.NEVER;
	}
	return new Date(milliseconds).toISOString();
});

/** What the engine needs of every record, beside the entity's own fields. */
const platformRecord = z
	.object({
		id,
		updatedAt: instant.nullish(),
		updatedBy: z.string().nullish(),
		etag: z.string().nullish(),
		externalRefs: z.array(z.object({ system: z.string(), id })).nullish(),
		customFields: jsonRecord.nullish(),
		deleted: z.boolean().nullish(),
	})
	.catchall(z.unknown());

/** A record of the contract, its names already translated, with whatever else the server says. */
export type PlatformRecord = z.infer<typeof platformRecord>;

export interface RecordContext {
	readonly entity: Entity;
	/** The other side's name in `externalRefs`. */
	readonly otherSystem: string;
}

/** Parses one record of an answer whose field names are the contract's. */
export function parseRecord(value: unknown): z.SafeParseReturnType<unknown, PlatformRecord> {
	return platformRecord.safeParse(value);
}

/**
 * Brings a record of the contract into the engine's form. Only fields of the catalogue and custom fields are taken;
 * an absent one is null.
 * @param etagHeader the `ETag` of an answer that held this one record, for platforms that do not repeat it inside.
 */
export function toNativeRecord(source: PlatformRecord, context: RecordContext, etagHeader?: string): NativeRecord {
	const deleted = source.deleted === true;
	return {
		entity: context.entity,
		id: source.id,
		record: deleted ? { id: source.id } : flatten(source, context.entity),
		changedAt: source.updatedAt ?? null,
		author: source.updatedBy ?? null,
		etag: source.etag ?? etagHeader ?? null,
		externalIds: (source.externalRefs ?? [])
			.filter((reference) => reference.system === context.otherSystem)
			.map((reference) => reference.id),
		deleted,
		url: null,
	};
}

function flatten(source: PlatformRecord, entity: Entity): FlatRecord {
	// Names come from the catalogue or begin with the prefix of custom fields: none of them can reach a prototype.
	const flat: Record<string, Json> = {};
	for (const field of platformCatalogue.entities[entity] ?? []) {
		const answered = source[field.name];
		const value = isJson(answered) ? answered : null;
		flat[field.name] = field.references && typeof value === 'number' ? String(value) : value;
	}
	for (const [name, value] of Object.entries(source.customFields ?? {})) flat[CUSTOM_FIELD_PREFIX + name] = value;
	return flat;
}

/**
 * The body of a create: empty values are left out, since the contract refuses an explicit null for some fields.
 * @param externalRef how the other side calls this record.
 */
export function toCreateBody(
	fields: FlatRecord,
	externalRef: { readonly system: string; readonly id: string } | null,
): Readonly<Record<string, unknown>> {
	const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
	return { ...nest(set), ...(externalRef ? { externalRefs: [externalRef] } : {}) };
}

/** The body of a merge patch: exactly these fields; an emptied one is null, an emptied list `[]`. */
export function toPatchBody(entity: Entity, changes: FlatRecord): Readonly<Record<string, unknown>> {
	const lists = new Set(
		platformCatalogue.entities[entity]?.filter((field) => field.type === 'list').map((field) => field.name),
	);
	const body = emptyRecord();
	for (const [name, value] of Object.entries(changes)) {
		body[name] = isEmpty(value) ? (lists.has(name) ? [] : null) : value;
	}
	return nest(body);
}

function nest(fields: FlatRecord): Record<string, unknown> {
	const body = emptyRecord();
	const customFields = new Map<string, Json>();
	for (const [name, value] of Object.entries(fields)) {
		if (name.startsWith(CUSTOM_FIELD_PREFIX)) customFields.set(name.slice(CUSTOM_FIELD_PREFIX.length), value);
		else body[name] = value;
	}
	if (customFields.size > 0) body.customFields = Object.fromEntries(customFields);
	return body;
}

const fieldTypes = [
	'string',
	'text',
	'number',
	'boolean',
	'date',
	'datetime',
	'option',
	'reference',
	'list',
] as const satisfies readonly FieldType[];

const fieldMetadata = z.object({
	name: z.string().min(1),
	label: z.string().nullish(),
	type: z.enum(fieldTypes),
	maxLength: z.number().int().positive().nullish(),
	options: z.array(z.object({ value: z.string(), label: z.string() })).nullish(),
	entity: z.string().nullish(),
	required: z.boolean().nullish(),
	readOnly: z.boolean().nullish(),
	custom: z.boolean().nullish(),
});

/** The answer of the metadata endpoint. */
export const fieldList = z.object({ fields: z.array(fieldMetadata) });
export type FieldMetadata = z.infer<typeof fieldMetadata>;

/**
 * The fields that the live server describes and a record can carry: the catalogue's and custom ones. The server's
 * word on labels, lengths and options replaces the catalogue's.
 */
export function toFieldDefinitions(entity: Entity, described: readonly FieldMetadata[]): FieldDefinition[] {
	const known = new Map(platformCatalogue.entities[entity]?.map((field) => [field.name, field]));
	return described.flatMap((live) => {
		const catalogued = known.get(live.name);
		if (!catalogued && !live.name.startsWith(CUSTOM_FIELD_PREFIX)) return [];
		return [catalogued ? refine(catalogued, live) : customField(live)];
	});
}

function refine(catalogued: FieldDefinition, live: FieldMetadata): FieldDefinition {
	return {
		...catalogued,
		// The contract's metadata knows one type of number only.
		type: catalogued.type === 'integer' && live.type === 'number' ? 'integer' : live.type,
		label: live.label ?? catalogued.label,
		...(live.maxLength ? { maxLength: live.maxLength } : {}),
		...(live.options ? { options: live.options } : {}),
		required: live.required ?? catalogued.required ?? false,
		// What the server computes of an upload (size, hash) is given with a create of ours.
		readOnly: catalogued.createOnly ? false : (live.readOnly ?? catalogued.readOnly ?? false),
	};
}

function customField(live: FieldMetadata): FieldDefinition {
	return {
		name: live.name,
		label: live.label ?? live.name.slice(CUSTOM_FIELD_PREFIX.length),
		type: live.type,
		...(live.type === 'string' ? { trims: true } : {}),
		...(live.type === 'datetime' ? { precision: 'millisecond' as const } : {}),
		...(live.type === 'date' ? { precision: 'day' as const } : {}),
		...(live.maxLength ? { maxLength: live.maxLength } : {}),
		...(live.options ? { options: live.options } : {}),
		required: live.required ?? false,
		readOnly: live.readOnly ?? false,
		custom: true,
	};
}
