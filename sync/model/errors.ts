import type { Entity, System } from './entity';

export type ErrorCode =
	/** The system refused who we are. */
	| 'AUTHENTICATION'
	| 'PERMISSION'
	/** No answer: host unknown, connection refused or lost, certificate. */
	| 'UNREACHABLE'
	/** No answer in time: whether a write landed is unknown. */
	| 'TIMEOUT'
	| 'RATE_LIMITED'
	/** Not sent: our own part of the allowed calls is spent, or the system is left alone for a while. */
	| 'PAUSED'
	/** The system failed and may work again later. */
	| 'UNAVAILABLE'
	/** The system understood and refused the values. Not to be retried. */
	| 'REJECTED'
	| 'NOT_FOUND'
	/** The record moved since it was read (ETag, "record in use"). */
	| 'PRECONDITION'
	/** The answer is not what the specification says. */
	| 'UNEXPECTED_ANSWER'
	| 'BAD_INPUT'
	| 'BAD_MAPPING'
	| 'STORE'
	/** The credentials belong to another tenant than the one this sync began with. */
	| 'WRONG_TENANT'
	/** These two tenants are a sync already, under another key. */
	| 'SYNC_KEY_CHANGED'
	/** The sync is in another phase than the workflow that ran. */
	| 'WRONG_PHASE'
	/** Its PSA was given up: no call is made to it any more. */
	| 'RETIRED'
	/** Something stands in the way of another phase. */
	| 'NOT_READY';

export interface ErrorSubject {
	readonly system?: System;
	readonly entity?: Entity;
	readonly id?: string;
	readonly field?: string;
	/** HTTP status, where there was one. */
	readonly status?: number;
	/** Milliseconds after which the system is willing to hear from us again. */
	readonly retryAfterMs?: number;
	/** For writes: the request may have been carried out although no good answer came. */
	readonly uncertain?: boolean;
}

/** Base of all errors of the engine. `message` names the subject, what happened and what to do; never a secret. */
export class SyncError extends Error {
	override readonly name: string = 'SyncError';

	constructor(
		readonly code: ErrorCode,
		message: string,
		readonly subject: ErrorSubject = {},
		options?: { cause?: unknown },
	) {
		super(message, options);
	}

	/** True where the same call may succeed later without anybody changing anything. */
	get retryable(): boolean {
		return RETRYABLE.has(this.code);
	}
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['UNREACHABLE', 'TIMEOUT', 'RATE_LIMITED', 'PAUSED', 'UNAVAILABLE']);
