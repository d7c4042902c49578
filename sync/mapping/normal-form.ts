import { DateTime } from 'luxon';
import type { FieldDefinition } from '../model/catalogue';
import type { Json } from '../model/json';
import { canonicalJson, isEmpty } from '../model/json';
import { roundTo } from './exact';

/**
 * What the system of `field` will hold when it is given `value`: cut to the longest text it keeps, trimmed where it
 * trims, times to its precision, numbers, booleans and options in the field's own type. All empty values are null.
 * A value that does not fit the field's type stays as it is (the conversion reports it). Idempotent (law L4).
 */
export function normalForm(field: FieldDefinition, value: Json | undefined): Json {
	if (value === undefined || isEmpty(value)) return null;
	switch (field.type) {
		case 'string':
		case 'text':
		case 'html':
			return isScalar(value) ? emptyToNull(fitText(field, String(value))) : value;
		case 'integer':
			return numberOf(value) ?? value;
		case 'number':
			return keptOf(field, value);
		case 'boolean':
			return booleanOf(value) ?? value;
		case 'date':
		case 'datetime':
			return timeOf(field, value) ?? value;
		case 'option':
			return optionOf(field, value);
		case 'reference':
			return typeof value === 'string' ? emptyToNull(value.trim()) : value;
		case 'list':
			return Array.isArray(value) ? listOf(field, value) : value;
	}
}

/**
 * True where the system of `field` would hold the same for both. Line endings count as one, since systems rewrite
 * them; in a single line a line break counts as a space (ConnectWise is said to make spaces of them); an id is the
 * same as number and as text; the order of a list of words does not count.
 */
export function sameInNormalForm(field: FieldDefinition, a: Json | undefined, b: Json | undefined): boolean {
	const left = normalForm(field, a);
	const right = normalForm(field, b);
	if (canonicalJson(left) === canonicalJson(right)) return true;
	if (isEmpty(left) || isEmpty(right)) return false;
	if (typeof left === 'string' && typeof right === 'string' && isText(field)) {
		// A line break of two characters moves the cut, so both orders of cutting and unifying are asked.
		return (
			unifyBreaks(field, left) === unifyBreaks(field, right) ||
			fitText(field, unifyBreaks(field, String(a))) === fitText(field, unifyBreaks(field, String(b)))
		);
	}
	if (field.type === 'reference' || field.type === 'option') {
		return isScalar(left) && isScalar(right) && String(left) === String(right);
	}
	if (Array.isArray(left) && Array.isArray(right)) return sortedWords(left) === sortedWords(right);
	return false;
}

/** @returns the number that a value stands for, or undefined. Text counts only where it is the number's plain form. */
export function numberOf(value: Json): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : undefined;
	if (typeof value !== 'string' || !PLAIN_NUMBER.test(value.trim())) return undefined;
	const number = Number(value.trim()) + 0;
	return Number.isFinite(number) ? number : undefined;
}

/** @returns the truth value that a value stands for, or undefined. */
export function booleanOf(value: Json): boolean | undefined {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (word === 'true' || word === 1) return true;
	if (word === 'false' || word === 0) return false;
	return undefined;
}

/** @returns the day or the time in UTC as the field keeps it (ISO 8601), or undefined. Times without a zone are UTC. */
export function timeOf(field: FieldDefinition, value: Json): string | undefined {
	// Luxon alone would take "10:00" for a time of today; only whole dates are meant here.
	if (typeof value !== 'string' || !ISO_TIME.test(value.trim())) return undefined;
	const time = DateTime.fromISO(value.trim().replace(' ', 'T'), { zone: 'utc' });
	if (!time.isValid || time.year < 1 || time.year > 9999) return undefined;
	const day = time.toFormat('yyyy-MM-dd');
	if (field.type === 'date') return day;
	if (field.precision === 'day') return `${day}T00:00:00Z`;
	return time.toFormat(field.precision === 'second' ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
}

/** @returns true for text, numbers and booleans. */
export function isScalar(value: Json | undefined): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** @returns true for fields that hold free text. */
export function isText(field: FieldDefinition): boolean {
	return field.type === 'string' || field.type === 'text' || field.type === 'html';
}

function keptOf({ decimals }: FieldDefinition, value: Json): Json {
	const number = numberOf(value);
	if (number === undefined || decimals === undefined) return number ?? value;
	return roundTo(number, decimals);
}

const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

function emptyToNull(text: string): string | null {
	return text === '' ? null : text;
}

function fitText(field: FieldDefinition, text: string): string {
	const whole = field.trims ? text.trim() : text;
	if (field.maxLength === undefined || whole.length <= field.maxLength) return whole;
	const cut = cutText(whole, field.maxLength);
	return field.trims ? cut.trim() : cut;
}

/** Cuts to at most `length` UTF-16 units, never through a surrogate pair. */
function cutText(text: string, length: number): string {
	const splitsPair = length > 0 && isHighSurrogate(text, length - 1) && isLowSurrogate(text, length);
	return text.slice(0, splitsPair ? length - 1 : length);
}

function isHighSurrogate(text: string, index: number): boolean {
	const unit = text.charCodeAt(index);
	return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(text: string, index: number): boolean {
	const unit = text.charCodeAt(index);
	return unit >= 0xdc00 && unit <= 0xdfff;
}

function unifyBreaks(field: FieldDefinition, text: string): string {
	return text.replace(/\r\n?|\n/g, field.type === 'string' ? ' ' : '\n');
}

function optionOf(field: FieldDefinition, value: Json): Json {
	if (!isScalar(value)) return value;
	const word = String(value).trim();
	const known = field.options?.find((option) => String(option.value).trim() === word);
	if (known) return known.value;
	return typeof value === 'string' ? emptyToNull(word) : value;
}

/** `maxLength` of a list is that of its words. */
function listOf(field: FieldDefinition, items: readonly Json[]): Json {
	const kept = items
		.map((item) => (typeof item === 'string' ? fitText({ ...field, trims: true }, item) : item))
		.filter((item) => !isEmpty(item));
	return kept.length === 0 ? null : kept;
}

function sortedWords(items: readonly Json[]): string {
	return items.every(isScalar) ? canonicalJson(items.map((item) => canonicalJson(item)).sort()) : canonicalJson(items);
}
