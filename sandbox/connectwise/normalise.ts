import { type CommunicationIds, type CommunicationItem, readCommunicationItems } from './communicationItems';
import { customFieldDefinitions, readCustomFields } from './customFields';
import type { Database, TableName } from './database';
import { type FieldError, cannotConvert, unknownMember } from './errors';
import type { Field, Model } from './models';
import type { References } from './references';
import type { Row } from '../table';

export interface NormaliseContext {
	readonly db: Database;
	readonly references: References;
	readonly communicationIds: CommunicationIds;
	readonly table: TableName;
	/** The record as it is stored, for a change. */
	readonly stored?: Row;
}

export interface Normalised {
	/** The fields as they are stored; unset ones are absent. */
	readonly fields: Record<string, unknown>;
	/** Why the record cannot be stored; empty if it can. */
	readonly errors: readonly FieldError[];
}

/** Whole seconds of UTC; fractions are refused ("Unsupported format applied to timeStart", seen live). */
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
/** Text up to this length is one line: line breaks become spaces (Developer Guide: "in some fields"). */
const SINGLE_LINE = 100;

/**
 * Brings a whole record, as a client gave it or as it is stored, into the form it is stored in, and checks it: known
 * fields, types, lengths, references. The id and `_info` are the system's own and are left out.
 *
 * @throws VendorError for what makes the request unreadable: an unknown field (400), a value of the wrong type (500)
 */
export function normalise(
	model: Model,
	record: Readonly<Record<string, unknown>>,
	context: NormaliseContext,
): Normalised {
	for (const name of Object.keys(record)) {
		if (!Object.hasOwn(model.fields, name)) throw unknownMember(name, model.name);
	}
	const fields: Record<string, unknown> = {};
	const errors: FieldError[] = [];
	// In the model's order, in which a record's board and company come before what depends on them.
	for (const [name, field] of Object.entries(model.fields)) {
		const given = record[name];
		if (field.type === 'info' || name === 'id' || given === undefined || given === null) continue;
		const value = readValue(name, field, given, { model, fields, errors, context });
		if (value !== undefined) fields[name] = value;
	}
	for (const name of model.required) {
		const blank = fields[name] === undefined || fields[name] === '';
		if (blank && !errors.some((error) => error.field.split('/')[0] === name)) {
			errors.push({
				code: 'MissingRequiredField',
				message: `The ${name} field is required.`,
				resource: model.resource,
				field: name,
			});
		}
	}
	return { fields, errors };
}

interface Reading {
	readonly model: Model;
	/** What has been read so far. */
	readonly fields: Readonly<Record<string, unknown>>;
	readonly errors: FieldError[];
	readonly context: NormaliseContext;
}

function readValue(name: string, field: Field, given: unknown, reading: Reading): unknown {
	const { model, errors, context } = reading;
	const refuse = (code: string, message: string, path = name): undefined => {
		errors.push({ code, message, resource: model.resource, field: path });
	};
	switch (field.type) {
		case 'integer':
		case 'decimal': {
			const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
			const whole = field.type === 'decimal' || Number.isInteger(number);
			if (typeof number !== 'number' || !Number.isFinite(number) || !whole) {
				throw cannotConvert(given, field.type === 'integer' ? 'System.Int32' : 'System.Double', name);
			}
			return number;
		}
		case 'flag':
			if (given === 'true' || given === 'false') return given === 'true';
			if (typeof given !== 'boolean') throw cannotConvert(given, 'System.Boolean', name);
			return given;
		case 'date':
			if (typeof given !== 'string') throw cannotConvert(given, 'System.DateTime', name);
			if (!DATE.test(given) || Number.isNaN(Date.parse(given))) {
				return refuse('InvalidField', `Unsupported format applied to ${name}`);
			}
			return given;
		case 'oneOf': {
			const value = field.values.find((one) => one.toLowerCase() === String(given).toLowerCase());
			if (value === undefined) throw cannotConvert(given, `${model.name}.${name}`, name);
			return value;
		}
		case 'text': {
			if (typeof given === 'object') throw cannotConvert(given, 'System.String', name);
			const text = String(given);
			const value = (field.max ?? Infinity) <= SINGLE_LINE ? text.replace(/\r\n|\r|\n/g, ' ') : text;
			// Worded as seen live for a ticket's summary. Length in UTF-16 units, as .NET counts.
			if (field.max !== undefined && value.length > field.max) {
				return refuse('MaxLengthField', `The field ${name} must be a string with a maximum length of ${field.max}.`);
			}
			return value === '' ? undefined : value;
		}
		case 'reference': {
			if (typeof given !== 'object' || Array.isArray(given))
				throw cannotConvert(given, `${field.kind} reference`, name);
			// An empty reference stands for none: recorded answers carry them.
			if (Object.keys(given as object).every((key) => key === '_info')) return undefined;
			return readReference(name, field.kind, given as Record<string, unknown>, reading, refuse);
		}
		case 'references': {
			if (!Array.isArray(given)) throw cannotConvert(given, `list of ${field.kind} references`, name);
			const read = given.map((one) =>
				readReference(name, field.kind, (one ?? {}) as Record<string, unknown>, reading, refuse),
			);
			return read.length ? read : undefined;
		}
		case 'customFields': {
			if (!Array.isArray(given)) throw cannotConvert(given, 'list of custom fields', name);
			const definitions = customFieldDefinitions(context.db, context.table);
			const { values, errors: problems } = readCustomFields(given, definitions, model.resource);
			errors.push(...problems);
			return values.length ? values : undefined;
		}
		case 'communicationItems': {
			if (!Array.isArray(given)) throw cannotConvert(given, 'list of communication items', name);
			const stored = (context.stored?.communicationItems as CommunicationItem[] | undefined) ?? [];
			const { items, errors: problems } = readCommunicationItems(
				given,
				stored,
				context.db,
				context.references,
				context.communicationIds,
			);
			errors.push(...problems);
			return items.length ? items : undefined;
		}
		case 'list':
			if (!Array.isArray(given)) throw cannotConvert(given, 'list', name);
			return given;
		case 'info':
			return undefined;
	}
}

function readReference(
	name: string,
	kind: Extract<Field, { kind: unknown }>['kind'],
	given: Readonly<Record<string, unknown>>,
	{ fields, context }: Reading,
	refuse: (code: string, message: string, path: string) => undefined,
): { id: number } | undefined {
	const { id } = given;
	if (id !== undefined && id !== null && !Number.isInteger(Number(id)))
		throw cannotConvert(id, 'System.Int32', `${name}.id`);
	const resolved = context.references.resolve(kind, given, fields);
	if ('id' in resolved) return { id: resolved.id };
	return refuse('NotFound', resolved.refused, `${name}/${resolved.by}`);
}
