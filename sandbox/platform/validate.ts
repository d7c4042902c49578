import { z } from 'zod';
import {
	type CustomFieldDefinitions,
	FIELDS,
	hasCustomFields,
	PLATFORM_ENTITIES,
	type PlatformEntity,
	type PlatformField,
} from './fields';
import { type FieldProblem, type FieldProblemCode, validationFailed } from './problem';

/** Values of a record as they are written: in normal form, without what the server itself says of a record. */
export type Values = Record<string, unknown>;

export interface Validator {
	/** Checks and normalises the values of a new record. @throws PlatformProblem `validation_failed` */
	create(body: unknown): Values;
	/** Checks and normalises a merge patch; holds only the fields that were sent. @throws PlatformProblem */
	patch(body: unknown): Values;
}

/** The refusal of a check of our own; zod's own issues are translated by `codeOf`. */
const refuse = (ctx: z.RefinementCtx, problem: FieldProblemCode, message: string): void =>
	ctx.addIssue({ code: 'custom', params: { problem }, message });

const LONE_SURROGATE = /\p{Surrogate}/u;

function stringSchema(maxLength: number, trims: boolean, filled: boolean, pattern?: RegExp): z.ZodType<string> {
	const base = trims ? z.string().trim() : z.string();
	return base.superRefine((value, ctx) => {
		if (LONE_SURROGATE.test(value)) refuse(ctx, 'invalid_value', 'holds an unpaired surrogate');
		// JSON Schema counts code points, JavaScript counts UTF-16 units.
		if (value.length > maxLength && [...value].length > maxLength) {
			refuse(ctx, 'too_long', `may have at most ${maxLength} characters`);
		}
		if (filled && value === '') refuse(ctx, 'required', 'must not be empty');
		else if (pattern && !pattern.test(value)) refuse(ctx, 'invalid_value', `must match ${pattern.source}`);
	});
}

const datetime = z
	.string()
	.datetime({ offset: true, message: 'must be a time like 2026-03-01T09:30:00Z' })
	.transform((value) => new Date(value).toISOString());

const date = z.string().date('must be a date like 2026-03-01');

const tags = z
	.array(stringSchema(50, true, true))
	.max(50, 'may have at most 50 entries')
	.transform((values) => [...new Set(values)]);

const lines = z
	.array(
		z
			.object({
				description: stringSchema(500, true, true),
				quantity: z.number().finite(),
				unitPrice: z.number().finite(),
			})
			.strict(),
	)
	.max(1_000, 'may have at most 1000 entries');

const externalRefs = z
	.array(
		z
			.object({
				system: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'must be a lower-case name'),
				id: stringSchema(100, false, true, /^[^,\u0000-\u001f]+$/),
			})
			.strict(),
	)
	.max(20, 'may have at most 20 entries')
	.superRefine((refs, ctx) => {
		const systems = new Set(refs.map((ref) => ref.system));
		if (systems.size < refs.length) refuse(ctx, 'invalid_value', 'names a system twice');
	});

const LISTS: Readonly<Record<string, z.ZodTypeAny>> = { tags, lines };

function valueSchema(field: PlatformField): z.ZodTypeAny {
	switch (field.type) {
		case 'string':
		case 'text':
			return stringSchema(field.maxLength ?? 255, field.type === 'string', !field.nullable, field.pattern);
		case 'number': {
			if (!field.integer) return z.number().finite();
			const [min, max] = field.integer;
			return z.number().int('must be a whole number').min(min).max(max);
		}
		case 'boolean':
			return z.boolean();
		case 'date':
			return date;
		case 'datetime':
			return datetime;
		case 'option': {
			const allowed = field.options ?? [];
			return z.string().superRefine((value, ctx) => {
				if (!allowed.includes(value)) refuse(ctx, 'invalid_option', `must be one of ${allowed.join(', ')}`);
			});
		}
		case 'reference':
			return z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a record');
		case 'list':
			return LISTS[field.name];
	}
}

function objectSchema(fields: readonly PlatformField[], create: boolean): z.ZodObject<z.ZodRawShape, 'strict'> {
	const shape: z.ZodRawShape = Object.create(null) as z.ZodRawShape;
	for (const field of fields) {
		const schema = field.nullable ? valueSchema(field).nullable() : valueSchema(field);
		shape[field.name] = create && field.required ? schema : schema.optional();
	}
	return z.object(shape).strict();
}

function codeOf(issue: z.ZodIssue): FieldProblemCode {
	if (issue.code === 'custom') return (issue.params as { problem: FieldProblemCode }).problem;
	if (issue.code === 'invalid_type') return issue.received === 'undefined' ? 'required' : 'wrong_type';
	if (issue.code === 'too_big' && issue.type === 'array') return 'too_long';
	return 'invalid_value';
}

function messageOf(issue: z.ZodIssue): string {
	if (issue.code !== 'invalid_type') return issue.message;
	if (issue.received === 'undefined') return 'is required';
	return `must be ${issue.expected}, not ${issue.received}`;
}

/** Every refusal of a body, each with its field: an unknown key becomes one of its own. */
function fieldProblems(error: z.ZodError, readOnly: ReadonlySet<string>): FieldProblem[] {
	return error.issues.flatMap((issue): FieldProblem[] => {
		const at = issue.path.map(String);
		if (issue.code !== 'unrecognized_keys') {
			return [{ field: at.join('/') || 'body', code: codeOf(issue), message: messageOf(issue) }];
		}
		return issue.keys.map((key) => {
			const field = [...at, key].join('/');
			return readOnly.has(field)
				? { field, code: 'read_only', message: 'is read only' }
				: { field, code: 'unknown_field', message: 'is not a field of this record' };
		});
	});
}

const SYSTEM_FIELDS = ['id', 'createdAt', 'updatedAt', 'updatedBy', 'etag', 'deleted'];

function validatorOf(entity: PlatformEntity, custom: readonly PlatformField[]): Validator {
	const fields = FIELDS[entity];
	const schemaFor = (create: boolean): z.ZodTypeAny => {
		const writable = fields.filter((field) => !field.readOnly && (create || !field.createOnly));
		const schema = objectSchema(writable, create).extend({ externalRefs: externalRefs.optional() });
		if (!hasCustomFields(entity)) return schema;
		return schema.extend({ customFields: objectSchema(custom, false).optional() });
	};
	const parse = (schema: z.ZodTypeAny, readOnly: ReadonlySet<string>, body: unknown): Values => {
		const result = schema.safeParse(body);
		if (result.success) return result.data as Values;
		throw validationFailed(fieldProblems(result.error, readOnly));
	};
	const [createSchema, patchSchema] = [schemaFor(true), schemaFor(false)];
	const neverWritten = [...SYSTEM_FIELDS, ...fields.filter((field) => field.readOnly).map((field) => field.name)];
	const onCreate = new Set(neverWritten);
	const onPatch = new Set([...neverWritten, ...fields.filter((field) => field.createOnly).map((field) => field.name)]);
	return {
		create: (body) => parse(createSchema, onCreate, body),
		patch: (body) => parse(patchSchema, onPatch, body),
	};
}

/** One validator for each kind of record of a tenant with these custom fields. */
export function createValidators(custom: CustomFieldDefinitions): Readonly<Record<PlatformEntity, Validator>> {
	return Object.fromEntries(
		PLATFORM_ENTITIES.map((entity) => [entity, validatorOf(entity, custom[entity] ?? [])]),
	) as Record<PlatformEntity, Validator>;
}
