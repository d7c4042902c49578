/** Codes of a refused field, as in the contract's `ProblemField`. */
export type FieldProblemCode =
	| 'required'
	| 'unknown_field'
	| 'read_only'
	| 'wrong_type'
	| 'too_long'
	| 'invalid_value'
	| 'invalid_option'
	| 'unknown_reference';

export interface FieldProblem {
	readonly field: string;
	readonly code: FieldProblemCode;
	readonly message: string;
}

/** The contract's problem codes with their status and title. */
const PROBLEMS = {
	invalid_json: [400, 'Invalid JSON'],
	invalid_parameter: [400, 'Invalid parameter'],
	invalid_cursor: [400, 'Invalid cursor'],
	unauthorized: [401, 'Unauthorized'],
	not_found: [404, 'Not found'],
	external_ref_taken: [409, 'External reference taken'],
	identifier_taken: [409, 'Identifier taken'],
	in_use: [409, 'Record in use'],
	locked: [409, 'Record locked'],
	deleted: [410, 'Record deleted'],
	cursor_expired: [410, 'Cursor expired'],
	etag_mismatch: [412, 'Record has changed'],
	too_large: [413, 'Content too large'],
	unsupported_media_type: [415, 'Unsupported media type'],
	validation_failed: [422, 'Validation failed'],
	idempotency_key_reused: [422, 'Idempotency key reused'],
	rate_limited: [429, 'Too many requests'],
	internal_error: [500, 'Internal error'],
	unavailable: [503, 'Service unavailable'],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof PROBLEMS;

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

export interface ProblemExtras {
	readonly errors?: readonly FieldProblem[];
	readonly existingId?: string;
}

/** A refusal in the contract's words; thrown anywhere below the routes, answered as `application/problem+json`. */
export class PlatformProblem extends Error {
	override readonly name = 'PlatformProblem';

	constructor(
		readonly code: ProblemCode,
		detail: string,
		readonly extras: ProblemExtras = {},
	) {
		super(detail);
	}

	get status(): number {
		return PROBLEMS[this.code][0];
	}

	/** The body of the answer (RFC 9457). */
	get body(): Record<string, unknown> {
		const [status, title] = PROBLEMS[this.code];
		return {
			type: `/problems/${this.code.replaceAll('_', '-')}`,
			title,
			status,
			detail: this.message,
			code: this.code,
			...this.extras,
		};
	}
}

/** @returns a 422 that names every field that was refused. */
export function validationFailed(errors: readonly FieldProblem[]): PlatformProblem {
	const named = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
	return new PlatformProblem('validation_failed', `Nothing was done. ${named}`, { errors });
}
