import type { ZodIssue } from 'zod';
import type { ErrorCode, ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { FailedAnswer, Failure, HttpAnswer } from '../http';
import { excerpt, failureOf } from '../http';
import type { VendorErrorBody } from './schemas';
import { vendorError } from './schemas';

/**
 * Reads ConnectWise's failures. The specification declares none; what they look like is known from the Developer Guide
 * and from recorded answers.
 */
export function classifyConnectWise(answer: FailedAnswer): Failure | undefined {
	const { status, body } = answer;
	if (isUnroutable(answer)) {
		return { code: 'UNEXPECTED_ANSWER', message: `does not exist at this address (HTTP ${status}: ${excerpt(body)})` };
	}
	const parsed = body.kind === 'json' ? vendorError.safeParse(body.value) : undefined;
	if (!parsed?.success) {
		// A failed login is answered with plain text by some versions.
		if (status === 401) return failure('AUTHENTICATION', `${CHECK_KEYS} (HTTP 401: ${excerpt(body)})`);
		return undefined;
	}
	const said = sentence(parsed.data);
	const field = fieldOf(parsed.data);
	if (/SSL is required/i.test(said))
		return failure('BAD_INPUT', 'was refused: the cloud API answers at api-… hosts and https only');
	if (status === 401) return failure('AUTHENTICATION', `${CHECK_KEYS} (HTTP 401: ${said})`);
	if (status === 403) {
		return failure('PERMISSION', `was refused: give the API member's security role access to it (HTTP 403: ${said})`);
	}
	// A 500 is bad data or a server in trouble: only the message tells (recorded).
	if (status === 500 && /Error converting value|Could not find member/i.test(said)) {
		return { ...failure('REJECTED', `was rejected: ${said}`), field: field ?? /Path '([^']+)'/.exec(said)?.[1] };
	}
	if (status === 409)
		return failure(
			'PRECONDITION',
			`was refused because the record is in use; it will be tried again (HTTP 409: ${said})`,
		);
	if (status === 400 || status === 422)
		return { code: 'REJECTED', message: `was rejected: ${said} (HTTP ${status})`, field };
	return { ...failureOf(answer), field };
}

const CHECK_KEYS =
	'was refused: check company ID, public key, private key and client ID of the credentials, and that the API member is active';

/**
 * True for answers to an address that leads nowhere, rather than to a record that does not exist: the codebase in the
 * path has changed with a release (404 and 400 "Cannot route" were both seen), or the address is wrong. For a missing
 * record the vendor names its id ("company 404 not found", recorded), or that of the ticket above it.
 */
export function isUnroutable({ status, body, path }: FailedAnswer): boolean {
	if (status === 400) return body.kind !== 'empty' && /cannot route/i.test(excerpt(body));
	if (status !== 404) return false;
	const parsed = body.kind === 'json' ? vendorError.safeParse(body.value) : undefined;
	if (parsed?.success !== true || parsed.data.code !== 'NotFound') return true;
	const named: readonly string[] = (parsed.data.message ?? '').match(/\b\d+\b/g) ?? [];
	const asked = [...path.matchAll(/\/(\d+)(?=\/|$)/g)].map(([, id]) => id);
	return !asked.some((id) => named.includes(id));
}

/** True for the error that {@link classifyConnectWise} makes of an unroutable answer. */
export function isUnroutableError(error: unknown): error is SyncError {
	return (
		error instanceof SyncError &&
		error.code === 'UNEXPECTED_ANSWER' &&
		(error.subject.status === 404 || error.subject.status === 400)
	);
}

/** The error of an answer that says success and is something else: another thing, or an error all the same. */
export function notUnderstood(
	{ status, data }: HttpAnswer,
	issue: ZodIssue | undefined,
	subject: ErrorSubject,
): SyncError {
	const about = [subject.entity, subject.id ?? idAt(data, issue)].filter((part) => part !== undefined).join(' ');
	const opening = `ConnectWise${about && ` (${about})`} answered HTTP ${status}`;
	const said = vendorError.safeParse(data);
	const isError =
		said.success && !Array.isArray(data) && !hasId(data) && (said.data.message ?? said.data.error ?? said.data.code);
	const message = isError
		? `${opening} with an error inside: ${excerpt({ kind: 'text', text: sentence(said.data) })}. Nothing was taken from it; look the message up in ConnectWise, or ask its support if it stays`
		: `${opening} with something that is not understood (${issue?.path.join('/') || 'body'}: ${issue?.message}). Nothing was taken from it; check the address in the credentials`;
	return new SyncError('UNEXPECTED_ANSWER', message, { system: 'connectwise', status, ...subject });
}

/** The id of the row of a list in which something was wrong. */
function idAt(data: unknown, issue: ZodIssue | undefined): string | undefined {
	const row: unknown = Array.isArray(data) && issue ? data[Number(issue.path[0])] : undefined;
	return hasId(row) ? String(row.id) : undefined;
}

function hasId(value: unknown): value is { readonly id: string | number } {
	return typeof value === 'object' && value !== null && 'id' in value && /^(string|number)$/.test(typeof value.id);
}

/** True when a create was refused because another record has the value of this field already. */
export function isTaken(error: unknown, field: string): error is SyncError {
	return (
		error instanceof SyncError &&
		error.code === 'REJECTED' &&
		error.subject.field === field &&
		TAKEN.test(error.message)
	);
}

const TAKEN = /already exists|ObjectExists|already in use|must be unique|duplicate/i;

function failure(code: ErrorCode, message: string): Failure {
	return { code, message };
}

function sentence(body: VendorErrorBody): string {
	const details = (body.errors ?? []).map((error) =>
		[error.field, error.message ?? error.code]
			.filter((part) => part !== undefined && part !== null && part !== '')
			.join(': '),
	);
	const message = body.message ?? body.error ?? body.code ?? 'no reason given';
	return details.length > 0 ? `${message} (${details.join('; ')})` : message;
}

/** The first field that is named; a recorded error names several in one text, joined by commas. */
function fieldOf(body: VendorErrorBody): string | undefined {
	const named = body.errors?.find(
		(error) => error.field !== undefined && error.field !== null && error.field !== '',
	)?.field;
	return named?.split(',')[0].trim() || undefined;
}
