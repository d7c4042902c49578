import type { System } from '../../model/entity';
import { SYSTEM_NAMES } from '../../model/entity';
import type { ErrorCode, ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { Body } from './body';
import { excerpt } from './body';

/** An answer that is no success, as a vendor's classification sees it. */
export interface FailedAnswer {
	readonly status: number;
	readonly body: Body;
	readonly method: string;
	/** Path without query, for messages. */
	readonly path: string;
}

/** What a failed answer means. `uncertain` (writes only): it may have been carried out all the same. */
export interface Failure {
	readonly code: ErrorCode;
	/** What happened and what to do, as the end of a sentence "ConnectWise PATCH /x …". */
	readonly message: string;
	readonly field?: string;
	readonly uncertain?: boolean;
}

/** A vendor's own reading of its failures; undefined leaves it to {@link failureOf}. */
export type Classify = (answer: FailedAnswer) => Failure | undefined;

/** The meaning of a failed answer by HTTP status alone. */
export function failureOf({ status, body }: FailedAnswer): Failure {
	const said = excerpt(body);
	const detail = said === '' ? `(HTTP ${status})` : `(HTTP ${status}: ${said})`;
	if (status === 401) return { code: 'AUTHENTICATION', message: `was refused: check the credentials ${detail}` };
	if (status === 403) return { code: 'PERMISSION', message: `was refused: the API user may not do this ${detail}` };
	if (status === 404 || status === 410) return { code: 'NOT_FOUND', message: `found nothing there ${detail}` };
	if (status === 408) return { code: 'TIMEOUT', message: `took the server too long ${detail}`, uncertain: true };
	if (status === 409 || status === 412 || status === 423) {
		return { code: 'PRECONDITION', message: `was refused because the record changed or is in use ${detail}` };
	}
	if (status === 429) return { code: 'RATE_LIMITED', message: `was refused: too many requests ${detail}` };
	if (status >= 500) return { code: 'UNAVAILABLE', message: `failed on the server's side ${detail}`, uncertain: true };
	if (status >= 400) return { code: 'REJECTED', message: `was rejected ${detail}` };
	return { code: 'UNEXPECTED_ANSWER', message: `got an unexpected answer ${detail}`, uncertain: true };
}

/** A call without an answer: the code of Node's or OpenSSL's error and what it means for a write. */
export function connectionFailure(errorCode: string, timedOut: boolean, timeoutMs: number): Failure {
	if (timedOut) return { code: 'TIMEOUT', message: `got no answer within ${timeoutMs} ms`, uncertain: true };
	if (errorCode === 'ERR_BAD_RESPONSE_SIZE') {
		return { code: 'UNEXPECTED_ANSWER', message: 'got an answer that is too large to be read', uncertain: true };
	}
	const reason = BEFORE_SENDING.get(errorCode);
	if (reason !== undefined) return { code: 'UNREACHABLE', message: `could not be sent: ${reason} (${errorCode})` };
	if (/CERT|SIGNATURE|SELF_SIGNED|^ERR_TLS|^ERR_SSL|^EPROTO$/.test(errorCode)) {
		return {
			code: 'UNREACHABLE',
			message: `could not be sent: ${CERTIFICATES.get(errorCode) ?? 'no trusted TLS connection; check the address and its certificate'} (${errorCode})`,
		};
	}
	return {
		code: 'UNREACHABLE',
		message: `lost the connection before the answer was complete (${errorCode})`,
		uncertain: true,
	};
}

/** Failures in which the request cannot have reached the server. */
const BEFORE_SENDING: ReadonlyMap<string, string> = new Map([
	['ENOTFOUND', 'the host name is unknown; check the address'],
	['EAI_AGAIN', 'the host name could not be looked up'],
	['ECONNREFUSED', 'the host refuses connections; check the address and port'],
	['EHOSTUNREACH', 'the host cannot be reached'],
	['ENETUNREACH', 'the network cannot be reached'],
	['ERR_INVALID_URL', 'the address is not valid'],
]);

/** What is wrong with a server's certificate, and who can do what about it. OpenSSL's names. */
const CERTIFICATES: ReadonlyMap<string, string> = new Map([
	['CERT_HAS_EXPIRED', "the server's certificate has expired; have it renewed on the server"],
	['CERT_NOT_YET_VALID', "the server's certificate is not valid yet; check the clock of this n8n and of the server"],
	['ERR_TLS_CERT_ALTNAME_INVALID', "the server's certificate is for another host; check the address"],
	...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'].map(
		(code): [string, string] => [
			code,
			"the server's certificate comes from an authority that this n8n does not know; start n8n with NODE_EXTRA_CA_CERTS naming the authority's certificate, or have the server send its whole chain",
		],
	),
	['EPROTO', 'the server does not speak TLS there; check the port, and whether the address begins with https://'],
]);

/** Builds the error that callers see; secrets are struck out wherever they might have been echoed. */
export function toSyncError(
	system: System,
	call: { readonly method: string; readonly path: string; readonly write: boolean },
	failure: Failure,
	subject: ErrorSubject,
	secrets: readonly string[],
): SyncError {
	const which =
		subject.entity === undefined ? '' : ` (${subject.entity}${subject.id === undefined ? '' : ` ${subject.id}`})`;
	const message = `${SYSTEM_NAMES[system]} ${call.method} ${call.path}${which} ${failure.message}`;
	return new SyncError(failure.code, redact(message, secrets), {
		...subject,
		system,
		...(failure.field === undefined ? {} : { field: failure.field }),
		uncertain: call.write && failure.uncertain === true,
	});
}

function redact(text: string, secrets: readonly string[]): string {
	return secrets.reduce((result, secret) => (secret.length < 4 ? result : result.replaceAll(secret, '***')), text);
}
