import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { CUSTOM_FIELD_PREFIX, type PlatformClient } from '../../../../sync/connectors/platform';
import type { FieldDefinition, FieldType } from '../../../../sync/model/catalogue';
import { SyncError } from '../../../../sync/model/errors';
import type { Json } from '../../../../sync/model/json';
import type { FlatRecord } from '../../../../sync/model/record';
import type { Resource } from './resources';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const list = z.union([z.array(z.string()), z.string()]);
const customFields = z.object({
	fields: z.array(z.object({ name: z.string().trim().min(1, 'has no name'), value: scalar })).default([]),
});

/**
 * The value that a user gave for a field, in the contract's form: times in UTC, lists as lists.
 * @throws SyncError BAD_INPUT for what cannot be brought into it.
 */
export function fieldValue(field: FieldDefinition, value: unknown, timezone: string): Json {
	switch (field.type) {
		case 'datetime':
			return utcTime(field.name, value, timezone);
		case 'list': {
			const parsed = list.safeParse(value);
			if (!parsed.success) throw badValue(field.name, 'must be words with commas between them, or a list of texts');
			return typeof parsed.data === 'string' ? words(parsed.data) : parsed.data;
		}
		default: {
			const parsed = scalar.safeParse(value);
			if (!parsed.success) throw badValue(field.name, 'must be a single value');
			return parsed.data;
		}
	}
}

/** @returns a time of the editor, an expression or the contract as ISO 8601 UTC; null for an empty one. */
export function utcTime(name: string, value: unknown, timezone: string): string | null {
	if (value === '' || value === null || value === undefined) return null;
	const text = DateTime.isDateTime(value) ? value.toISO() : value instanceof Date ? value.toISOString() : value;
	const time = typeof text === 'string' ? DateTime.fromISO(text.replace(' ', 'T'), { zone: timezone }) : undefined;
	if (!time?.isValid) throw badValue(name, 'must be a time like 2026-03-01T09:30:00Z');
	return time.toUTC().toISO();
}

/** The fields that were filled in below a collection parameter. */
export function collectionValues(
	this: IExecuteFunctions,
	collection: string,
	fields: readonly FieldDefinition[],
	index: number,
): FlatRecord {
	const given = z.record(z.unknown()).parse(this.getNodeParameter(collection, index, {}));
	const values: Record<string, Json> = {};
	for (const field of fields) {
		if (!Object.hasOwn(given, field.name)) continue;
		const value = field.references
			? this.getNodeParameter(`${collection}.${field.name}`, index, '', LOCATED)
			: given[field.name];
		values[field.name] = fieldValue(field, value, this.getTimezone());
	}
	return values;
}

/** The fields that are parameters of their own. */
export function parameterValues(
	this: IExecuteFunctions,
	fields: readonly FieldDefinition[],
	index: number,
): FlatRecord {
	const values: Record<string, Json> = {};
	for (const field of fields) {
		const value = this.getNodeParameter(field.name, index, '', field.references ? LOCATED : {});
		values[field.name] = fieldValue(field, value, this.getTimezone());
	}
	return values;
}

const LOCATED = { extractValue: true } as const;

/**
 * The custom fields that were filled in. What is text in the editor becomes the number or truth value that the live
 * system wants.
 */
export async function customFieldValues(
	this: IExecuteFunctions,
	client: PlatformClient,
	resource: Resource,
	index: number,
): Promise<FlatRecord> {
	const parsed = customFields.safeParse(this.getNodeParameter('customFields', index, {}));
	if (!parsed.success)
		throw new SyncError('BAD_INPUT', `A custom field ${parsed.error.issues[0]?.message ?? 'is incomplete'}`);
	if (parsed.data.fields.length === 0) return {};
	const described = (await client.fields(resource)) ?? [];
	return Object.fromEntries(
		parsed.data.fields.map(({ name, value }) => {
			const key = name.startsWith(CUSTOM_FIELD_PREFIX) ? name : CUSTOM_FIELD_PREFIX + name;
			const type = described.find((field) => field.name === key)?.type;
			return [key, typed(key, value, type, this.getTimezone())];
		}),
	);
}

function typed(name: string, value: z.infer<typeof scalar>, type: FieldType | undefined, timezone: string): Json {
	if (typeof value !== 'string' || value === '') return value;
	switch (type) {
		case 'number': {
			const number = Number(value);
			if (Number.isFinite(number)) return number;
			throw badValue(name, 'must be a number');
		}
		case 'boolean': {
			const word = value.trim().toLowerCase();
			if (word === 'true' || word === 'false') return word === 'true';
			throw badValue(name, 'must be true or false');
		}
		case 'datetime':
			return utcTime(name, value, timezone);
		default:
			return value;
	}
}

function words(text: string): string[] {
	return text
		.split(',')
		.map((word) => word.trim())
		.filter((word) => word !== '');
}

function badValue(field: string, what: string): SyncError {
	return new SyncError('BAD_INPUT', `"${field}" ${what}`, { system: 'platform', field });
}
