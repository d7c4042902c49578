import type { Catalogue, FieldDefinition } from './catalogue';
import type { Entity } from './entity';
import { sameValue, type Json } from './json';
import type { FlatRecord } from './record';

/**
 * Who reads a record, told by the values of one of its fields. A value in neither list is one of which nobody can say
 * who reads it: as a source it counts as internal, as a target as public.
 */
export interface Audience {
	/** With these, clients certainly see the record. */
	readonly public: readonly Json[];
	/** With these, certainly nobody but the staff does; the first is what a record of which nothing is known gets. */
	readonly internal: readonly Json[];
}

/** The field that says who reads a record. */
export type AudienceField = FieldDefinition & { readonly audience: Audience };

/** @returns the field that says who reads records of this kind, or undefined where that is no question. */
export function audienceField(catalogue: Catalogue, entity: Entity): AudienceField | undefined {
	return catalogue.entities[entity]?.find(saysWhoReads);
}

/** @returns true for a field whose values say who reads the record. */
export function saysWhoReads(field: FieldDefinition): field is AudienceField {
	return field.audience !== undefined;
}

/** @returns true where clients see the record for certain. */
export function isPublic({ audience }: AudienceField, value: Json | undefined): boolean {
	return audience.public.some((one) => sameValue(one, value));
}

/** @returns true where nobody but the staff sees the record for certain. */
export function isInternal({ audience }: AudienceField, value: Json | undefined): boolean {
	return audience.internal.some((one) => sameValue(one, value));
}

/** @returns true unless clients see the record already, as far as its own system says. */
export function mustStayInternal(catalogue: Catalogue, entity: Entity, record: FlatRecord | null): boolean {
	const field = audienceField(catalogue, entity);
	return field === undefined || !isPublic(field, record?.[field.name]);
}
