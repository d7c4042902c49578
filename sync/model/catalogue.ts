import type { Audience } from './audience';
import type { Entity, System } from './entity';

export type FieldType =
	| 'string'
	| 'text'
	| 'html'
	| 'integer'
	| 'number'
	| 'boolean'
	| 'date'
	| 'datetime'
	| 'option'
	| 'reference'
	| 'list';

/** With which values of a field its record is locked: with one of these, or with any value at all. */
export type Lock = { readonly values: readonly (string | number | boolean)[] } | { readonly whenSet: true };

/** One field of one entity of one system: what an editor shows and what the normal form of its values is. */
export interface FieldDefinition {
	/** The side's own name, the key in a `FlatRecord`. */
	readonly name: string;
	/** The vendor's label for people. */
	readonly label: string;
	readonly type: FieldType;
	/** Longest text that the system keeps; longer values are cut before they are sent. */
	readonly maxLength?: number;
	/** White space at both ends is not kept by the system. */
	readonly trims?: boolean;
	/** For `number`: digits after the point that the system keeps; finer parts are rounded before sending. */
	readonly decimals?: number;
	/** Finest unit of time that the system keeps; finer parts are dropped before sending. */
	readonly precision?: 'day' | 'second' | 'millisecond';
	/** The vendor computes it: it can be read and mapped towards the other side, never written. */
	readonly readOnly?: boolean;
	/** Can be given on create only. */
	readonly createOnly?: boolean;
	/** A create without it is refused. */
	readonly required?: boolean;
	/** For `reference`: which entity it points to (only those that are linked by the sync). */
	readonly references?: Entity;
	/** For `option`: the values that the system knows. Absent: only the live system can tell. */
	readonly options?: ReadonlyArray<{ readonly value: string | number; readonly label: string }>;
	/** Says who reads the record, by its values. At most one field of an entity does. */
	readonly audience?: Audience;
	/** Values with which the record is closed for good (billed, posted, invoiced): it is never written any more (law P5). */
	readonly locks?: Lock;
	/** Tells of the billing of a record: such fields alone may be written to a record that is locked. */
	readonly billing?: boolean;
	/**
	 * Where a create says nothing of it, it is filled in by rules of the system: an agreement by its ticket, a work role
	 * by its member, a company's ID. That is a decision of that side, and comes to the other one as such.
	 */
	readonly ownDefault?: boolean;
	/**
	 * Of a PSA: empty, it says nothing, since the system has no place for it while another field says no. What the other
	 * side holds of it stays.
	 */
	readonly emptySaysNothing?: boolean;
	/** The system can say yes to this field only together with these: a yes brings along what the other side holds of them. */
	readonly needs?: readonly string[];
	/** A custom field of this tenant. */
	readonly custom?: boolean;
}

/** The fields of every entity that a connector can carry. */
export interface Catalogue {
	readonly system: System;
	readonly entities: Readonly<Partial<Record<Entity, readonly FieldDefinition[]>>>;
}

/** @returns the definition of a field, or undefined where neither the catalogue nor `extra` (live fields) has it. */
export function findField(
	catalogue: Catalogue,
	entity: Entity,
	name: string,
	extra: readonly FieldDefinition[] = [],
): FieldDefinition | undefined {
	return extra.find((field) => field.name === name) ?? catalogue.entities[entity]?.find((field) => field.name === name);
}
