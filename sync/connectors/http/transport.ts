import axios from 'axios';
import type { AxiosResponse } from 'axios';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../model/clock';
import { systemClock } from '../../model/clock';
import type { Content } from '../../model/content';
import type { System } from '../../model/entity';
import type { ErrorSubject, SyncError } from '../../model/errors';
import { agentFor } from './agents';
import type { Body } from './body';
import { excerpt, parseBody } from './body';
import type { ApiBudget, CallReport, Permit } from './budget';
import type { Classify, Failure } from './failure';
import { connectionFailure, failureOf, toSyncError } from './failure';
import type { RetryPolicy } from './retry';
import { backoffMs, defaultRetry, retryAfterMs } from './retry';
import { ClockSkew } from './skew';
import { contentOf, opened } from './streams';
import { errorCode, flatHeaders, redirectTarget, withQuery } from './wire';

export type Query = { readonly [name: string]: string | number | boolean | readonly string[] | undefined };

export interface HttpCall {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Absolute. Query parameters go into `query`. */
	readonly url: string;
	readonly query?: Query;
	readonly headers?: Readonly<Record<string, string>>;
	/** Sent as JSON. */
	readonly body?: unknown;
	/** Sent as a form, in place of a body. */
	readonly form?: Readonly<Record<string, string>>;
	/** Sent byte for byte as it is read, in place of a body. Opened anew for each try. */
	readonly content?: OutgoingContent;
	/** May be repeated without doing anything twice. Default: GET only. Set it for a search by POST, or where an idempotency key protects the call. */
	readonly safe?: boolean;
	/** For the whole call, body included. */
	readonly timeoutMs?: number;
	/** Statuses other than 2xx that are returned rather than thrown, e.g. 404 for "look whether it is there". */
	readonly accept?: readonly number[];
	/** What the call is about, for error messages. */
	readonly subject?: ErrorSubject;
	/** The vendor's object endpoint, where the vendor limits calls at a time: see `ApiBudget`. */
	readonly endpoint?: string;
	/** The call asks how much of the budget is spent: see `ApiBudget.measuredBy`. */
	readonly metering?: boolean;
	/** The call only paves the way for others, as one for a token does: see `BudgetCall`. */
	readonly preliminary?: boolean;
}

/** Bytes to be sent, without ever being held whole in memory. */
export interface OutgoingContent {
	open(): Readable | Promise<Readable>;
	readonly contentType: string;
	/** In bytes; without it the body is sent in chunks, which some servers refuse. */
	readonly size?: number;
}

export interface HttpAnswer {
	readonly status: number;
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed JSON; undefined for an empty body, and for a body that is no JSON where the status was in `accept`. */
	readonly data: unknown;
	/** The `Date` header in epoch milliseconds (whole seconds, cut), null where there was none. */
	readonly dateMs: number | null;
}

export interface TransportOptions {
	readonly system: System;
	/** Sent with every call; asked anew for each, so that a token can be renewed. */
	readonly headers?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
	readonly classify?: Classify;
	/** Struck out of every message. */
	readonly secrets?: readonly string[];
	readonly timeoutMs?: number;
	/** Largest answer in bytes. */
	readonly maxBytes?: number;
	readonly retry?: Partial<RetryPolicy>;
	/** Asked before each request; absent: everything may be sent. */
	readonly budget?: ApiBudget;
	readonly clock?: Clock;
	readonly sleep?: (ms: number) => Promise<unknown>;
	readonly random?: () => number;
}

/** `final`: trying again is of no use. */
type Outcome =
	| { readonly answer: HttpAnswer; readonly content?: Content }
	| { readonly error: SyncError; readonly waitMs?: number; readonly said?: string; readonly final?: boolean };

const UNLIMITED: Permit = { done: async () => undefined };

const MAX_REDIRECTS = 3;

/**
 * JSON over HTTP for connectors: keep-alive, time-outs, size limit, errors as `SyncError`, and retries of safe calls
 * only. A write is sent exactly once; where its outcome is unknown the error says `uncertain`.
 */
export class HttpTransport {
	readonly #options: TransportOptions;
	readonly #retry: RetryPolicy;
	readonly #clock: Clock;
	readonly #skew = new ClockSkew();
	#calls = 0;
	/** Local time before which the server does not want to hear from us (429). */
	#quietUntil = 0;

	constructor(options: TransportOptions) {
		this.#options = options;
		this.#retry = { ...defaultRetry, ...options.retry };
		this.#clock = options.clock ?? systemClock;
	}

	/** Requests sent so far, retries and redirects included. */
	calls(): number {
		return this.#calls;
	}

	/** Server clock minus local clock in milliseconds; 0 until the first answer. */
	skewMs(): number {
		return this.#skew.ms;
	}

	/**
	 * Sends a call and returns its answer.
	 * @throws SyncError for anything but a 2xx with JSON or an empty body (or an accepted status).
	 */
	async request(call: HttpCall): Promise<HttpAnswer> {
		return (await this.#succeed(call, false)).answer;
	}

	/**
	 * Sends a call whose answer is a file, and returns as soon as its head is there. Retries end there, too: what breaks
	 * off later comes as an error of the stream, a `SyncError`. `timeoutMs` is for the whole of it.
	 */
	async download(call: HttpCall): Promise<Content & { readonly headers: HttpAnswer['headers'] }> {
		const { answer, content } = await this.#succeed(call, true);
		if (content) return { ...content, headers: answer.headers };
		throw this.#error(call, true, { code: 'UNEXPECTED_ANSWER', message: 'was answered without a file' }, {});
	}

	async #succeed(call: HttpCall, asFile: boolean): Promise<Extract<Outcome, { readonly answer: HttpAnswer }>> {
		const safe = call.safe ?? call.method === 'GET';
		for (let attempt = 1; ; attempt++) {
			await this.#respectQuiet(call, safe);
			const outcome = await this.#attempt(call, safe, asFile);
			if ('answer' in outcome) return outcome;
			const { error, waitMs = 0, final } = outcome;
			if (final || !safe || attempt >= this.#retry.attempts || !worthRetrying(error) || waitMs > this.#retry.maxWaitMs)
				throw error;
			await this.#sleep(waitMs + backoffMs(this.#retry, attempt, this.#options.random ?? Math.random));
		}
	}

	async #attempt(call: HttpCall, safe: boolean, asFile: boolean): Promise<Outcome> {
		let url = new URL(call.url);
		for (let hop = 0; ; hop++) {
			const timeoutMs = call.timeoutMs ?? this.#options.timeoutMs ?? 30_000;
			const own = (await this.#options.headers?.()) ?? {};
			const permit = (await this.#options.budget?.take(call)) ?? UNLIMITED;
			if ('refused' in permit) {
				const { code, message, retryAfterMs } = permit.refused;
				return { error: this.#error(call, safe, { code, message }, { retryAfterMs }), final: true };
			}
			// Not AbortSignal.timeout: its timer, and the signal's registration, outlive the answer.
			const deadline = new AbortController();
			const timer = setTimeout(() => deadline.abort(), timeoutMs);
			const sentAt = this.#clock.now();
			let response: AxiosResponse<Uint8Array>;
			let file: Readable | null = null;
			try {
				const sent = await this.#send(call, url, hop > 0, own, deadline.signal, asFile);
				({ response, file } = asFile ? await opened(sent) : { response: sent as AxiosResponse<Uint8Array>, file });
			} catch (error) {
				const timedOut = deadline.signal.aborted;
				const failure = connectionFailure(errorCode(error), timedOut, timeoutMs);
				await permit.done({ failure: failure.code, headers: {}, dateMs: null });
				return { error: this.#error(call, safe, failure, {}) };
			} finally {
				if (!file) clearTimeout(timer);
			}
			const headers = flatHeaders(response.headers);
			const dateMs = this.#observeDate(headers, sentAt);
			const next = redirectTarget(response.status, headers, url);
			if (file) {
				await permit.done(reportOf(headers, dateMs));
				const broken = (error: unknown): SyncError =>
					this.#error(call, safe, connectionFailure(errorCode(error), deadline.signal.aborted, timeoutMs), {});
				const content = contentOf(file, headers, { broken, closed: () => clearTimeout(timer) });
				return { answer: { status: response.status, headers, data: undefined, dateMs }, content };
			}
			if (next === undefined) {
				const outcome = this.#judge(call, safe, response, headers, dateMs);
				await permit.done(reportOf(headers, dateMs, outcome));
				return outcome;
			}
			await permit.done(reportOf(headers, dateMs));
			if (next.origin !== url.origin || call.method !== 'GET' || hop >= MAX_REDIRECTS) {
				const where = next.origin !== url.origin ? `another host (${next.host})` : next.pathname;
				const message = `was redirected to ${where}, which is not followed; enter the right address in the credentials`;
				return { error: this.#error(call, safe, { code: 'UNEXPECTED_ANSWER', message }, { status: response.status }) };
			}
			url = next;
		}
	}

	async #send(
		call: HttpCall,
		url: URL,
		redirected: boolean,
		own: Readonly<Record<string, string>>,
		signal: AbortSignal,
		asFile: boolean,
	): Promise<AxiosResponse<Uint8Array | Readable>> {
		this.#calls++;
		const agent = agentFor(url);
		const { content } = call;
		return await axios.request<Uint8Array | Readable>({
			method: call.method,
			url: redirected ? url.href : withQuery(url, call.query),
			headers: {
				Accept: asFile ? '*/*' : 'application/json',
				'User-Agent': 'n8n-nodes-psa-sync',
				'Content-Type': contentType(call) ?? false,
				...(content?.size === undefined ? {} : { 'Content-Length': String(content.size) }),
				// What is counted and hashed on its way must come as it is.
				...(asFile ? { 'Accept-Encoding': 'identity' } : {}),
				...own,
				...call.headers,
			},
			data: content ? await content.open() : payloadOf(call),
			responseType: asFile ? 'stream' : 'arraybuffer',
			decompress: !asFile,
			transformResponse: (data: unknown) => data,
			transformRequest: (data: unknown) => data,
			validateStatus: () => true,
			maxRedirects: 0,
			maxContentLength: asFile ? Number.POSITIVE_INFINITY : (this.#options.maxBytes ?? 64 * 1024 * 1024),
			maxBodyLength: content ? Number.POSITIVE_INFINITY : 64 * 1024 * 1024,
			httpAgent: agent,
			httpsAgent: agent,
			signal,
		});
	}

	#judge(
		call: HttpCall,
		safe: boolean,
		response: AxiosResponse<Uint8Array>,
		headers: Readonly<Record<string, string>>,
		dateMs: number | null,
	): Outcome {
		const { status } = response;
		const body = parseBody(response.data ?? new Uint8Array());
		const good = status >= 200 && status < 300;
		if (good || call.accept?.includes(status)) {
			const failure = good ? unreadable(body) : undefined;
			if (failure) return { error: this.#error(call, safe, failure, { status }) };
			return { answer: { status, headers, data: body.kind === 'json' ? body.value : undefined, dateMs } };
		}
		const failed = { status, body, method: call.method, path: new URL(call.url).pathname };
		const failure = this.#options.classify?.(failed) ?? failureOf(failed);
		const waitMs = retryAfterMs(headers['retry-after'], headers['date'], this.#clock.now());
		if (failure.code === 'RATE_LIMITED') {
			this.#quietUntil = Math.max(this.#quietUntil, this.#clock.now() + (waitMs ?? this.#retry.baseMs));
		}
		const error = this.#error(call, safe, failure, {
			status,
			...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
		});
		return { error, waitMs, said: excerpt(body, 1000) };
	}

	/** After a 429 every call of this transport waits, writes too; one that would wait too long is not sent at all. */
	async #respectQuiet(call: HttpCall, safe: boolean): Promise<void> {
		const waitMs = this.#quietUntil - this.#clock.now();
		if (waitMs <= 0) return;
		if (waitMs > this.#retry.maxWaitMs) {
			const message = `was not sent: the server asked for a pause of ${Math.ceil(waitMs / 1000)} s`;
			throw this.#error(call, safe, { code: 'RATE_LIMITED', message }, { retryAfterMs: waitMs });
		}
		await this.#sleep(waitMs);
	}

	#observeDate(headers: Readonly<Record<string, string>>, sentAt: number): number | null {
		const dateMs = Date.parse(headers['date'] ?? '');
		if (Number.isNaN(dateMs)) return null;
		// A cache on the way answers with the date at which it stored the answer.
		if (headers['age'] === undefined) this.#skew.observe(dateMs, sentAt, this.#clock.now());
		return dateMs;
	}

	#error(call: HttpCall, safe: boolean, failure: Failure, more: ErrorSubject): SyncError {
		const about = { method: call.method, path: new URL(call.url).pathname, write: !safe };
		return toSyncError(this.#options.system, about, failure, { ...call.subject, ...more }, this.#options.secrets ?? []);
	}

	async #sleep(ms: number): Promise<void> {
		if (ms > 0) await (this.#options.sleep ?? delay)(ms);
	}
}

function reportOf(headers: Readonly<Record<string, string>>, dateMs: number | null, outcome?: Outcome): CallReport {
	// A cache on the way answers with the date at which it stored the answer.
	const answer = { headers, dateMs: headers['age'] === undefined ? dateMs : null };
	if (!outcome || 'answer' in outcome) return answer;
	const { error, waitMs, said } = outcome;
	return { ...answer, failure: error.code, retryAfterMs: waitMs, said };
}

function contentType({ body, form, content }: HttpCall): string | undefined {
	if (content !== undefined) return content.contentType;
	if (form !== undefined) return 'application/x-www-form-urlencoded';
	return body === undefined ? undefined : 'application/json';
}

function payloadOf({ body, form }: HttpCall): string | undefined {
	if (form !== undefined) return new URLSearchParams(form).toString();
	return body === undefined ? undefined : JSON.stringify(body);
}

/** A good status with something other than JSON. */
function unreadable(body: Body): Failure | undefined {
	switch (body.kind) {
		case 'html':
			return {
				code: 'UNEXPECTED_ANSWER',
				message: `was answered with a web page instead of data ("${excerpt(body, 80)}"); check the address, or a proxy stands in between`,
				uncertain: true,
			};
		case 'truncated':
			return { code: 'UNREACHABLE', message: 'got an answer that breaks off in the middle', uncertain: true };
		case 'text':
			return { code: 'UNEXPECTED_ANSWER', message: 'was answered with something that is not JSON', uncertain: true };
		default:
			return undefined;
	}
}

function worthRetrying(error: SyncError): boolean {
	return error.retryable || (error.code === 'UNEXPECTED_ANSWER' && (error.subject.status ?? 0) === 200);
}
