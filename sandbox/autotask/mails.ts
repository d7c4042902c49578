import type { Row } from '../table';
import type { Change, Database } from './database';
import type { AllSettings } from './settings';

/** A mail that a workflow rule would have sent to a client. */
export interface Mail {
	readonly id: number;
	readonly ticketId: number;
	/** The note that it is about; null where it is about the ticket. */
	readonly noteId: number | null;
	/** The address of the ticket's contact. */
	readonly to: string;
	readonly cause: 'publicNote' | 'completed';
	/** The system's time. */
	readonly at: string;
}

const PUBLIC = 1;
const COMPLETE = 5;

/**
 * What the tenant's workflow rules would have mailed to clients. Autotask mails nothing about what the API writes by
 * itself, but its workflow rules do not tell who wrote: "Ticket Note Added" with a public note, and a ticket that becomes
 * complete. Conditions of the rules are settings: they may leave out what the API user does, and some companies.
 */
export class Mails {
	#sent: Mail[] = [];

	constructor(
		private readonly db: Database,
		private readonly settings: AllSettings,
		private readonly isApiUser: (resource: number) => boolean,
	) {
		db.onChange((change) => this.#look(change));
	}

	get sent(): readonly Mail[] {
		return this.#sent;
	}

	clear(): void {
		this.#sent = [];
	}

	#look({ table, action, row, before, by }: Change): void {
		if (this.settings.mailsExceptApiUser && this.isApiUser(by)) return;
		if (table === 'TicketNotes' && action === 'Create' && row.publish === PUBLIC) {
			this.#mail(this.db.table('Tickets').get(Number(row.ticketID)), 'publicNote', row.id);
		}
		const completed = row.status === COMPLETE && before?.status !== COMPLETE;
		if (table === 'Tickets' && action === 'Update' && completed) this.#mail(row, 'completed');
	}

	#mail(ticket: Row | undefined, cause: Mail['cause'], noteId: number | null = null): void {
		if (!ticket || this.settings.mailsExceptCompanies.includes(Number(ticket.companyID))) return;
		const to = this.db.table('Contacts').get(Number(ticket.contactID))?.emailAddress;
		if (typeof to !== 'string' || to === '') return;
		this.#sent.push({ id: this.#sent.length + 1, ticketId: ticket.id, noteId, to, cause, at: this.db.now() });
	}
}
