import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerClock } from '../http';
import type { FieldNames } from './fieldNames';
import type { PlatformEntity } from './fields';
import type { CreatedAnswer, IdempotencyKeys } from './idempotency';
import { PlatformProblem, PROBLEM_MEDIA_TYPE } from './problem';
import type { Page } from './reading';
import type { PlatformStore } from './store';
import { isTombstone, type PlatformRecord, type State } from './table';
import type { WebhookSender } from './webhooks';

/** What the routes work with. */
export interface PlatformApi {
	readonly basePath: string;
	/** The name of the API key: stands in `updatedBy`. */
	readonly author: string;
	readonly clock: ServerClock;
	readonly store: PlatformStore;
	readonly idempotency: IdempotencyKeys;
	readonly names: FieldNames;
	readonly webhooks: WebhookSender;
}

/** The `If-Match` header. @throws PlatformProblem where it is no list of strong entity tags */
export function ifMatch(request: FastifyRequest): string | undefined {
	const header = request.headers['if-match'];
	if (header === undefined || /^(\*|"[^"]*"(\s*,\s*"[^"]*")*)$/.test(header)) return header;
	throw new PlatformProblem(
		'invalid_parameter',
		'If-Match must be an etag exactly as it was answered, quotes included.',
	);
}

/** Whether `X-Notify` asks for a write that no client is mailed about. @throws PlatformProblem for another value */
export function isQuiet(request: FastifyRequest): boolean {
	const header = request.headers['x-notify'];
	if (header === undefined || header === 'none') return header === 'none';
	throw new PlatformProblem('invalid_parameter', 'X-Notify can only be "none".');
}

/** The `Idempotency-Key` header. */
export function idempotencyKey(request: FastifyRequest): string | undefined {
	return [request.headers['idempotency-key']].flat()[0];
}

/** Answers with one record and its entity tag. */
export function sendRecord(
	api: PlatformApi,
	reply: FastifyReply,
	entity: PlatformEntity,
	record: PlatformRecord,
): FastifyReply {
	return reply.header('etag', record.etag).send(api.names.show(entity, record));
}

/** A page as clients see it. */
export function showPage(api: PlatformApi, entity: PlatformEntity, page: Page<State>): Page<object> {
	const show = (state: State): object => (isTombstone(state) ? state : api.names.show(entity, state));
	return { ...page, items: page.items.map(show) };
}

/** Creates a record, once for each idempotency key, and answers 201. */
export function createRecord(
	api: PlatformApi,
	request: FastifyRequest,
	reply: FastifyReply,
	entity: PlatformEntity,
	path: string,
	body: unknown,
): FastifyReply {
	const answer = api.idempotency.once(`${request.method} ${request.url}`, idempotencyKey(request), body, () => {
		const record = api.store.create(entity, api.names.understand(entity, body), api.author, isQuiet(request));
		const location = `${api.basePath}/${path}/${record.id}`;
		return { body: api.names.show(entity, record), headers: { etag: record.etag, location } };
	});
	return sendCreated(reply, answer);
}

/** Answers 201, with the first answer's words where the request was a repetition. */
export function sendCreated(reply: FastifyReply, answer: CreatedAnswer): FastifyReply {
	return reply.status(201).headers(answer.headers).send(answer.body);
}

/** Runs a handler; its refusals name fields as clients know them. */
export function inNamesOf<T>(api: PlatformApi, entity: PlatformEntity, handle: () => T): T {
	try {
		return handle();
	} catch (error) {
		throw error instanceof PlatformProblem ? api.names.problem(entity, error) : error;
	}
}

/** Answers with a problem; what is none of ours is translated by its HTTP status. */
export function sendProblem(error: unknown, reply: FastifyReply): FastifyReply {
	const problem = error instanceof PlatformProblem ? error : translate(error);
	return reply.status(problem.status).header('content-type', PROBLEM_MEDIA_TYPE).send(JSON.stringify(problem.body));
}

function translate(error: unknown): PlatformProblem {
	const { statusCode, message } = error as { statusCode?: number; message?: string };
	if (statusCode === 413) return new PlatformProblem('too_large', 'The body is larger than this endpoint takes.');
	if (statusCode === 415) return new PlatformProblem('unsupported_media_type', String(message));
	if (statusCode === 400) return new PlatformProblem('invalid_json', String(message));
	return new PlatformProblem('internal_error', 'The server failed. The request may or may not have been carried out.');
}
