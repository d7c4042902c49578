import { z } from 'zod';
import { type FieldError, badRequest, invalidObject } from './errors';
import type { Model } from './models';

const operationsSchema = z.array(
	z.object({ op: z.string(), path: z.string(), value: z.unknown().optional() }).passthrough(),
);

export interface Patched {
	/** The record with the operations applied, not yet checked. */
	readonly record: Record<string, unknown>;
	/** The fields that an operation changed. Empty for what the vendor answers with a false 200. */
	readonly touched: ReadonlySet<string>;
}

/**
 * Applies the vendor's JSON Patch to a stored record: `add`, `replace`, `remove`; paths with or without a leading
 * slash, case-sensitive. References are replaced whole: a path *into* one (`company/identifier`) is accepted and
 * changes nothing (Developer Guide: "false 200"). Index paths work in `communicationItems` (recorded).
 *
 * @throws VendorError 400 for a malformed operation, an unknown path, or a path the API does not let change
 */
export function applyPatch(model: Model, stored: Readonly<Record<string, unknown>>, body: unknown): Patched {
	const operations = operationsSchema.safeParse(body);
	if (!operations.success) throw badRequest('A patch must be an array of operations with op and path.');
	const record: Record<string, unknown> = { ...stored };
	const touched = new Set<string>();
	for (const { op, path, value } of operations.data) {
		const [name, ...rest] = path.replace(/^\//, '').split('/');
		const refuse = (message: string): Error => {
			const error: FieldError = { code: 'InvalidField', message, resource: model.resource, field: path };
			return invalidObject(model.resource, [error]);
		};
		if (!['add', 'replace', 'remove'].includes(op)) throw refuse(`The operation ${op} is not supported.`);
		const field = Object.hasOwn(model.fields, name) ? model.fields[name] : undefined;
		if (!field) throw refuse(`The path ${path} was not found.`);
		if (name === 'id' || field.type === 'info') throw refuse(`The field ${name} is read-only.`);
		if (rest.length === 0) {
			record[name] = op === 'remove' ? undefined : value;
			touched.add(name);
		} else if (field.type === 'communicationItems') {
			record[name] = patchItems((record[name] as unknown[] | undefined) ?? [], op, rest, value, refuse);
			touched.add(name);
		} else if (field.type !== 'reference') {
			throw refuse(`The path ${path} was not found.`);
		}
	}
	return { record, touched };
}

function patchItems(
	items: readonly unknown[],
	op: string,
	[index, ...rest]: readonly string[],
	value: unknown,
	refuse: (message: string) => Error,
): unknown[] {
	const changed = [...items];
	const at = index === '-' ? items.length : Number(index);
	const last = op === 'add' && rest.length === 0 ? items.length : items.length - 1;
	if (!Number.isInteger(at) || at < 0 || at > last) throw refuse(`The index ${index} is out of range.`);
	if (rest.length === 0) {
		if (op === 'add') changed.splice(at, 0, value);
		else if (op === 'remove') changed.splice(at, 1);
		else changed[at] = value;
		return changed;
	}
	const item = { ...(changed[at] as Record<string, unknown>) };
	const [member] = rest;
	if (rest.length > 1 || !['type', 'value', 'extension', 'defaultFlag'].includes(member)) {
		throw refuse(`The path communicationItems/${index}/${rest.join('/')} was not found.`);
	}
	item[member] = op === 'remove' ? undefined : value;
	changed[at] = item;
	return changed;
}
