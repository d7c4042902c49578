import type { Catalogue, FieldDefinition, Lock } from './catalogue';
import type { Entity } from './entity';
import { isEmpty, sameValue, type Json } from './json';
import type { FlatRecord } from './record';

type LockField = FieldDefinition & { readonly locks: Lock };

/** @returns true for records that billing can close for good. */
export function canBeLocked(catalogue: Catalogue, entity: Entity): boolean {
	return lockFields(catalogue, entity).length > 0;
}

/** @returns the field whose value closes the record for good, or undefined where it is open. */
export function lockOf(catalogue: Catalogue, entity: Entity, record: FlatRecord): FieldDefinition | undefined {
	return lockFields(catalogue, entity).find(
		({ name, locks }) => Object.hasOwn(record, name) && isLocking(locks, record[name]),
	);
}

function lockFields(catalogue: Catalogue, entity: Entity): LockField[] {
	return (catalogue.entities[entity] ?? []).filter((field): field is LockField => field.locks !== undefined);
}

/** No invoice is also said by "no" and by the number 0. */
function isLocking(lock: Lock, value: Json): boolean {
	if ('whenSet' in lock) return !isEmpty(value) && value !== false && value !== 0;
	return lock.values.some((one) => sameValue(one, value));
}
