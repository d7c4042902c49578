import type { FieldDefinition } from '../../model/catalogue';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';
import type { FlatRecord } from '../../model/record';
import type { CarriedEntity } from './catalogue';
import { autotaskCatalogue, CUSTOM_FIELD_PREFIX, NUMERIC_FLAGS } from './catalogue';
import { utcTime } from './records';

/** A flat payload taken apart into the two ways in which Autotask stores things. */
export interface Parts {
	/** By the model's own field name, in the vendor's types; null clears. In the catalogue's order. */
	readonly fields: ReadonlyMap<string, unknown>;
	/** By name; user-defined values are always texts. */
	readonly customFields: ReadonlyMap<string, string | null>;
}

/**
 * Takes a flat payload apart. Numbers are sent as numbers throughout: the vendor refuses texts for references and
 * picklists, though its own field information lists them as texts.
 * @throws SyncError BAD_INPUT for a field that Autotask does not have or does not let anybody write, and for a value that
 *   its field cannot hold.
 */
export function takeApart(entity: CarriedEntity, payload: FlatRecord, purpose: 'create' | 'update'): Parts {
	const customFields = new Map<string, string | null>();
	const catalogue = autotaskCatalogue.entities[entity];
	const plain: FieldDefinition[] = [];
	for (const [name, value] of Object.entries(payload)) {
		if (name.startsWith(CUSTOM_FIELD_PREFIX)) {
			customFields.set(name.slice(CUSTOM_FIELD_PREFIX.length), customValue(entity, name, value));
			continue;
		}
		const field = catalogue.find((one) => one.name === name);
		if (!field) throw refuse(entity, name, 'is no field of it; choose one from the list');
		if (field.readOnly) throw refuse(entity, name, 'is read-only; leave it out');
		if (field.createOnly && purpose === 'update')
			throw refuse(entity, name, 'can be given on create only; leave it out');
		plain.push(field);
	}
	plain.sort((a, b) => catalogue.indexOf(a) - catalogue.indexOf(b));
	const fields = new Map(plain.map((field) => [field.name, vendorValue(entity, field, payload[field.name])]));
	return { fields, customFields };
}

/** The body of a create: what is null is left out. */
export function createBody(parts: Parts): Record<string, unknown> {
	const body: Record<string, unknown> = {};
	for (const [name, value] of parts.fields) if (value !== null) body[name] = value;
	const given = [...parts.customFields].filter(([, value]) => value !== null);
	if (given.length > 0) body['userDefinedFields'] = given.map(([name, value]) => ({ name, value }));
	return body;
}

/** The body of a sparse update: exactly these fields. */
export function patchBody(parts: Parts): Record<string, unknown> {
	const body: Record<string, unknown> = Object.fromEntries(parts.fields);
	if (parts.customFields.size > 0) {
		body['userDefinedFields'] = [...parts.customFields].map(([name, value]) => ({ name, value }));
	}
	return body;
}

/** @throws SyncError BAD_INPUT that names entity and field. */
export function refuse(entity: CarriedEntity, field: string, what: string): SyncError {
	return new SyncError('BAD_INPUT', `Autotask ${entity}: ${field} ${what}`, { system: 'autotask', entity, field });
}

function vendorValue(entity: CarriedEntity, field: FieldDefinition, value: Json): unknown {
	const { name } = field;
	if (value === null || value === '') return null;
	if (typeof value === 'object') throw refuse(entity, name, 'must be a single value');
	switch (field.type) {
		case 'boolean': {
			const truth = truthOf(value);
			if (truth === undefined) throw refuse(entity, name, `must be true or false, not ${shown(value)}`);
			return NUMERIC_FLAGS[entity]?.has(name) ? Number(truth) : truth;
		}
		case 'integer':
		case 'option':
		case 'reference':
			return wholeNumber(entity, name, value);
		case 'number':
			return number(entity, name, value);
		case 'datetime': {
			const time = utcTime(value);
			if (time === null) throw refuse(entity, name, `must be a time (ISO 8601), not ${shown(value)}`);
			return `${time.slice(0, 19)}Z`;
		}
		default:
			return String(value);
	}
}

function customValue(entity: CarriedEntity, name: string, value: Json): string | null {
	if (value === null || value === '') return null;
	if (typeof value === 'object') throw refuse(entity, name, 'must be a single value');
	return String(value);
}

function truthOf(value: string | number | boolean): boolean | undefined {
	if (value === true || value === 'true' || value === 1) return true;
	if (value === false || value === 'false' || value === 0) return false;
	return undefined;
}

function wholeNumber(entity: CarriedEntity, name: string, value: string | number | boolean): number {
	const result = number(entity, name, value);
	if (Number.isSafeInteger(result)) return result;
	throw refuse(entity, name, `must be a whole number, not ${shown(value)}`);
}

function number(entity: CarriedEntity, name: string, value: string | number | boolean): number {
	const result = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
	if (typeof result === 'number' && Number.isFinite(result)) return result;
	throw refuse(entity, name, `must be a number, not ${shown(value)}`);
}

function shown(value: string | number | boolean): string {
	return JSON.stringify(typeof value === 'string' ? value.slice(0, 60) : value);
}
