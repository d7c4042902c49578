import type { Database, TableName } from './database';
import type { FieldError } from './errors';
import type { Row, Table } from '../table';

/** The screens that custom fields are defined for. `ct300` was seen live; the other two are this system's own. */
export const SCREENS: Readonly<Partial<Record<TableName, string>>> = {
	contacts: 'ct300',
	companies: 'cm100',
	tickets: 'sr100',
};

/** A stored value; unset custom fields are not stored. */
export interface CustomValue {
	readonly id: number;
	readonly value: unknown;
}

interface Remembered {
	readonly revision: number;
	readonly byScreen: Map<string, readonly Row[]>;
}

/** Definitions change rarely and are asked for with every record: kept until the table of definitions changes. */
const remembered = new WeakMap<Table, Remembered>();

/** The custom fields defined for a table, in their order. */
export function customFieldDefinitions(db: Database, table: TableName): readonly Row[] {
	const screen = SCREENS[table];
	if (screen === undefined) return [];
	const defined = db.table('userDefinedFields');
	let known = remembered.get(defined);
	if (known?.revision !== defined.revision) {
		known = { revision: defined.revision, byScreen: new Map() };
		remembered.set(defined, known);
	}
	const found =
		known.byScreen.get(screen) ??
		[...defined.current()]
			.filter((definition) => definition.screenId === screen)
			.sort((a, b) => Number(a.sequenceNumber) - Number(b.sequenceNumber));
	known.byScreen.set(screen, found);
	return found;
}

/**
 * Reads a client's `customFields`: the whole array, since what it leaves out is cleared (vendor: Developer Guide).
 * Each element is known by `id`, else by `caption`.
 */
export function readCustomFields(
	given: readonly unknown[],
	definitions: readonly Row[],
	resource: string,
): { values: CustomValue[]; errors: FieldError[] } {
	const values: CustomValue[] = [];
	const errors: FieldError[] = [];
	for (const element of given) {
		const { id, caption, value } = (element ?? {}) as { id?: unknown; caption?: unknown; value?: unknown };
		const definition = definitions.find((d) => (id === undefined ? d.caption === caption : d.id === Number(id)));
		const refuse = (code: string, message: string): void => {
			errors.push({ code, message, resource, field: 'customFields' });
		};
		if (!definition) {
			refuse('NotFound', `Custom field ${String(id ?? caption)} not found`);
		} else if (value !== undefined && value !== null && value !== '') {
			const problem = unsuitable(definition, value);
			if (problem) refuse('InvalidField', `The value of custom field ${String(definition.caption)} ${problem}.`);
			else values.push({ id: definition.id, value });
		}
	}
	return { values: values.sort((a, b) => a.id - b.id), errors };
}

/** `customFields` as answered: every field that is defined, `value` only where set (recorded). */
export function renderCustomFields(values: readonly CustomValue[], definitions: readonly Row[]): unknown[] {
	return definitions.map((definition) => {
		const value = values.find(({ id }) => id === definition.id)?.value;
		return {
			id: definition.id,
			caption: definition.caption,
			type: definition.fieldTypeIdentifier,
			entryMethod: definition.entryTypeIdentifier,
			numberOfDecimals: definition.numberDecimals ?? 0,
			...(value === undefined ? {} : { value }),
		};
	});
}

function unsuitable(definition: Row, value: unknown): string | undefined {
	switch (definition.fieldTypeIdentifier) {
		case 'Number':
		case 'Percent':
		case 'Currency':
			return typeof value === 'number' ? undefined : 'is not a number';
		case 'Checkbox':
			return typeof value === 'boolean' ? undefined : 'is not a boolean';
		default:
			break;
	}
	if (typeof value !== 'string') return 'is not text';
	if (definition.entryTypeIdentifier !== 'List') return undefined;
	const options = definition.options as ReadonlyArray<{ optionValue: string }>;
	return options.some(({ optionValue }) => optionValue === value) ? undefined : 'is not one of its options';
}
