import type { PicklistName } from '../picklists';

/** What a field holds. `bytes` are base64, and left out of lists. `day` is a date whose time is midnight, whatever a client sends. */
export type FieldType = 'integer' | 'long' | 'decimal' | 'flag' | 'date' | 'day' | 'text' | 'bytes';

/** One field of a vendor model, as far as the simulator checks it. */
export interface Field {
	readonly type: FieldType;
	/** Longest text, in characters. */
	readonly max?: number;
	/** The entity that the number refers to, as field information names it (`Company`). */
	readonly reference?: string;
	readonly picklist?: PicklistName;
	/** The field on whose value the choice depends (`issueType` of a `subIssueType`). */
	readonly parent?: string;
	/** The system's own: what a client sends is left aside. */
	readonly readOnly?: boolean;
	readonly required?: boolean;
	/** A query that names it is refused. */
	readonly notQueryable?: boolean;
	/** Accepted in writes, never answered. */
	readonly secret?: boolean;
}

/** One model of the vendor's specification. */
export interface Model {
	/** The specification's name, e.g. `TicketModel`. */
	readonly name: string;
	readonly fields: Readonly<Record<string, Field>>;
	/** Whether records carry `userDefinedFields`. */
	readonly udfs?: boolean;
}

type Options = Omit<Field, 'type'>;

export const integer = (options: Options = {}): Field => ({ ...options, type: 'integer' });
export const long = (options: Options = {}): Field => ({ ...options, type: 'long' });
export const decimal = (options: Options = {}): Field => ({ ...options, type: 'decimal' });
export const flag = (options: Options = {}): Field => ({ ...options, type: 'flag' });
export const date = (options: Options = {}): Field => ({ ...options, type: 'date' });
export const day = (options: Options = {}): Field => ({ ...options, type: 'day' });
export const text = (max?: number, options: Options = {}): Field => ({ ...options, type: 'text', max });
export const pick = (picklist: PicklistName, options: Options = {}): Field => ({
	...options,
	type: 'integer',
	picklist,
});
export const refer = (reference: string, options: Options = {}): Field => ({ ...options, type: 'integer', reference });

/** Marks a field as the system's own. */
export const own = (field: Field): Field => ({ ...field, readOnly: true });
/** Marks a field without which a record is refused. */
export const required = (field: Field): Field => ({ ...field, required: true });
/** The id that every record has. */
export const id = (): Field => own(long({ required: true }));
