import type { FieldDefinition, FieldType } from '../model/catalogue';
import type { Json } from '../model/json';
import { booleanOf, isScalar, normalForm, numberOf, timeOf } from './normal-form';

/** The outcome of bringing one value to another field: the value in the target's normal form, or why it cannot be. */
export type Converted =
	| { readonly ok: true; readonly value: Json }
	| { readonly ok: false; readonly kind: 'unmapped' | 'invalid'; readonly reason: string };

/**
 * Brings a value to the type and the normal form of `target`. Nothing is guessed: text that is no number, a fraction
 * for a whole number, a word that is no option are refused with the reason, never rounded or replaced.
 */
export function convertTo(target: FieldDefinition, value: Json): Converted {
	const typed = toType(target, value);
	if (typed === undefined) return { ok: false, kind: 'invalid', reason: `is not ${WANTED[target.type]}` };
	const normal = normalForm(target, typed);
	if (target.type === 'option' && normal !== null && target.options && !hasOption(target, normal)) {
		return { ok: false, kind: 'invalid', reason: `is none of the options that ${target.label} has` };
	}
	if (target.type === 'option' && normal !== null && String(normal).length > (target.maxLength ?? Infinity)) {
		const reason = `is longer than the ${target.maxLength} characters that ${target.label} holds`;
		return { ok: false, kind: 'invalid', reason };
	}
	if (isLongText(target) && lengthOf(target, typed) > (target.maxLength ?? Infinity)) {
		const reason = `has ${lengthOf(target, typed)} characters, and ${target.label} holds ${target.maxLength}`;
		return { ok: false, kind: 'invalid', reason };
	}
	return { ok: true, value: normal };
}

/** A line that is cut says what it is about all the same; half a description would pass for the whole one. */
function isLongText({ type }: FieldDefinition): boolean {
	return type === 'text' || type === 'html';
}

function lengthOf({ trims }: FieldDefinition, value: Json): number {
	const text = String(value ?? '');
	return (trims ? text.trim() : text).length;
}

/** True where a value is of the field's type; whether the system still offers it as an option is not asked. */
export function fitsType(field: FieldDefinition, value: Json): boolean {
	return convertTo({ ...field, options: undefined }, value).ok;
}

/** @returns true where some values of the one type make sense in the other, in this direction. */
export function canCopy(from: FieldType, to: FieldType): boolean {
	if (to === 'reference') return false;
	if (from === to) return true;
	if (TEXT.has(to)) return true;
	if (TEXT.has(from)) return true;
	return COPIES[from]?.includes(to) ?? false;
}

/** @returns true where copying there and back gives the same again, up to the normal form (laws L1 and L2). */
export function canCopyBothWays(a: FieldType, b: FieldType): boolean {
	if (a === 'reference' || b === 'reference') return false;
	return a === b || kindOf(a) === kindOf(b);
}

const TEXT: ReadonlySet<FieldType> = new Set(['string', 'text', 'html']);

/** Beside text, which takes everything and may stand for everything. */
const COPIES: Readonly<Partial<Record<FieldType, readonly FieldType[]>>> = {
	integer: ['number', 'boolean', 'option'],
	number: ['integer', 'boolean', 'option'],
	boolean: ['integer', 'number', 'option'],
	date: ['datetime'],
	datetime: ['date'],
	option: ['integer', 'number', 'boolean', 'list'],
	reference: ['integer', 'number'],
};

const WANTED: Readonly<Record<FieldType, string>> = {
	string: 'text',
	text: 'text',
	html: 'text',
	integer: 'a whole number',
	number: 'a number',
	boolean: 'true or false',
	date: 'a date',
	datetime: 'a date and time',
	option: 'one single value',
	reference: 'an id',
	list: 'a list',
};

/** Options are words, so text and options go both ways; dates and times do not: the time of day would be lost. */
function kindOf(type: FieldType): string {
	if (TEXT.has(type) || type === 'option') return 'text';
	return type === 'integer' ? 'number' : type;
}

function toType(target: FieldDefinition, value: Json): Json | undefined {
	if (value === null) return null;
	switch (target.type) {
		case 'string':
		case 'text':
		case 'html':
			if (isScalar(value)) return String(value);
			return Array.isArray(value) && value.every(isScalar) ? value.join(', ') : undefined;
		case 'integer': {
			const number = typeof value === 'boolean' ? Number(value) : numberOf(value);
			return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
		}
		case 'number':
			return typeof value === 'boolean' ? Number(value) : numberOf(value);
		case 'boolean':
			return booleanOf(value);
		case 'date':
		case 'datetime':
			return timeOf(target, value);
		case 'option':
		case 'reference':
			return isScalar(value) ? value : undefined;
		case 'list':
			if (Array.isArray(value)) return value;
			return isScalar(value) ? String(value).split(',') : undefined;
	}
}

function hasOption(field: FieldDefinition, value: Json): boolean {
	return field.options?.some((option) => option.value === value) ?? true;
}
