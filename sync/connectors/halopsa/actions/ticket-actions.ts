import { z } from 'zod';
import { SyncError } from '../../../model/errors';
import type { HttpAnswer } from '../../http';
import type { HaloPsaClient } from '../client';
import { notUnderstood } from '../errors';
import { unwrapList, unwrapRecord } from '../schemas';
import { action, type Action, type ActionAddress } from './action';

const PATH = '/Actions';
/** The list has no pages, only a number of rows that are wanted (specification): more than any ticket has. */
const ALL = 10_000;
/** No server's clock is coarser than this: what was read this soon after a change may have changed once more. */
const RESOLUTION_MS = 2_000;
/** Tickets whose actions are remembered. */
const MOST = 500;

interface Kept {
	readonly stamp: string;
	readonly actions: Action[];
}

/** The actions of tickets, read ticket by ticket and written one by one. */
export class TicketActions {
	/** By ticket: notes and time are two feeds over the same actions, and each would read them again. */
	readonly #kept = new Map<string, Kept>();

	constructor(private readonly client: HaloPsaClient) {}

	/**
	 * All actions of a ticket but the system's own, by their number; none where the ticket is gone.
	 * @param stamp when the ticket was last changed, by a list: what was read after that is not read again
	 */
	async of(ticket: string, stamp?: string | null): Promise<Action[]> {
		const kept = this.#kept.get(ticket);
		if (kept && typeof stamp === 'string' && kept.stamp === stamp) return kept.actions;
		const query = { ticket_id: Number(ticket), excludesys: true, includehtmlnote: true, count: ALL };
		const subject = { entity: 'ticket', id: ticket } as const;
		let answer: HttpAnswer;
		try {
			answer = await this.client.send({ method: 'GET', path: PATH, query, subject });
		} catch (error) {
			if (error instanceof SyncError && error.code === 'NOT_FOUND') return [];
			throw error;
		}
		const listed = unwrapList(answer.data, 'actions');
		const parsed = z.array(action).safeParse(listed?.rows);
		if (!parsed.success) throw notUnderstood(answer, parsed.error.issues[0], subject);
		const actions = parsed.data.sort((a, b) => a.id - b.id);
		const settled =
			typeof stamp === 'string' && answer.dateMs !== null && Date.parse(stamp) < answer.dateMs - RESOLUTION_MS;
		if (settled) this.#keep(ticket, { stamp, actions });
		return actions;
	}

	/** One action, as it is now; undefined where it is gone. */
	async get({ ticket, number }: ActionAddress, entity: 'note' | 'timeEntry'): Promise<Action | undefined> {
		const subject = { entity, id: `${ticket}/${number}` } as const;
		const query = { ticket_id: Number(ticket), includedetails: true };
		try {
			const answer = await this.client.send({ method: 'GET', path: `${PATH}/${number}`, query, subject });
			const raw = unwrapRecord(answer.data, 'actions');
			if (raw === undefined || raw === null) return undefined;
			if (typeof raw === 'object' && Object.keys(raw).length === 0) return undefined;
			const parsed = action.safeParse(raw);
			if (!parsed.success) throw notUnderstood(answer, parsed.error.issues[0], subject);
			// Another ticket's action of the same number is none of ours.
			if (String(parsed.data.ticket_id ?? ticket) !== ticket) return undefined;
			// The text must not look edited because one answer has it as HTML and another one as plain text.
			if (parsed.data.note_html !== undefined) return parsed.data;
			return (await this.of(ticket)).find(({ id }) => String(id) === number) ?? parsed.data;
		} catch (error) {
			if (error instanceof SyncError && error.code === 'NOT_FOUND') return undefined;
			throw error;
		}
	}

	/**
	 * Creates an action (without `id`) or changes what is given of one. One at a time: of several in one call HaloPSA
	 * answers the last one only (seen live).
	 */
	async post(body: Readonly<Record<string, unknown>>, entity: 'note' | 'timeEntry', id?: string): Promise<Action> {
		this.#kept.clear();
		const subject = { entity, ...(id === undefined ? {} : { id }) } as const;
		const answer = await this.client.send({ method: 'POST', path: PATH, body: [body], subject });
		const raw = unwrapList(answer.data, 'actions')?.rows.at(-1) ?? unwrapRecord(answer.data, 'actions');
		const parsed = action.safeParse(raw);
		if (parsed.success) return parsed.data;
		throw notUnderstood(answer, parsed.error.issues[0], { ...subject, uncertain: true });
	}

	#keep(ticket: string, kept: Kept): void {
		if (this.#kept.size >= MOST) this.#kept.clear();
		this.#kept.set(ticket, kept);
	}
}
