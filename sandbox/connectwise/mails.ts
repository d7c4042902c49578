import type { Database } from './database';
import type { Row } from '../table';

/** A mail that the system would have sent to a client. */
export interface Mail {
	readonly id: number;
	readonly ticketId: number;
	readonly to: string;
	/** `ticket created`, `ticket closed`, `note 12`, `time entry 7`. */
	readonly cause: string;
	/** Time of the server, ISO 8601. */
	readonly at: string;
}

/** The mails to clients. Which writes send one is said in the README, with sources. */
export class Mails {
	readonly #sent: Mail[] = [];

	constructor(private readonly db: Database) {}

	get sent(): readonly Mail[] {
		return this.#sent;
	}

	clear(): void {
		this.#sent.length = 0;
	}

	/** Mails a ticket's contact, where it has one with an address. */
	send(ticket: Row, cause: string): void {
		const to = ticket.contactEmailAddress;
		if (typeof to !== 'string' || to === '') return;
		const mail = { id: this.#sent.length + 1, ticketId: ticket.id, to, cause, at: this.db.clock.nowSeconds() };
		this.#sent.push(mail);
	}
}
