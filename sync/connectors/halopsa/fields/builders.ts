import type { FieldDefinition } from '../../../model/catalogue';
import type { Entity } from '../../../model/entity';

type More = Partial<Omit<FieldDefinition, 'name' | 'label' | 'type'>>;

export function text(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'string', ...more };
}

/** Text of several lines. */
export function lines(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'text', ...more };
}

export function flag(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'boolean', ...more };
}

export function integer(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'integer', ...more };
}

/** HaloPSA answers seven decimals to a write and three to a read (seen live): what both have in common is kept. */
export function time(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'datetime', precision: 'millisecond', ...more };
}

/** Something that is set up in the tenant, by its id. */
export function choice(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'option', ...more };
}

/** Something that is set up in the tenant: by id or by name, both can be written. */
export function setup(stem: string, label: string, more: More = {}): FieldDefinition[] {
	return [choice(`${stem}_id`, `${label} (ID)`, more), choice(`${stem}_name`, label, more)];
}

/** A reference to a record that the sync links, written by id; its name is for reading. */
export function link(stem: string, label: string, entity: Entity, more: More = {}): FieldDefinition[] {
	return [
		{ name: `${stem}_id`, label, type: 'reference', references: entity, ...more },
		text(`${stem}_name`, `${label} (name)`, { readOnly: true }),
	];
}
