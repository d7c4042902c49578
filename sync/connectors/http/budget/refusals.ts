import { Duration } from 'luxon';
import type { Refusal } from './budget';
import type { Grant } from './reserve';
import type { BudgetState } from './state';

/** `clock`: the first call of this worker is still under way. */
export type Why = Extract<Grant, { kind: 'wait' }>['why'] | 'clock';

/** What a call is told that is not sent, as the end of a sentence. */
export function refusal(why: Why, ms: number, state: BudgetState): Refusal {
	const { terms, breaker } = state;
	const next = `it goes on by itself in ${span(ms)}`;
	switch (why) {
		case 'spent': {
			const of = terms?.limit ? ` (${terms.limit} calls in any ${span(terms.windowMs)}, shared with others)` : '';
			return held(`was not sent: the part of the API calls that it may use is spent${of}; ${next}`, ms);
		}
		case 'pause':
			return held(`was not sent: the server asked for a pause; ${next}`, ms);
		case 'lanes':
			return held('was not sent: as many calls are under way on this endpoint as are allowed at a time', ms);
		case 'clock':
			return held('was not sent: the first call to this system has got no answer yet', ms);
		case 'outage':
			return held(
				`was not sent: the last ${breaker?.failures ?? 0} calls failed; the next one is tried in ${span(ms)}`,
				ms,
			);
		case 'credentials':
			return {
				refused: {
					code: 'AUTHENTICATION',
					message: `was not sent: the credentials were refused ${breaker?.failures ?? 0} times; the "Test" button of the credential tries at once, a run in ${span(ms)}`,
					retryAfterMs: ms,
				},
			};
	}
}

function held(message: string, retryAfterMs: number): Refusal {
	return { refused: { code: 'PAUSED', message, retryAfterMs } };
}

/** A length of time for people, e.g. "40 seconds" or "5 minutes". */
export function span(ms: number): string {
	const seconds = Math.max(1, Math.ceil(ms / 1000));
	const unit = seconds < 120 ? { seconds } : { minutes: Math.ceil(seconds / 60) };
	return Duration.fromObject(unit, { locale: 'en' }).toHuman();
}
