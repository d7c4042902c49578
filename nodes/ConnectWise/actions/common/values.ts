import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { CUSTOM_FIELD_PREFIX } from '../../../../sync/connectors/connectwise';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import { SyncError } from '../../../../sync/model/errors';
import type { Json } from '../../../../sync/model/json';
import type { FlatRecord } from '../../../../sync/model/record';
import { parameterName } from './parameters';
import { idParameter, type Resource } from './resources';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const customFields = z.object({
	fields: z.array(z.object({ name: z.string().trim().min(1, 'has no name'), value: scalar })).default([]),
});
const LOCATED = { extractValue: true } as const;

/** @returns a time of the editor or of an expression as ISO 8601 UTC; null for an empty one. */
export function utcTime(name: string, value: unknown, timezone: string): string | null {
	if (value === '' || value === null || value === undefined) return null;
	const text = DateTime.isDateTime(value) ? value.toISO() : value instanceof Date ? value.toISOString() : value;
	const time = typeof text === 'string' ? DateTime.fromISO(text.replace(' ', 'T'), { zone: timezone }) : undefined;
	if (!time?.isValid) throw badValue(name, 'must be a time like 2026-03-01T09:30:00Z');
	return time.toUTC().toISO();
}

/** The given fields that are parameters of their own. */
export function parameterValues(
	this: IExecuteFunctions,
	fields: readonly FieldDefinition[],
	index: number,
): FlatRecord {
	const values: Record<string, Json> = {};
	for (const field of fields) {
		const name = parameterName(field.name);
		const value = this.getNodeParameter(name, index, '', field.references === undefined ? {} : LOCATED);
		values[field.name] = fieldValue(field, value, this.getTimezone());
	}
	return values;
}

/** The fields that were filled in below a collection parameter, under their own names. */
export function collectionValues(
	this: IExecuteFunctions,
	collection: string,
	fields: readonly FieldDefinition[],
	index: number,
): FlatRecord {
	const given = z.record(z.unknown()).parse(this.getNodeParameter(collection, index, {}));
	const values: Record<string, Json> = {};
	for (const field of fields) {
		const name = parameterName(field.name);
		if (!Object.hasOwn(given, name)) continue;
		const located = field.references === 'company' || field.references === 'contact';
		const value = located ? this.getNodeParameter(`${collection}.${name}`, index, '', LOCATED) : given[name];
		values[field.name] = fieldValue(field, value, this.getTimezone());
	}
	return values;
}

/** The custom fields that were filled in, under their flat names. */
export function customFieldValues(this: IExecuteFunctions, index: number): FlatRecord {
	const parsed = customFields.safeParse(this.getNodeParameter('customFields', index, {}));
	if (!parsed.success) {
		throw new SyncError('BAD_INPUT', `A custom field ${parsed.error.issues[0]?.message ?? 'is incomplete'}`);
	}
	return Object.fromEntries(
		parsed.data.fields.map(({ name, value }) => [
			name.startsWith(CUSTOM_FIELD_PREFIX) ? name : CUSTOM_FIELD_PREFIX + name,
			value,
		]),
	);
}

/** The ID of the record that an operation is about. @throws SyncError BAD_INPUT where none was chosen. */
export function readId(this: IExecuteFunctions, resource: Resource, index: number): string {
	const value = this.getNodeParameter(idParameter(resource), index, '', LOCATED);
	const parsed = z.coerce.string().trim().min(1).safeParse(value);
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', `Choose the ${resource}, or enter its ID`, {
		system: 'connectwise',
		entity: resource,
	});
}

function fieldValue(field: FieldDefinition, value: unknown, timezone: string): Json {
	if (field.type === 'datetime' || field.type === 'date') return utcTime(field.name, value, timezone);
	const parsed = scalar.safeParse(value);
	if (parsed.success) return parsed.data;
	throw badValue(field.name, 'must be a single value');
}

function badValue(field: string, what: string): SyncError {
	return new SyncError('BAD_INPUT', `"${field}" ${what}`, { system: 'connectwise', field });
}
