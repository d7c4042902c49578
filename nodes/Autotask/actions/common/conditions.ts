import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import {
	anyOf,
	autotaskCatalogue,
	compare,
	compareCustom,
	exists,
	oneOf,
	valueOf,
	type Condition,
	type VendorRecord,
} from '../../../../sync/connectors/autotask';
import type { FieldDefinition } from '../../../../sync/model/catalogue';
import { SyncError } from '../../../../sync/model/errors';
import { isEmpty } from '../../../../sync/model/json';
import { utcTime } from '../../../shared/field-values';
import type { Resource } from '../../../shared/resources';

/** By name, as in the other nodes of this package. */
const COMPARISONS = {
	equals: 'eq',
	notEquals: 'noteq',
	greater: 'gt',
	greaterOrEqual: 'gte',
	less: 'lt',
	lessOrEqual: 'lte',
	contains: 'contains',
	beginsWith: 'beginsWith',
	endsWith: 'endsWith',
} as const;
const OPERATORS = [
	'equals',
	'notEquals',
	'greater',
	'greaterOrEqual',
	'less',
	'lessOrEqual',
	'contains',
	'beginsWith',
	'endsWith',
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
type Given = z.infer<typeof condition>;

/** What is asked of the vendor, and what must still be looked at here because it cannot be trusted with it. */
export interface ReadFilter {
	readonly filter: readonly Condition[];
	readonly matches: ((raw: VendorRecord) => boolean) | undefined;
}

interface ReadCondition {
	readonly asked: Condition;
	readonly check?: (raw: VendorRecord) => boolean;
}

/** Times of change can be compared, though they are no fields of a record. */
const TIMES: Readonly<Record<Resource, readonly (readonly [name: string, label: string])[]>> = {
	company: [
		['lastActivityDate', 'Last Activity'],
		['lastTrackedModifiedDateTime', 'Last Tracked Change'],
	],
	contact: [
		['lastActivityDate', 'Last Activity'],
		['lastModifiedDate', 'Last Modified'],
	],
	ticket: [
		['lastActivityDate', 'Last Activity'],
		['lastTrackedModificationDateTime', 'Last Tracked Change'],
	],
};

/** Fields that can be compared. */
export function conditionFields(resource: Resource): FieldDefinition[] {
	const times = TIMES[resource].map(([name, label]): FieldDefinition => ({ name, label, type: 'datetime' }));
	return [...autotaskCatalogue.entities[resource], ...times];
}

const EMAIL_FIELDS = ['emailAddress', 'emailAddress2', 'emailAddress3'];

/**
 * Brings the node's filters into the vendor's.
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
		throw new SyncError('BAD_INPUT', '"Is Empty" and "Is Not Empty" can only be asked where all conditions must hold');
	}
	const asked = read.map((one) => one.asked);
	const { value: custom } = customField;
	return {
		filter: [
			...(match === 'any' && asked.length > 0 ? [anyOf(asked)] : asked),
			...(email === '' ? [] : [anyOf(EMAIL_FIELDS.map((name) => compare(name, 'eq', email)))]),
			...(custom ? [compareCustom(custom.name, custom.value)] : []),
		],
		matches: checks.length === 0 ? undefined : (raw) => checks.every((check) => check(raw)),
	};
}

function readCondition(
	{ field: name, operator, value }: Given,
	fields: ReadonlyMap<string, FieldDefinition>,
	timezone: string,
): ReadCondition {
	const field = fields.get(name);
	if (field === undefined)
		throw new SyncError('BAD_INPUT', `"${name}" is no field that can be searched for`, { field: name });
	if (operator === 'empty' || operator === 'notEmpty') {
		const wanted = operator === 'empty';
		// A text that was emptied is stored as an empty one; and what asks for no value is reported to let values through.
		const isText = field.type === 'string' || field.type === 'text';
		const asked = exists(name, !wanted);
		return {
			asked: wanted && isText ? anyOf([asked, compare(name, 'eq', '')]) : asked,
			check: (raw) => isEmpty(valueOf(raw, name)) === wanted,
		};
	}
	if (operator === 'in') {
		const values = wordsOf(value).map((word) => scalar(field, word, timezone));
		if (values.length === 0)
			throw new SyncError('BAD_INPUT', `Enter the values of "${name}", with commas between them`);
		const listed = values.filter((one) => typeof one === 'string' || typeof one === 'number');
		return {
			asked:
				listed.length === values.length ? oneOf(name, listed) : anyOf(values.map((one) => compare(name, 'eq', one))),
		};
	}
	return { asked: compare(name, COMPARISONS[operator], scalar(field, value, timezone)) };
}

/** A value of the editor as one of the field's type. */
function scalar({ name, type }: FieldDefinition, value: unknown, timezone: string): string | number | boolean | Date {
	const text =
		typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
	const bad = (what: string) => new SyncError('BAD_INPUT', `The condition on "${name}" needs ${what}`, { field: name });
	switch (type) {
		case 'boolean':
			if (/^(true|false)$/i.test(text.trim())) return text.trim().toLowerCase() === 'true';
			throw bad('true or false');
		case 'datetime': {
			const time = utcTime(value, { system: 'autotask', field: name }, timezone);
			if (time === null) throw bad('a time');
			return new Date(time);
		}
		case 'string':
		case 'text':
			return text;
		default:
			if (/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return Number(text);
			throw bad('a number');
	}
}

function wordsOf(value: unknown): string[] {
	const words = Array.isArray(value) ? value.map(String) : String(value ?? '').split(',');
	return words.map((word) => word.trim()).filter((word) => word !== '');
}
