import type { z, ZodIssue } from 'zod';
import type { ErrorCode, ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { FailedAnswer, Failure, HttpAnswer } from '../http';
import { excerpt, failureOf } from '../http';
import type { VendorErrorBody } from './schemas';
import { vendorError } from './schemas';

/**
 * Reads Autotask's failures. Nearly everything that is wrong with a request is answered with HTTP 500 and a list of
 * sentences (seen live): only the sentences tell what must be corrected from what passes by itself.
 */
export function classifyAutotask(answer: FailedAnswer): Failure | undefined {
	const { status, body, method } = answer;
	// No body tells which of the three is wrong, or whether the database has moved to another zone.
	if (status === 401) return failure('AUTHENTICATION', `${CHECK_KEYS} (HTTP 401)`);
	const parsed = body.kind === 'json' ? vendorError.safeParse(body.value) : undefined;
	if (isUnroutable(answer, parsed?.data)) {
		return failure('UNEXPECTED_ANSWER', `does not exist at this address (HTTP ${status}: ${excerpt(body)})`);
	}
	if (!parsed?.success) return undefined;
	const errors = parsed.data.errors ?? [];
	const said = errors.map(({ message }) => message).join('; ') || (parsed.data.Message ?? parsed.data.message ?? '');
	if (said === '') return undefined;
	const detail = `(HTTP ${status}: ${excerpt({ kind: 'text', text: said }, 400)})`;
	if (TOO_MANY.test(said)) return failure('RATE_LIMITED', `was refused: too many requests ${detail}`);
	if (status === 404) return failure('NOT_FOUND', `found nothing there ${detail}`);
	if (status !== 500 && status !== 400 && status !== 409 && status !== 422) return undefined;
	if (WRONG_KEYS.test(said)) return failure('AUTHENTICATION', `${CHECK_KEYS} ${detail}`);
	if (NO_RIGHTS.test(said)) {
		return failure('PERMISSION', `was refused: give the API user's security level access to it ${detail}`);
	}
	// A list of errors is about the request; the framework's own envelope, or none, is about the server.
	if (status === 500 && (errors.length === 0 || PASSING.test(said))) return failureOf(answer);
	if (method === 'DELETE' && MISSING.test(said)) return failure('NOT_FOUND', `found nothing there ${detail}`);
	const field = errors.find((error) => error.field !== undefined)?.field ?? fieldIn(said);
	return { code: 'REJECTED', message: `was rejected: ${detail}`, field };
}

const CHECK_KEYS =
	'was refused: check user name, secret and integration code (tracking identifier) of the credentials, and that the API user is active and not locked';

const TOO_MANY = /thread threshold|itgenatr005|request threshold|rate limit/i;
const WRONG_KEYS = /integration ?code is invalid|invalid (?:user ?name|password|secret|credentials)|not authenticated/i;
const NO_RIGHTS = /permission|not authori[sz]ed|unauthori[sz]ed|access (?:is )?denied/i;
/** What the vendor says when it is itself in trouble. */
const PASSING =
	/unexpected error|internal server error|time(?:d)?[- ]?out|deadlock|try again|temporarily|unavailable|maintenance|object reference not set/i;
const MISSING = /does not exist|not found|could not be found|unable to find|no matching/i;

/** The field that a sentence names: "queueID is required", "… entity for taskType .", "field 'status'". */
function fieldIn(said: string): string | undefined {
	const patterns = [
		/field:?\s*['"]?([A-Za-z][A-Za-z0-9]*)/i,
		/\bfor ([a-z][A-Za-z0-9]*) ?\./,
		/^([A-Za-z][A-Za-z0-9]*) is required/i,
	];
	return patterns.map((pattern) => pattern.exec(said)?.[1]).find((name) => name !== undefined);
}

/**
 * True for answers to an address that leads nowhere, rather than to a record that is not there: a web page, the router's
 * own words, or nothing where no record was asked for. Taking one for the other would make every record look deleted.
 */
function isUnroutable({ status, body, path }: FailedAnswer, said: VendorErrorBody | undefined): boolean {
	if (status === 405) return true;
	if (status !== 404) return false;
	if (body.kind === 'empty') return !/\/\d+$/.test(path);
	return body.kind === 'html' || (said?.Message !== undefined && said.Message !== null);
}

/** True where a verb is not there at this address (the zone DE1 has no PATCH of a collection, seen live). */
export function isMissingVerb(error: unknown): error is SyncError {
	return (
		error instanceof SyncError &&
		(error.subject.status === 404 || error.subject.status === 405) &&
		(error.code === 'UNEXPECTED_ANSWER' || error.code === 'NOT_FOUND')
	);
}

/** The error of an answer that says success and is something else. */
export function notUnderstood({ status }: HttpAnswer, issue: ZodIssue | undefined, subject: ErrorSubject): SyncError {
	const about = [subject.entity, subject.id].filter((part) => part !== undefined).join(' ');
	const message = `Autotask${about && ` (${about})`} answered HTTP ${status} with something that is not understood (${issue?.path.join('/') || 'body'}: ${issue?.message}). Nothing was taken from it; check the zone in the credentials`;
	return new SyncError('UNEXPECTED_ANSWER', message, { system: 'autotask', status, ...subject });
}

/** What an answer says. @throws SyncError for one that is not understood */
export function parsed<T extends z.ZodTypeAny>(schema: T, answer: HttpAnswer, subject: ErrorSubject): z.output<T> {
	const result = schema.safeParse(answer.data) as z.SafeParseReturnType<unknown, z.output<T>>;
	if (result.success) return result.data;
	throw notUnderstood(answer, result.error.issues[0], subject);
}

function failure(code: ErrorCode, message: string): Failure {
	return { code, message };
}
