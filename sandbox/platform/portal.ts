import { z } from 'zod';
import type { ServerClock } from '../http';
import type { Commit, PlatformStore } from './store';
import { isTombstone, type PlatformRecord } from './table';

/** What a client would have found in the mailbox. */
export interface ClientMail {
	readonly id: string;
	readonly ticketId: string;
	/** The address of the ticket's contact. */
	readonly to: string;
	readonly cause: 'ticketCreated' | 'publicNote' | 'ticketResolved' | 'ticketClosed';
	/** ISO 8601 UTC. */
	readonly at: string;
}

/** Everybody's clients, or the ids of companies. */
export const portalCompanies = z.union([z.literal('all'), z.array(z.string())]);
export type PortalCompanies = Readonly<z.infer<typeof portalCompanies>>;

/**
 * The portal of the platform, as far as it mails clients. The contract leaves it to a platform when it mails; this one
 * mails the contact of a ticket, where the company uses the portal and the contact has an address,
 *
 * - when the ticket was created, unless it came closed,
 * - when a note on it becomes readable for clients, written or made so, unless the contact wrote it,
 * - when it was resolved, and when it was closed without having been resolved before,
 *
 * and never about a write that carried `X-Notify: none`.
 */
export class ClientPortal {
	companies: PortalCompanies = 'all';
	/** No mails about records of the past that are only brought in. */
	silent = false;
	#mails: ClientMail[] = [];

	constructor(
		private readonly store: PlatformStore,
		private readonly clock: ServerClock,
	) {}

	get mails(): readonly ClientMail[] {
		return this.#mails;
	}

	/** Looks at a commit and mails about it, where it is one to mail about. */
	notice({ entity, state, before, quiet }: Commit): void {
		if (quiet || this.silent || isTombstone(state)) return;
		if (entity === 'ticket') this.#ticket(state, before);
		if (entity === 'note') this.#note(state, before);
	}

	/** Forgets the mails; everybody uses the portal again. */
	clear(): void {
		this.#mails = [];
		this.companies = 'all';
	}

	#ticket(ticket: PlatformRecord, before: PlatformRecord | undefined): void {
		const { status } = ticket;
		const was = before?.status;
		if (!before && !isDone(status)) this.#mail(ticket, 'ticketCreated');
		if (!before || isDone(was) || was === status) return;
		if (status === 'resolved') this.#mail(ticket, 'ticketResolved');
		if (status === 'closed') this.#mail(ticket, 'ticketClosed');
	}

	#note(note: PlatformRecord, before: PlatformRecord | undefined): void {
		if (note.visibility !== 'public' || before?.visibility === 'public') return;
		this.#mail(this.store.get('ticket', String(note.ticketId)), 'publicNote', note.author);
	}

	#mail(ticket: PlatformRecord, cause: ClientMail['cause'], writtenBy?: unknown): void {
		if (typeof ticket.contactId !== 'string') return;
		if (this.companies !== 'all' && !this.companies.includes(String(ticket.companyId))) return;
		const { email, name } = this.store.get('contact', ticket.contactId);
		if (typeof email !== 'string' || name === writtenBy) return;
		const at = new Date(this.clock.now()).toISOString();
		this.#mails.push({ id: `mail-${this.#mails.length + 1}`, ticketId: ticket.id, to: email, cause, at });
	}
}

function isDone(status: unknown): boolean {
	return status === 'resolved' || status === 'closed';
}
