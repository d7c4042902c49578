import type { Row } from '../table';
import type { Database, TableName } from './database';
import { isNoDate, readDate, showStored } from './dates';
import { badModel, refused } from './errors';

/** Kinds of custom fields; 2 and 4 as recorded, the others as the vendor's help pages number them. */
export const FIELD_TYPES = { text: 0, memo: 1, select: 2, date: 4, checkbox: 6 } as const;

/** `usage` of a field: 1 is a ticket's (recorded); the other numbers are this simulator's own. */
export const FIELD_USAGE: Readonly<Partial<Record<TableName, number>>> = { Tickets: 1, Client: 2, Site: 3, Users: 4 };

export interface Choice {
	readonly id: number;
	readonly name: string;
}

/** Values of custom fields by the field's id; unset ones are absent. */
export type CustomValues = Readonly<Record<number, unknown>>;

/** The definitions of a table's custom fields, by id. */
export function customFieldsOf(db: Database, table: TableName): Row[] {
	return [...db.table('FieldInfo').current()].filter((field) => field.usage === FIELD_USAGE[table]);
}

/** The custom fields of a record as the API shows them: every one that its table has, set or not. */
export function showCustomFields(values: CustomValues | undefined, definitions: readonly Row[]): unknown[] {
	return definitions.map((field) => {
		const { id, name, label, type, usage } = field;
		const value = values?.[id];
		const shown = value ?? emptyValue(type);
		return {
			id,
			name,
			label,
			summary: '',
			type,
			value: type === FIELD_TYPES.date && typeof shown === 'number' ? showStored(shown) : shown,
			display: display(field, value),
			characterlimit: 0,
			characterlimittype: 0,
			inputtype: 0,
			copytochild: false,
			searchable: false,
			usage,
			showondetailsscreen: false,
		};
	});
}

/**
 * Takes over the given fields, by id or by name, and keeps the others. Unknown ones are ignored, as all unknown fields.
 *
 * @param place where the list stands in the request, e.g. `[0].customfields`
 * @throws VendorError 400 for a value that the field does not take
 */
export function readCustomFields(
	given: unknown,
	stored: CustomValues | undefined,
	definitions: readonly Row[],
	place: string,
): CustomValues {
	if (!Array.isArray(given))
		throw badModel(place, `Cannot deserialize the current JSON value into type List. Path '${place}'.`);
	const values: Record<number, unknown> = { ...stored };
	given.forEach((one: unknown, i) => {
		if (typeof one !== 'object' || one === null) return;
		const { id, name, value } = one as { id?: unknown; name?: unknown; value?: unknown };
		const field = definitions.find((each) => (Number(id) > 0 ? each.id === Number(id) : each.name === name));
		if (!field || value === undefined || value === null) return;
		const read = readValue(field, value, `${place}[${i}].value`);
		if (read === undefined) delete values[field.id];
		else values[field.id] = read;
	});
	return values;
}

function readValue(field: Row, value: unknown, place: string): unknown {
	if (value === '') return undefined;
	switch (field.type) {
		case FIELD_TYPES.select: {
			const choices = field.values as readonly Choice[];
			if (Number(value) === 0 || Number(value) === -1) return undefined;
			const choice = choices.find(({ id }) => id === Number(value));
			if (!choice) throw refused('CF01/1', `${String(value)} is not a value of ${String(field.label)}`);
			return choice.id;
		}
		case FIELD_TYPES.date: {
			const at = typeof value === 'string' ? readDate(value) : NaN;
			if (Number.isNaN(at)) throw badModel(place, `Could not convert string to DateTime: ${String(value)}.`);
			return isNoDate(at) ? undefined : at;
		}
		case FIELD_TYPES.checkbox:
			return value === true || value === 1 || String(value).toLowerCase() === 'true' || value === '1';
		default:
			return typeof value === 'object' ? JSON.stringify(value) : String(value);
	}
}

function emptyValue(type: unknown): unknown {
	if (type === FIELD_TYPES.select) return 0;
	return type === FIELD_TYPES.checkbox ? false : '';
}

function display(field: Row, value: unknown): string {
	if (value === undefined) return '';
	if (field.type === FIELD_TYPES.select) {
		return (field.values as readonly Choice[]).find(({ id }) => id === value)?.name ?? '';
	}
	if (field.type === FIELD_TYPES.checkbox) return value === true ? 'Yes' : 'No';
	if (field.type !== FIELD_TYPES.date) return String(value);
	const [year, month, day] = showStored(value as number)
		.slice(0, 10)
		.split('-');
	return `${day}/${month}/${year}`;
}
