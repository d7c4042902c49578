import { jsonParse } from 'n8n-workflow';
import { z } from 'zod';
import { SyncError } from '../../../../sync/model/errors';
import type { Json } from '../../../../sync/model/json';
import type { Review } from '../../../../sync/model/review';

const texts = z.array(z.string());

/**
 * What a person typed, as the kind of value that the two sides hold: a number stays a number, a list a list. A value
 * that comes from an expression and is no text is taken as it is.
 *
 * @throws SyncError BAD_INPUT where the text does not fit.
 */
export function decidedValue(input: unknown, entry: Pick<Review, 'field' | 'psa' | 'platform'>): Json {
	if (typeof input !== 'string') return input === undefined ? null : (input as Json);
	if (input === '') return null;
	const example = entry.platform?.value ?? entry.psa?.value ?? null;
	if (Array.isArray(example)) return list(input, entry.field);
	if (typeof example === 'number') {
		const value = Number(input);
		if (!Number.isFinite(value))
			throw new SyncError('BAD_INPUT', `"${entry.field}" holds a number; "${input}" is none.`);
		return value;
	}
	if (typeof example === 'boolean') {
		if (input !== 'true' && input !== 'false') {
			throw new SyncError('BAD_INPUT', `"${entry.field}" holds true or false; "${input}" is neither.`);
		}
		return input === 'true';
	}
	return input;
}

function list(input: string, field: string): Json {
	if (!input.trim().startsWith('[')) {
		return input
			.split(',')
			.map((item) => item.trim())
			.filter((item) => item !== '');
	}
	const parsed = texts.safeParse(jsonParse<unknown>(input, { fallbackValue: null }));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', `"${field}" holds a list of texts; "${input}" is no such JSON list.`);
}
