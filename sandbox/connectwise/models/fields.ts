import type { ReferenceKind } from './referenceKinds';

/** The type of one field of a vendor model, as far as the simulator checks it. */
export type Field =
	| { readonly type: 'integer' | 'decimal' | 'flag' | 'date' | 'info' | 'list' | 'customFields' | 'communicationItems' }
	/** `max` in characters. */
	| { readonly type: 'text'; readonly max?: number }
	| { readonly type: 'oneOf'; readonly values: readonly string[] }
	| { readonly type: 'reference' | 'references'; readonly kind: ReferenceKind };

/** One model of the vendor's specification. */
export interface Model {
	/** The specification's name, e.g. `Ticket`. */
	readonly name: string;
	/** How error bodies name it, e.g. `ticket`. */
	readonly resource: string;
	/** Fields without which a create is refused. */
	readonly required: readonly string[];
	readonly fields: Readonly<Record<string, Field>>;
}

export const integer = (): Field => ({ type: 'integer' });
export const decimal = (): Field => ({ type: 'decimal' });
export const flag = (): Field => ({ type: 'flag' });
export const date = (): Field => ({ type: 'date' });
export const info = (): Field => ({ type: 'info' });
/** An array whose elements the simulator does not look into. */
export const list = (): Field => ({ type: 'list' });
export const text = (max?: number): Field => ({ type: 'text', max });
export const oneOf = (...values: string[]): Field => ({ type: 'oneOf', values });
export const reference = (kind: ReferenceKind): Field => ({ type: 'reference', kind });
export const references = (kind: ReferenceKind): Field => ({ type: 'references', kind });
export const customFields = (): Field => ({ type: 'customFields' });
export const communicationItems = (): Field => ({ type: 'communicationItems' });
