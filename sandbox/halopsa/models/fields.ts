/** The type of a field's value, as far as the simulator checks it. */
export type FieldType =
	| 'integer'
	| 'decimal'
	| 'flag'
	| 'text'
	| 'guid'
	| 'date'
	| 'customFields'
	/** A list or an object that the simulator keeps as it was given. */
	| 'any';

export interface Field {
	readonly type: FieldType;
	/** What a record shows where the field is unset: recorded answers have no nulls. Undefined: the field is absent. */
	readonly unset?: unknown;
	/** `own`: the system's own, a client's value is ignored. `command`: tells the system what to do, never shown. */
	readonly access?: 'own' | 'command';
}

/** One model of the vendor's specification. */
export interface Model {
	/** The specification's name, e.g. `Faults`. */
	readonly name: string;
	readonly fields: Readonly<Record<string, Field>>;
	/** The fields of a list's rows; all of them where it is absent. */
	readonly slim?: readonly string[];
	/** Fields that only `includedetails=true` brings. */
	readonly details?: readonly string[];
	/** Fields that live systems answer with though the specification lacks them (recorded). */
	readonly unspecified?: readonly string[];
}

/** Dates that stand for none (recorded). */
export const NO_DATE = {
	year1: '0001-01-01T00:00:00',
	year1899: '1899-12-30T00:00:00',
	year1900: '1900-01-01T00:00:00',
};

export const integer = (unset?: number): Field => ({ type: 'integer', unset });
export const decimal = (unset?: number): Field => ({ type: 'decimal', unset });
export const flag = (unset = false): Field => ({ type: 'flag', unset });
export const text = (unset = ''): Field => ({ type: 'text', unset });
/** A text that records do not show while it is unset. */
export const absent = (): Field => ({ type: 'text' });
export const guid = (): Field => ({ type: 'guid' });
/** `unset`: a date that stands for none. */
export const date = (unset?: string): Field => ({ type: 'date', unset });
export const customFields = (): Field => ({ type: 'customFields' });
export const any = (unset?: unknown): Field => ({ type: 'any', unset });

export const own = (field: Field): Field => ({ ...field, access: 'own' });
export const command = (field: Field): Field => ({ ...field, access: 'command' });
