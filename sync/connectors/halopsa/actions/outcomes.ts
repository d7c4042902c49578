import { SyncError } from '../../../model/errors';
import type { Lookups } from '../lookups';
import { TIME_OUTCOME } from './action';
import type { Action, INTERNAL, PUBLIC } from './action';
import type { TicketActions } from './ticket-actions';

/** What an action is for. */
export type Purpose = typeof PUBLIC | typeof INTERNAL | 'time';

/**
 * The outcomes that suit, the best first: what HaloPSA comes with, and what tenants call them (public clients). The first
 * is also the name that is given where none of them is set up.
 */
const NAMES: Readonly<Record<Purpose, readonly [string, ...string[]]>> = {
	internal: ['Private Note', 'Internal Note', 'Note', 'Add Note'],
	public: ['Public Note', 'Note', 'Add Note', 'Update'],
	// No other name will do: by it the entry is told from a note when it comes back.
	time: [TIME_OUTCOME],
};

/** How an action says what it is. */
export interface OutcomeFields {
	readonly outcome_id?: number;
	readonly outcome?: string;
}

/**
 * Creates an action with an outcome that the ticket offers. Which ones a ticket type or its workflow offers is not to be
 * asked; one that it does not is refused with HTTP 400 and not a word (seen live), and nothing has happened then: the
 * name alone is tried next.
 * @param fixed the id that the field map gives; no other one is tried
 * @throws SyncError REJECTED that says what to set up
 */
export async function createWithOutcome(
	actions: TicketActions,
	lookups: Lookups,
	body: Readonly<Record<string, unknown>>,
	purpose: Purpose,
	fixed: number | null,
): Promise<Action> {
	const entity = purpose === 'time' ? 'timeEntry' : 'note';
	const ways = fixed === null ? await waysFor(lookups, purpose) : [{ outcome_id: fixed }];
	for (const [index, way] of ways.entries()) {
		try {
			return await actions.post({ ...body, ...way }, entity);
		} catch (error) {
			if (!isRefusal(error)) throw error;
			if (index === ways.length - 1) throw refused(error, purpose, fixed);
		}
	}
	throw new RangeError('An action needs an outcome');
}

async function waysFor(lookups: Lookups, purpose: Purpose): Promise<OutcomeFields[]> {
	const names = NAMES[purpose];
	// One that brings a status would change the ticket.
	const known = (await lookups.outcomes()).filter(({ hidden, newstatus }) => hidden !== true && (newstatus ?? -1) < 1);
	const found = names
		.map((name) => known.find(({ outcome }) => (outcome ?? '').trim().toLowerCase() === name.toLowerCase()))
		.find((one) => one !== undefined);
	const byName = { outcome: names[0] };
	return found ? [{ outcome_id: found.id, outcome: found.outcome ?? names[0] }, byName] : [byName];
}

function isRefusal(error: unknown): error is SyncError {
	return error instanceof SyncError && error.code === 'REJECTED' && error.subject.status === 400;
}

function refused(cause: SyncError, purpose: Purpose, fixed: number | null): SyncError {
	const what =
		fixed === null
			? `an action called "${NAMES[purpose][0]}" (Configuration > Tickets > Actions)`
			: `the action with the id ${fixed}, which the field map gives as "Outcome (ID)",`;
	const message = `${cause.message} It may be that tickets of this type do not offer ${what}: set it up in HaloPSA for this ticket type and its workflow${purpose === 'time' ? '' : ', or give another one as a fixed value of "Outcome (ID)" in the field map'}`;
	return new SyncError('REJECTED', message, { ...cause.subject, field: 'outcome_id' }, { cause });
}
