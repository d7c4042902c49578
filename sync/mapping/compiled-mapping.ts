import type { Entity, Side, System } from '../model/entity';
import type { Json } from '../model/json';
import type { Direction, MappingProblem } from '../model/mapping';
import type { FlatRecord, Synonyms } from '../model/record';
import type { MappedFields } from '../model/write';

/** @returns the other side's id of a linked record, or undefined while it is not linked. */
export type ReferenceLookup = (entity: Entity, id: string) => string | undefined;

export interface MappedField {
	readonly psaField: string;
	readonly platformField: string;
	readonly direction: Direction;
	/** The sides that take this field on create only: it is to be left out of updates towards them. */
	readonly createOnly?: readonly Side[];
	/** By side: the fields, in the platform's names, without which that side cannot take a yes to this one. */
	readonly needs?: Readonly<Partial<Record<Side, readonly string[]>>>;
}

/** A mapping that was checked against both catalogues and is ready to be used, in both directions. */
export interface CompiledMapping {
	readonly entity: Entity;
	readonly psaSystem: System;
	readonly platformSystem: System;
	/** The fields that flow, constants left out. */
	readonly fields: readonly MappedField[];
	/**
	 * A PSA record in the platform's vocabulary: only mapped fields that flow towards the platform; empty source
	 * values become null. A custom field that the record does not have at all is left out: it was deleted or renamed,
	 * not emptied; so is a field whose being empty says nothing. Fields that could not be translated are left out and named in `problems`. A parent without
	 * a link becomes an `UnlinkedReference`.
	 * @throws SyncError BAD_INPUT where a row says `fail` and meets a value that it does not name.
	 */
	forward(
		record: FlatRecord,
		lookup: ReferenceLookup,
	): { readonly view: MappedFields; readonly problems: readonly MappingProblem[] };
	/**
	 * Values in the platform's vocabulary as the PSA takes them: only mapped fields that flow towards the PSA, and on
	 * an update (default: create) only those that the PSA lets change. `synonyms` names, by PSA field, the other values
	 * that mean the same on the platform: a status that one board has and another lacks.
	 * @throws SyncError BAD_INPUT where a row says `fail` and meets a value that it does not name.
	 */
	back(
		fields: MappedFields,
		lookup: ReferenceLookup,
		action?: 'create' | 'update',
	): { readonly payload: FlatRecord; readonly problems: readonly MappingProblem[]; readonly synonyms: Synonyms };
	/**
	 * By platform field: the other values that the PSA's value of it could have become, for a system on the platform's
	 * side that cannot take the first one: a priority that one SLA has and another lacks.
	 */
	synonyms(fields: MappedFields): Synonyms;
	/**
	 * True where two values of a platform field are one as far as the PSA can hold them: the platform's 200-character
	 * title and the PSA's first 100 characters of it; two statuses that the PSA folds into one.
	 */
	equivalent(platformField: string, psaView: Json | undefined, platformValue: Json | undefined): boolean;
	/** Values that a record gets when it is created on `target`, in that side's own names. */
	constants(target: Side): FlatRecord;
}
