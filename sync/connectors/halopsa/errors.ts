import type { ZodIssue } from 'zod';
import type { ErrorCode, ErrorSubject } from '../../model/errors';
import { SyncError } from '../../model/errors';
import type { FailedAnswer, Failure, HttpAnswer } from '../http';
import { excerpt, failureOf } from '../http';
import type { VendorErrorBody } from './schemas';
import { modelState, vendorError } from './schemas';

/**
 * Reads HaloPSA's failures. The specification declares none; these shapes of body are known from public clients: a result
 * code with a message, a .NET exception, a bare message, OAuth's error, plain text, and the places of a body that cannot
 * be read.
 */
export function classifyHaloPsa(answer: FailedAnswer): Failure | undefined {
	const { status, body, path } = answer;
	const parsed = body.kind === 'json' ? vendorError.safeParse(body.value) : undefined;
	const state = body.kind === 'json' ? modelState.safeParse(body.value) : undefined;
	const said = state?.success
		? stateSentence(state.data)
		: parsed?.success
			? sentence(parsed.data)
			: body.kind === 'html'
				? ''
				: excerpt(body);
	const detail = said === '' ? `(HTTP ${status})` : `(HTTP ${status}: ${said})`;
	const field = state?.success ? stateField(state.data) : parsed?.success ? fieldOf(parsed.data) : undefined;
	if (path.endsWith('/token') && (status === 400 || status === 401)) {
		return failure(
			'AUTHENTICATION',
			`was refused: check client ID, client secret and tenant of the credentials ${detail}`,
		);
	}
	if (status === 401) {
		const remedy = 'check in HaloPSA that the application and the agent that it acts as are active';
		return failure('AUTHENTICATION', `was refused: the token is not accepted; ${remedy} ${detail}`);
	}
	if (status === 403) {
		return failure('PERMISSION', `was refused: give the application's agent the right to it in HaloPSA ${detail}`);
	}
	// A record that is not there is named, or answered with nothing; an address that leads nowhere names itself, or is
	// answered by something else than the API. Taking one for the other would make every record look deleted.
	const isOfRecord = /\/\d+$/.test(path);
	if (status === 404 && (body.kind === 'html' || UNROUTABLE.test(said) || (said === '' && !isOfRecord))) {
		return failure('UNEXPECTED_ANSWER', `does not exist at this address; check the URL in the credentials ${detail}`);
	}
	if (status === 400 || status === 422)
		return { ...failure('REJECTED', `was rejected: ${said || 'no reason given'} (HTTP ${status})`), field };
	// A server that stumbles over a value throws the same way as one in trouble: only the exception's name tells.
	if (status === 500 && parsed?.success && BAD_VALUE.test(parsed.data.ClassName ?? '')) {
		return { ...failure('REJECTED', `was rejected: ${said}`), field };
	}
	return said === '' ? undefined : { ...failureOf({ ...answer, body: { kind: 'text', text: said } }), field };
}

const UNROUTABLE = /no http resource|no action was found|request uri/i;
const BAD_VALUE = /(?:Argument|Format|InvalidCast|Overflow|Json\w*|Validation)Exception$/;

/** The error of an answer that says success and is something else: another thing, or an error all the same. */
export function notUnderstood(
	{ status, data }: HttpAnswer,
	issue: ZodIssue | undefined,
	subject: ErrorSubject,
): SyncError {
	const about = [subject.entity, subject.id].filter((part) => part !== undefined).join(' ');
	const opening = `HaloPSA${about && ` (${about})`} answered HTTP ${status}`;
	const parsed = vendorError.safeParse(data);
	const said = parsed.success && !Array.isArray(data) ? sentence(parsed.data) : '';
	const message =
		said !== ''
			? `${opening} with an error inside: ${excerpt({ kind: 'text', text: said })}. Nothing was taken from it; look the message up in HaloPSA, or ask its support if it stays`
			: `${opening} with something that is not understood (${issue?.path.join('/') || 'body'}: ${issue?.message ?? 'missing'}). Nothing was taken from it; check the URL in the credentials`;
	return new SyncError('UNEXPECTED_ANSWER', message, { system: 'halopsa', status, ...subject });
}

function failure(code: ErrorCode, message: string): Failure {
	return { code, message };
}

/** What an error body says, in one line; '' where it is none. */
function sentence(body: VendorErrorBody): string {
	const { errorMessage, Message, message, error, error_description: description, details } = body;
	const nested = typeof error === 'string' ? error : error?.message;
	const told = [errorMessage, Message, message, description, nested].find(
		(text) => text !== undefined && text !== null && text !== '',
	);
	const more = (details ?? []).flatMap(({ field, message: text }) =>
		text ? [field ? `${field}: ${text}` : text] : [],
	);
	const line = [told ?? '', more.length > 0 ? `(${more.join('; ')})` : ''].filter((part) => part !== '').join(' ');
	return excerpt({ kind: 'text', text: line });
}

function fieldOf({ details }: VendorErrorBody): string | undefined {
	return details?.find(({ field }) => field !== undefined && field !== null && field !== '')?.field ?? undefined;
}

function stateSentence(state: Readonly<Record<string, readonly string[]>>): string {
	const lines = Object.entries(state).flatMap(([place, texts]) =>
		texts.map((text) => (place ? `${place}: ${text}` : text)),
	);
	return excerpt({ kind: 'text', text: lines.join('; ') });
}

/** The member that could not be read: `[0].client_id` is `client_id`. */
function stateField(state: Readonly<Record<string, readonly string[]>>): string | undefined {
	return Object.keys(state)[0]?.split('.').slice(1).join('.') || undefined;
}
