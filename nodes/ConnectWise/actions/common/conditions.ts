import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import {
	allOf,
	anyOf,
	compare,
	connectwiseCatalogue,
	isExact,
	valueAt,
	type Comparison,
	type ListFilter,
	type Scalar,
	type VendorRecord,
} from '../../../../sync/connectors/connectwise';
import type { FieldDefinition, FieldType } from '../../../../sync/model/catalogue';
import { SyncError } from '../../../../sync/model/errors';
import { utcTime } from '../../../shared/field-values';
import type { Resource } from '../../../shared/resources';

/** By name: n8n reads a parameter that begins with `=` as an expression. */
const COMPARISONS = {
	equals: '=',
	notEquals: '!=',
	greater: '>',
	greaterOrEqual: '>=',
	less: '<',
	lessOrEqual: '<=',
	contains: 'contains',
	like: 'like',
} as const satisfies Record<string, Comparison>;
const OPERATORS = [
	'equals',
	'notEquals',
	'greater',
	'greaterOrEqual',
	'less',
	'lessOrEqual',
	'contains',
	'like',
	'in',
	'empty',
	'notEmpty',
] as const;

const condition = z.object({ field: z.string().min(1), operator: z.enum(OPERATORS), value: z.unknown() });
const filters = z.object({
	match: z.enum(['all', 'any']).default('all'),
	conditions: z.object({ values: z.array(condition).default([]) }).default({}),
	email: z.string().trim().default(''),
	customField: z
		.object({ value: z.object({ name: z.string().trim().min(1), value: z.string() }).optional() })
		.default({}),
});
type Condition = z.infer<typeof condition>;

/** What is asked of the vendor, and what must still be looked at here where it could only be asked widely. */
export interface ReadFilter {
	readonly filter: ListFilter;
	readonly matches: ((raw: VendorRecord) => boolean) | undefined;
}

/** Fields that can be compared: the catalogue's, and the time of the last change, which is asked for by its bare name. */
export function conditionFields(resource: Resource): FieldDefinition[] {
	const fields = connectwiseCatalogue.entities[resource].filter(
		({ name, type, createOnly }) =>
			type !== 'list' && !name.startsWith('_info/') && !createOnly && !(resource === 'contact' && ITEMS.has(name)),
	);
	return [...fields, { name: 'lastUpdated', label: 'Last Updated', type: 'datetime' }];
}

/** They live in a list, which `conditions` cannot look into. */
const ITEMS: ReadonlySet<string> = new Set(['email', 'phone', 'phoneExtension', 'fax']);

/**
 * Brings the node's filters into the vendor's `conditions`.
 * @throws SyncError BAD_INPUT for a value that does not suit its field.
 */
export function readFilter(this: IExecuteFunctions, resource: Resource, index: number): ReadFilter {
	const parsed = filters.safeParse(this.getNodeParameter('filters', index, {}));
	if (!parsed.success) {
		throw new SyncError('BAD_INPUT', `The filter "${parsed.error.issues[0]?.path.join('.') ?? ''}" is incomplete`);
	}
	const { match, conditions, email, customField } = parsed.data;
	const fields = new Map(conditionFields(resource).map((field) => [field.name, field]));
	const read = conditions.values.map((one) => readCondition(one, fields, this.getTimezone()));
	const checks = read.map(({ check }) => check).filter((check) => check !== undefined);
	if (match === 'any' && checks.length > 0 && read.length > 1) {
		throw new SyncError(
			'BAD_INPUT',
			'A text with a quote, backslash, * or line break can only be searched for where all conditions must hold',
		);
	}
	const texts = read.map(({ text }) => text);
	const { value: custom } = customField;
	if (email !== '') checks.push((raw) => hasEmail(raw, email));
	return {
		filter: {
			conditions: texts.length === 0 ? '' : match === 'all' ? allOf(texts) : anyOf(texts),
			...(email !== '' && { childConditions: compare('communicationItems/value', '=', email) }),
			...(custom && {
				customFieldConditions: allOf([compare('caption', '=', custom.name), compare('value', '=', custom.value)]),
			}),
		},
		matches: checks.length === 0 ? undefined : (raw) => checks.every((check) => check(raw)),
	};
}

function readCondition(
	{ field: name, operator, value }: Condition,
	fields: ReadonlyMap<string, FieldDefinition>,
	timezone: string,
): { readonly text: string; readonly check: ((raw: VendorRecord) => boolean) | undefined } {
	const type = fields.get(name)?.type;
	if (type === undefined)
		throw new SyncError('BAD_INPUT', `"${name}" is no field that can be searched for`, { field: name });
	if (operator === 'empty') return { text: compare(name, '=', null), check: undefined };
	if (operator === 'notEmpty') return { text: compare(name, '!=', null), check: undefined };
	if (operator === 'in') {
		const values = wordsOf(value).map((word) => scalar(name, type, word, timezone));
		if (values.length === 0)
			throw new SyncError('BAD_INPUT', `Enter the values of "${name}", with commas between them`);
		const exact = values.every(isExact);
		return {
			text: anyOf(values.map((one) => compare(name, '=', one))),
			check: exact ? undefined : (raw) => values.some((one) => equal(valueAt(raw, name), one)),
		};
	}
	const wanted = scalar(name, type, value, timezone);
	const text = compare(name, COMPARISONS[operator], wanted);
	if (isExact(wanted) || operator === 'like') return { text, check: undefined };
	const check = operator === 'contains' ? contains : equal;
	return { text, check: (raw) => check(valueAt(raw, name), wanted) };
}

/** A value of the editor as one of the field's type. */
function scalar(name: string, type: FieldType, value: unknown, timezone: string): Scalar {
	const text =
		typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
	const bad = (what: string) => new SyncError('BAD_INPUT', `The condition on "${name}" needs ${what}`, { field: name });
	switch (type) {
		case 'boolean':
			if (/^(true|false)$/i.test(text.trim())) return text.trim().toLowerCase() === 'true';
			throw bad('true or false');
		case 'date':
		case 'datetime': {
			const time = utcTime(value, { system: 'connectwise', field: name }, timezone);
			if (time === null) throw bad('a time');
			return new Date(time);
		}
		case 'integer':
		case 'number':
			return number(text, bad);
		default:
			return name.endsWith('/id') ? number(text, bad) : text;
	}
}

function number(text: string, bad: (what: string) => SyncError): number {
	if (/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return Number(text);
	throw bad('a number');
}

function wordsOf(value: unknown): string[] {
	const words = Array.isArray(value) ? value.map(String) : String(value ?? '').split(',');
	return words.map((word) => word.trim()).filter((word) => word !== '');
}

/** As the vendor compares: without regard to case. */
function equal(held: unknown, wanted: Scalar): boolean {
	return String(held ?? '').toLowerCase() === String(wanted).toLowerCase();
}

function contains(held: unknown, wanted: Scalar): boolean {
	return String(held ?? '')
		.toLowerCase()
		.includes(String(wanted).toLowerCase());
}

function hasEmail(raw: VendorRecord, email: string): boolean {
	return (raw.communicationItems ?? []).some((item) => item.communicationType === 'Email' && equal(item.value, email));
}
