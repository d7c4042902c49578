import type { Catalogue, FieldDefinition } from './catalogue';
import type { Entity } from './entity';
import { isEmpty, sameValue } from './json';
import type { FlatRecord } from './record';

/** @returns the field with whose value a record is closed for good, or null where it is not. */
export function lockOf(catalogue: Catalogue, entity: Entity, record: FlatRecord): FieldDefinition | null {
	return catalogue.entities[entity]?.find((field) => isLockedBy(field, record)) ?? null;
}

function isLockedBy({ name, locks }: FieldDefinition, record: FlatRecord): boolean {
	if (!locks || !Object.hasOwn(record, name)) return false;
	const value = record[name];
	return 'whenSet' in locks ? !isEmpty(value) : locks.values.some((one) => sameValue(one, value));
}
