import type { FieldDefinition } from '../../model/catalogue';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord } from '../../model/record';
import type { ConnectWiseEntity } from './catalogue';
import { CUSTOM_FIELD_PREFIX, connectwiseCatalogue } from './catalogue';
import type { PatchOperation } from './client';
import type { CommunicationField } from './communication';
import { communicationText } from './communication';
import { wholeSeconds } from './conditions';
import { isCommunicationField } from './records';
import type { CustomFieldValue } from './schemas';

/** A flat payload taken apart into the three ways in which ConnectWise stores things. */
export interface Parts {
	/** By the model's own field name; references as whole objects; null clears. In the catalogue's order. */
	readonly fields: ReadonlyMap<string, unknown>;
	readonly communication: ReadonlyMap<CommunicationField, string | null>;
	/** By caption. */
	readonly customFields: ReadonlyMap<string, Json>;
}

/**
 * Takes a flat payload apart.
 * @throws SyncError BAD_INPUT for a field that ConnectWise does not have or does not let anybody write, and for a value
 *   that its field cannot hold.
 */
export function takeApart(entity: ConnectWiseEntity, payload: FlatRecord, purpose: 'create' | 'update'): Parts {
	const fields = new Map<string, unknown>();
	const communication = new Map<CommunicationField, string | null>();
	const customFields = new Map<string, Json>();
	const catalogue = connectwiseCatalogue.entities[entity];
	const plain: FieldDefinition[] = [];
	for (const [name, value] of Object.entries(payload)) {
		if (name.startsWith(CUSTOM_FIELD_PREFIX)) {
			customFields.set(name.slice(CUSTOM_FIELD_PREFIX.length), value);
		} else if (isCommunicationField(entity, name)) {
			communication.set(name, communicationText(name, value));
		} else {
			const field = catalogue.find((one) => one.name === name);
			if (!field) throw refuse(entity, name, 'is no field of it; choose one from the list');
			if (field.readOnly) throw refuse(entity, name, 'is read-only; leave it out');
			if (field.createOnly && purpose === 'update')
				throw refuse(entity, name, 'can be given on create only; leave it out');
			plain.push(field);
		}
	}
	// The catalogue's order: a board before its statuses, a company before its contacts and sites.
	plain.sort((a, b) => catalogue.indexOf(a) - catalogue.indexOf(b));
	for (const field of plain) {
		const [top, part] = field.name.split('/');
		const value = vendorValue(entity, field, payload[field.name]);
		if (part === undefined) fields.set(top, value);
		else fields.set(top, reference(fields.get(top), part, value));
	}
	return { fields, communication, customFields };
}

/** The body of a create: what is null is left out. Custom fields are given by their definitions' ids. */
export function createBody(
	parts: Parts,
	items: readonly unknown[],
	custom: readonly unknown[],
): Record<string, unknown> {
	const body: Record<string, unknown> = {};
	for (const [name, value] of parts.fields) if (value !== null && value !== '') body[name] = value;
	if (items.length > 0) body['communicationItems'] = items;
	if (custom.length > 0) body['customFields'] = custom;
	return body;
}

/** The JSON Patch of exactly these fields. References are replaced whole: a path into one is answered by a false 200. */
export function fieldOperations(entity: ConnectWiseEntity, parts: Parts): PatchOperation[] {
	return [...parts.fields].map(([path, value]) => {
		if (value !== null) return { op: 'replace', path, value };
		const isText = connectwiseCatalogue.entities[entity].some((field) => field.name === path && isTextual(field));
		return isText ? { op: 'replace', path, value: '' } : { op: 'remove', path };
	});
}

/**
 * The custom fields of a record with some values changed, to be sent as a whole: what is left out is cleared.
 * @param current all custom fields that the record has now
 */
export function mergeCustomFields(
	entity: ConnectWiseEntity,
	current: readonly CustomFieldValue[],
	changes: ReadonlyMap<string, Json>,
): unknown[] {
	for (const caption of changes.keys()) {
		if (current.some((field) => field.caption === caption)) continue;
		throw refuse(entity, CUSTOM_FIELD_PREFIX + caption, 'is no custom field of it; refresh the list of fields');
	}
	return current.map((field) => {
		const { id, caption, type, entryMethod, value } = field;
		const changed = typeof caption === 'string' && changes.has(caption) ? (changes.get(caption) ?? null) : undefined;
		// Only the members that the model has: the server refuses unknown ones, some of which it sends itself.
		return {
			id,
			caption,
			type,
			entryMethod,
			numberOfDecimals: field['numberOfDecimals'],
			value: changed === undefined ? (value ?? null) : customValue(entity, field, changed),
		};
	});
}

function vendorValue(entity: ConnectWiseEntity, field: FieldDefinition, value: Json): unknown {
	if (value === null || value === '') return null;
	if (typeof value === 'object') throw refuse(entity, field.name, 'must be a single value');
	if (field.name.endsWith('/id')) return wholeNumber(entity, field.name, value);
	switch (field.type) {
		case 'boolean':
			if (value === true || value === 'true') return true;
			if (value === false || value === 'false') return false;
			throw refuse(entity, field.name, `must be true or false, not ${shown(value)}`);
		case 'integer':
			return wholeNumber(entity, field.name, value);
		case 'number':
			return number(entity, field.name, value);
		case 'datetime':
		case 'date':
			if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) {
				throw refuse(entity, field.name, `must be a time (ISO 8601), not ${shown(value)}`);
			}
			return wholeSeconds(value);
		default:
			return String(value);
	}
}

/** An id says all; without one, what is given of identifier and name. */
function reference(before: unknown, part: string, value: unknown): Record<string, unknown> | null {
	const held = typeof before === 'object' && before !== null ? (before as Record<string, unknown>) : {};
	if (value === null) return Object.keys(held).length > 0 ? held : null;
	if (part === 'id') return { id: value };
	return Object.hasOwn(held, 'id') ? held : { ...held, [part]: value };
}

function customValue(entity: ConnectWiseEntity, field: CustomFieldValue, value: Json): unknown {
	const name = `${CUSTOM_FIELD_PREFIX}${field.caption ?? ''}`;
	if (value === null || value === '') return null;
	if (typeof value === 'object') throw refuse(entity, name, 'must be a single value');
	switch (field.type) {
		case 'Number':
		case 'Percent':
		case 'Currency':
			return number(entity, name, value);
		case 'Checkbox':
			if (value === true || value === 'true') return true;
			if (value === false || value === 'false') return false;
			throw refuse(entity, name, `must be true or false, not ${shown(value)}`);
		default:
			return String(value);
	}
}

function wholeNumber(entity: ConnectWiseEntity, name: string, value: string | number | boolean): number {
	const result = number(entity, name, value);
	if (Number.isSafeInteger(result)) return result;
	throw refuse(entity, name, `must be a whole number, not ${shown(value)}`);
}

function number(entity: ConnectWiseEntity, name: string, value: string | number | boolean): number {
	const result = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
	if (typeof result === 'number' && Number.isFinite(result)) return result;
	throw refuse(entity, name, `must be a number, not ${shown(value)}`);
}

function isTextual(field: FieldDefinition): boolean {
	return field.type === 'string' || field.type === 'text';
}

function shown(value: string | number | boolean): string {
	return JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value);
}

function refuse(entity: ConnectWiseEntity, field: string, what: string): SyncError {
	return new SyncError('BAD_INPUT', `ConnectWise ${entity}: ${field} ${what}`, {
		system: 'connectwise',
		entity,
		field,
	});
}
