import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { FieldDefinition } from '../../sync/model/catalogue';
import { SYSTEM_NAMES, type System } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import type { Json } from '../../sync/model/json';
import type { FlatRecord } from '../../sync/model/record';
import { idParameter, type Resource } from './resources';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type ScalarValue = z.infer<typeof scalar>;

const customFields = z.object({
	fields: z.array(z.object({ name: z.string().trim().min(1, 'has no name'), value: scalar })).default([]),
});
const LOCATED = { extractValue: true } as const;

/** A field of a system, as errors name it. */
export interface NamedField {
	readonly system: System;
	readonly field: string;
}

/** How the fields of a system stand in the parameters of its node. */
export interface ParameterForm {
	/** The parameter that stands for a field. */
	parameterName(field: string): string;
	/** The value that a user gave for a field, in the system's form. @throws SyncError BAD_INPUT. */
	fieldValue(field: FieldDefinition, value: unknown, timezone: string): Json;
}

/** The given fields that are parameters of their own, under the system's names. */
export function parameterValues(
	this: IExecuteFunctions,
	form: ParameterForm,
	fields: readonly FieldDefinition[],
	index: number,
): FlatRecord {
	const values: Record<string, Json> = {};
	for (const field of fields) {
		const name = form.parameterName(field.name);
		const value = this.getNodeParameter(name, index, '', isLocated(field) ? LOCATED : {});
		values[field.name] = form.fieldValue(field, value, this.getTimezone());
	}
	return values;
}

/** The fields that were filled in below a collection parameter, under the system's names. */
export function collectionValues(
	this: IExecuteFunctions,
	form: ParameterForm,
	collection: string,
	fields: readonly FieldDefinition[],
	index: number,
): FlatRecord {
	const given = z.record(z.unknown()).parse(this.getNodeParameter(collection, index, {}));
	const values: Record<string, Json> = {};
	for (const field of fields) {
		const name = form.parameterName(field.name);
		if (!Object.hasOwn(given, name)) continue;
		const value = isLocated(field) ? this.getNodeParameter(`${collection}.${name}`, index, '', LOCATED) : given[name];
		values[field.name] = form.fieldValue(field, value, this.getTimezone());
	}
	return values;
}

/** True for the fields that people choose with a record locator. */
export function isLocated({ references }: FieldDefinition): boolean {
	return references === 'company' || references === 'contact' || references === 'ticket';
}

/**
 * The custom fields that were filled in, each name beginning with `prefix`.
 * @throws SyncError BAD_INPUT where a row is incomplete.
 */
export function givenCustomFields(
	this: IExecuteFunctions,
	prefix: string,
	index: number,
): { readonly name: string; readonly value: ScalarValue }[] {
	const parsed = customFields.safeParse(this.getNodeParameter('customFields', index, {}));
	if (!parsed.success) {
		throw new SyncError('BAD_INPUT', `A custom field ${parsed.error.issues[0]?.message ?? 'is incomplete'}`);
	}
	return parsed.data.fields.map(({ name, value }) => ({
		name: name.startsWith(prefix) ? name : prefix + name,
		value,
	}));
}

/** The ID of the record that an operation is about. @throws SyncError BAD_INPUT where none was chosen. */
export function readId(this: IExecuteFunctions, system: System, resource: Resource, index: number): string {
	const value = this.getNodeParameter(idParameter(resource), index, '', LOCATED);
	const parsed = z.coerce.string().trim().min(1).safeParse(value);
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', `Choose the ${resource}, or enter its ID`, { system, entity: resource });
}

/** @throws SyncError BAD_INPUT where an update was given nothing to change. */
export function requireChanges(changes: FlatRecord): void {
	if (Object.keys(changes).length > 0) return;
	throw new SyncError('BAD_INPUT', 'There is nothing to update. Add at least one field under "Update Fields"');
}

/** @returns a time of the editor, an expression or the system as ISO 8601 UTC; null for an empty one. */
export function utcTime(value: unknown, of: NamedField, timezone: string): string | null {
	if (value === '' || value === null || value === undefined) return null;
	const text = DateTime.isDateTime(value) ? value.toISO() : value instanceof Date ? value.toISOString() : value;
	const time = typeof text === 'string' ? DateTime.fromISO(text.replace(' ', 'T'), { zone: timezone }) : undefined;
	if (!time?.isValid) throw badValue(of, 'must be a time like 2026-03-01T09:30:00Z');
	return time.toUTC().toISO();
}

/** A text, number, truth value or null. @throws SyncError BAD_INPUT for anything else. */
export function scalarValue(value: unknown, of: NamedField): ScalarValue {
	const parsed = scalar.safeParse(value);
	if (parsed.success) return parsed.data;
	throw badValue(of, 'must be a single value');
}

export function badValue({ system, field }: NamedField, what: string): SyncError {
	return new SyncError('BAD_INPUT', `"${field}" ${what}`, { system, field });
}

/** What *Get* and *Update* say of an ID that the system does not know. */
export function noSuchRecord(system: System, resource: Resource, id: string): SyncError {
	return new SyncError('NOT_FOUND', `${SYSTEM_NAMES[system]} has no ${resource} with the ID ${id}, or no longer`, {
		system,
		entity: resource,
		id,
		status: 404,
	});
}
