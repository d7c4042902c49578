import { z } from 'zod';
import type { ErrorCode, ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { Classify, FailedAnswer, Failure } from '../http';
import { failureOf } from '../http';

/** The contract's `Problem` (RFC 9457), as far as it is used. */
const problem = z.object({
	code: z.string(),
	title: z.string().optional(),
	detail: z.string().nullish(),
	errors: z.array(z.object({ field: z.string(), code: z.string().optional(), message: z.string() })).optional(),
	existingId: z.string().optional(),
});

type Problem = z.infer<typeof problem>;

/** What the contract's codes mean where the status alone would say something else, and what to do about it. */
const CODES: Readonly<
	Record<string, { readonly code: ErrorCode; readonly advice: string; readonly uncertain?: true }>
> = {
	identifier_taken: {
		code: 'REJECTED',
		advice: 'Give the company another identifier, or link it to the one that has it',
	},
	in_use: { code: 'REJECTED', advice: 'Delete or move the records that refer to it first' },
	locked: {
		code: 'REJECTED',
		advice: 'The entry was billed; open it again on the platform if it must change',
	},
	idempotency_in_progress: {
		code: 'UNAVAILABLE',
		advice: 'The same create is still being carried out',
		uncertain: true,
	},
	idempotency_key_reused: { code: 'REJECTED', advice: 'The same create was sent before with other values' },
	// A counterpart exists that the look-up does not show (yet): to be looked for again, a limited number of times.
	external_ref_taken: { code: 'UNAVAILABLE', advice: 'Link the existing record instead of creating a second one' },
	etag_mismatch: { code: 'PRECONDITION', advice: 'Read the record again' },
	cursor_expired: { code: 'NOT_FOUND', advice: 'Read the changes from the beginning' },
};

/** Turns a platform's field name into the contract's, for the entity of a path. */
export type FieldNaming = (path: string, platformField: string) => string;

/** Reads `application/problem+json`; anything else is left to the status. */
export function classifyProblem(contractName: FieldNaming): Classify {
	return (answer) => {
		const parsed = problem.safeParse(answer.body.kind === 'json' ? answer.body.value : undefined);
		return parsed.success ? failureOfProblem(answer, parsed.data, contractName) : undefined;
	};
}

function failureOfProblem(answer: FailedAnswer, said: Problem, contractName: FieldNaming): Failure {
	const byStatus = failureOf({ ...answer, body: { kind: 'empty' } });
	const known = Object.hasOwn(CODES, said.code) ? CODES[said.code] : undefined;
	// A 409 that is not named above is a state that no repetition changes.
	const code = known?.code ?? (answer.status === 409 ? 'REJECTED' : byStatus.code);
	const fields = (said.errors ?? []).map((error) => ({ ...error, field: contractName(answer.path, error.field) }));
	const named = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
	const reason = named === '' ? (said.detail ?? said.title ?? said.code) : named;
	const existing = said.existingId === undefined ? '' : ` The existing record is ${said.existingId}.`;
	const advice = known ? ` ${known.advice}.` : '';
	return {
		code,
		message: `${opening(code)}: ${sentence(short(reason))}${existing}${advice} (HTTP ${answer.status}, ${short(said.code)})`,
		...(fields.length > 0 ? { field: fields[0].field } : {}),
		uncertain: known?.uncertain ?? byStatus.uncertain ?? false,
	};
}

function opening(code: ErrorCode): string {
	switch (code) {
		case 'AUTHENTICATION':
			return 'was refused: check the API key in the credentials';
		case 'PERMISSION':
			return 'was refused: this API key may not do this';
		case 'NOT_FOUND':
			return 'found nothing there';
		case 'PRECONDITION':
			return 'was refused because the record is not what was expected';
		case 'RATE_LIMITED':
			return 'was refused: too many requests';
		case 'UNAVAILABLE':
			return 'could not be carried out now';
		default:
			return 'was rejected';
	}
}

function sentence(text: string): string {
	return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** One line of a text from outside, short enough for a message. */
function short(text: string, length = 300): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > length ? `${line.slice(0, length)}…` : line;
}

/** An error that stands in an answer with a good status. Some servers call it `message` or `error`. */
const saidInside = z.object({
	detail: z.string().nullish(),
	title: z.string().nullish(),
	message: z.string().nullish(),
	error: z.string().nullish(),
});

/**
 * The answer is JSON, but not the contract's.
 * @param data the answer: where it is an error although the status is good, its own words are passed on.
 * @param write the request may have changed something, so that its outcome is unknown.
 */
export function unexpectedAnswer(
	call: string,
	data: unknown,
	issue: z.ZodError,
	subject: ErrorSubject,
	write: boolean,
): SyncError {
	const first = issue.issues[0];
	const where = first.path.length === 0 ? 'the whole answer' : `"${short(first.path.join('/'), 100)}"`;
	const inside = saidInside.safeParse(data);
	// What has an id is a record: its title is its own.
	const isRecord = subject.id !== undefined || (typeof data === 'object' && data !== null && 'id' in data);
	const { detail, title, message, error } = inside.success && !isRecord ? inside.data : {};
	const said = detail ?? title ?? message ?? error;
	const which = subject.id === undefined ? '' : ` (${subject.entity} ${short(subject.id, 100)})`;
	return new SyncError(
		'UNEXPECTED_ANSWER',
		said
			? `Unified Platform ${call} answered success with an error inside: ${sentence(short(said))} Nothing was taken from it; ask the platform's support if it stays`
			: `Unified Platform ${call}${which} answered what the contract does not allow: ${where}: ${first.message}. Nothing was taken from it; check the base path and the field names in the settings`,
		{ ...subject, system: 'platform', uncertain: write },
	);
}

/** True where not a record but a whole list does not exist. */
export function isNoSuchList(error: unknown): error is SyncError {
	return error instanceof SyncError && error.subject.status === 404;
}

/** The error of a list that does not exist: the address leads somewhere else. */
export function wrongPath(path: string, { subject, cause }: SyncError): SyncError {
	return new SyncError(
		'UNEXPECTED_ANSWER',
		`Unified Platform GET ${path} does not exist at this address (HTTP 404). Check the base URL and the base path in the credentials; if the platform keeps an older version of the contract that has no such records, leave them out of the sync`,
		subject,
		{ cause },
	);
}

/**
 * The error of a create that was sent a second time because the outcome of the first was unknown. Only a refusal of the
 * values settles it: had the first been carried out, its answer would have come again.
 */
export function stillUncertain(error: unknown): unknown {
	if (!(error instanceof SyncError) || error.code === 'REJECTED' || error.subject.uncertain) return error;
	return new SyncError(error.code, error.message, { ...error.subject, uncertain: true }, { cause: error.cause });
}
