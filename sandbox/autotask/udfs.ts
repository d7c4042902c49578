import type { Row } from '../table';
import type { Database } from './database';
import type { Entity } from './entities';
import { readTime } from './time';

/** Stored values of user-defined fields, by name. Never a plain object's keys: names are a person's own. */
export type UdfValues = ReadonlyMap<string, string | null>;

const UDF_TYPES: Readonly<Partial<Record<Entity['name'], number>>> = { Companies: 1, Contacts: 2, Tickets: 4 };
/** The kinds of fields as `dataType` numbers them. */
export const UDF_DATA_TYPE = { text: 1, number: 2, date: 3, list: 4 } as const;

/** The active user-defined fields of an entity, in the order in which records list them. */
export function udfDefinitions(db: Database, entity: Entity): Row[] {
	const type = entity.model.udfs ? UDF_TYPES[entity.name] : undefined;
	if (type === undefined) return [];
	const found = db.table('UserDefinedFieldDefinitions').find('udfType', [type]) ?? [];
	return found.filter(({ isActive }) => isActive !== false);
}

/** What can be chosen in a list field. */
export function udfListItems(db: Database, definition: Row): Row[] {
	return [...db.table('UserDefinedFieldListItems').current()].filter(
		({ udfFieldId, isActive }) => udfFieldId === definition.id && isActive !== false,
	);
}

/**
 * Reads `userDefinedFields` as a client sends it: a list of names and texts. Names are matched exactly.
 *
 * @param stored the values of fields that are not named; none for a replacement
 * @returns the values to store, and why they cannot be
 */
export function readUdfs(
	given: unknown,
	stored: UdfValues,
	db: Database,
	entity: Entity,
): { values: UdfValues; errors: string[] } {
	const values = new Map(stored);
	const errors: string[] = [];
	if (!Array.isArray(given)) return { values, errors: given === null ? [] : ['userDefinedFields must be a list.'] };
	const definitions = udfDefinitions(db, entity);
	for (const entry of given as unknown[]) {
		const { name, value = null } = (entry ?? {}) as { name?: unknown; value?: unknown };
		const definition = definitions.find((one) => one.name === name);
		if (!definition) {
			errors.push(`The user-defined field ${String(name)} does not exist for ${entity.label}.`);
			continue;
		}
		const read = readUdf(definition, value, db);
		if ('problem' in read) errors.push(`The value of user-defined field ${String(name)} ${read.problem}.`);
		else values.set(String(name), read.value);
	}
	return { values, errors };
}

/** `userDefinedFields` as answered: every field that is defined, null where it has no value (recorded). */
export function renderUdfs(values: UdfValues | undefined, definitions: readonly Row[]): unknown[] {
	return definitions.map(({ name }) => ({ name, value: values?.get(String(name)) ?? null }));
}

/** How field information names the type of a field. */
export function udfTypeName(definition: Row): string {
	return { 2: 'decimal', 3: 'datetime' }[definition.dataType as number] ?? 'string';
}

function readUdf(definition: Row, given: unknown, db: Database): { value: string | null } | { problem: string } {
	if (given === null || given === '') return { value: null };
	if (typeof given === 'object') return { problem: 'is not text' };
	const text = String(given);
	switch (definition.dataType) {
		case UDF_DATA_TYPE.number: {
			const number = Number(text);
			// Answered with four decimals (recorded: "0.0000").
			return Number.isFinite(number) ? { value: number.toFixed(4) } : { problem: 'is not a number' };
		}
		case UDF_DATA_TYPE.date: {
			const time = readTime(text);
			return time === undefined ? { problem: 'is not a date' } : { value: `${time.slice(0, 10)}T00:00:00` };
		}
		case UDF_DATA_TYPE.list: {
			const items = udfListItems(db, definition);
			const item = items.find(({ valueForExport }) => valueForExport === text);
			return item ? { value: text } : { problem: 'is not one of its list' };
		}
		default:
			return text.length > 8000 ? { problem: 'is longer than 8000 characters' } : { value: text };
	}
}
