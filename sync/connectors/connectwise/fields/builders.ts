import type { FieldDefinition } from '../../../model/catalogue';
import type { Entity } from '../../../model/entity';

type More = Partial<Omit<FieldDefinition, 'name' | 'label' | 'type'>>;

export function text(name: string, label: string, maxLength?: number, more: More = {}): FieldDefinition {
	return { name, label, type: 'string', ...(maxLength === undefined ? {} : { maxLength }), ...more };
}

export function flag(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'boolean', ...more };
}

export function integer(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'integer', ...more };
}

export function decimal(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'number', ...more };
}

/** ConnectWise keeps whole seconds and rejects fractions (seen live: "Unsupported format applied to timeStart"). */
export function time(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'datetime', precision: 'second', ...more };
}

/** One of a fixed set of words of the specification. */
export function word(name: string, label: string, words: readonly string[], more: More = {}): FieldDefinition {
	return { name, label, type: 'option', options: words.map((value) => ({ value, label: value })), ...more };
}

/** A reference to something that is set up in the tenant (a board, a status …): by id or by name, both can be written. */
export function setup(name: string, label: string, more: More = {}): FieldDefinition[] {
	return [
		{ name: `${name}/id`, label: `${label} (ID)`, type: 'option', ...more },
		{ name: `${name}/name`, label, type: 'option', ...more },
	];
}

/** A reference to a record that the sync links. Written by id; the other parts are for reading. */
export function link(
	name: string,
	label: string,
	entity: Entity,
	parts: readonly string[],
	more: More = {},
): FieldDefinition[] {
	return [
		{ name: `${name}/id`, label, type: 'reference', references: entity, ...more },
		...parts.map((part) => text(`${name}/${part}`, `${label} (${part})`, undefined, { readOnly: true })),
	];
}

export function userDefined(): FieldDefinition[] {
	return Array.from({ length: 10 }, (_, index) =>
		text(`userDefinedField${index + 1}`, `User Defined Field ${index + 1}`, 50),
	);
}

/** When and by whom a record was entered. The time of the last change is no field: it would make every echo an edit. */
export function entered(): FieldDefinition[] {
	return [
		time('_info/dateEntered', 'Date Entered', { readOnly: true }),
		text('_info/enteredBy', 'Entered By', undefined, { readOnly: true }),
	];
}
