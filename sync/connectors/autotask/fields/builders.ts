import type { FieldDefinition } from '../../../model/catalogue';
import type { Entity } from '../../../model/entity';

type More = Partial<Omit<FieldDefinition, 'name' | 'label' | 'type'>>;

/** Lengths are those that the vendor's own field information tells (as public clients recorded it). */
export function text(name: string, label: string, maxLength?: number, more: More = {}): FieldDefinition {
	return { name, label, type: 'string', ...(maxLength === undefined ? {} : { maxLength }), ...more };
}

/** Several lines. */
export function lines(name: string, label: string, maxLength: number, more: More = {}): FieldDefinition {
	return { name, label, type: 'text', maxLength, ...more };
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

/** Autotask shows milliseconds, but what it keeps of them is documented nowhere: whole seconds are safe. */
export function time(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'datetime', precision: 'second', ...more };
}

/** A day; the vendor writes it as the time of midnight, without a zone (documentation). */
export function day(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'date', ...more };
}

/**
 * A value of a picklist, or a reference to something that is set up in the tenant: always a number. Which numbers there
 * are, and what they are called, only the live system can tell (they differ from tenant to tenant).
 */
export function pick(name: string, label: string, more: More = {}): FieldDefinition {
	return { name, label, type: 'option', ...more };
}

/** A reference to a record that the sync links. */
export function link(name: string, label: string, references: Entity, more: More = {}): FieldDefinition {
	return { name, label, type: 'reference', references, ...more };
}
