import { z } from 'zod';
import type { Json } from './json';

/**
 * Any JSON value, and any object of them: checked, not rebuilt. A parser that builds its answer anew would lose keys
 * such as `__proto__`, and would copy every record at every boundary that it passes.
 */
export const jsonValue = z.custom<Json>().superRefine(refuseOthers);
export const jsonRecord = z
	.custom<Record<string, Json>>((value) => isObject(value) && !Array.isArray(value), 'Expected object')
	.superRefine(refuseOthers);

/** @returns true for what JSON can hold; numbers that are none (NaN, infinite) it cannot. */
export function isJson(value: unknown): value is Json {
	if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
	if (typeof value === 'number') return Number.isFinite(value);
	if (Array.isArray(value)) return value.every(isJson);
	if (!isObject(value)) return false;
	for (const key of Object.keys(value)) if (!isJson(value[key])) return false;
	return true;
}

function refuseOthers(value: unknown, context: z.RefinementCtx): void {
	if (isJson(value)) return;
	context.addIssue({ code: z.ZodIssueCode.custom, path: firstOther(value), message: 'Not a JSON value' });
}

/** Where the first value is that JSON cannot hold. */
function firstOther(value: unknown): (string | number)[] {
	if (!isObject(value)) return [];
	const found = Object.entries(value).find(([, item]) => !isJson(item));
	if (!found) return [];
	const [key, item] = found;
	return [Array.isArray(value) ? Number(key) : key, ...firstOther(item)];
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
