import type { RequestLog, FaultSwitches } from '../../../sandbox/http';
import type { Given } from '../../workflows/run-template';

/** Who may read a text: clients, or the staff alone. */
export type Readers = 'public' | 'internal';

/** Statuses and priorities in the platform's words: a workplace takes and shows them translated. */
export const STATUSES = ['new', 'in_progress', 'waiting', 'resolved', 'closed'] as const;
export type Status = (typeof STATUSES)[number];
export const PRIORITIES = ['Low', 'Medium', 'High', 'Critical'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const isDone = (status: Status): boolean => status === 'resolved' || status === 'closed';

export interface Ticket {
	readonly company: string;
	readonly title: string;
	readonly status: Status;
	readonly priority: Priority;
}

export interface NewTicket extends Ticket {
	/** What the client wrote. */
	readonly description?: string;
	/** Under the company's agreement, where it has one; only the PSA knows of that. */
	readonly covered?: boolean;
}

export interface Note {
	readonly text: string;
	readonly readers: Readers;
}

export interface Time extends Note {
	readonly technician: string;
	readonly minutes: number;
	readonly billable: boolean;
	/** The kind of work, in the platform's words, where somebody has to say. */
	readonly workType?: string;
}

export type TimeChanges = Partial<Pick<Time, 'minutes' | 'technician' | 'billable' | 'workType'>>;

/** What a person sees of them afterwards. Ids are the system's own, in its own screens or as the sync writes them. */
export interface TicketSeen extends Ticket {
	readonly id: string;
	/** What the client wrote, where the ticket itself keeps it. */
	readonly description: string;
}
export type NoteSeen = Note & { readonly id: string; readonly ticketId: string };
export interface TimeSeen extends Time {
	readonly id: string;
	readonly ticketId: string;
	/** The name of the agreement that covers it. */
	readonly agreement: string | null;
	/** On an invoice, or covered by one: nobody changes it any more. */
	readonly billed: boolean;
	/** Minutes that its invoice says, where it says so of each entry. */
	readonly billedMinutes?: number;
}
export interface InvoiceSeen {
	readonly number: string;
	readonly company: string;
	readonly cents: number;
	readonly kind: 'invoice' | 'credit_note';
	readonly voided: boolean;
}

/** What a client was told, and about what: the first word of the text or title that it was about. */
export interface MailSeen {
	readonly event: 'created' | 'closed' | 'note' | 'time';
	readonly token: string;
	readonly to: string;
	readonly at: string;
}

/**
 * One of the two systems, as the people who work in it know it: what they can enter, and what they see. `mails` says
 * whether the system tells the client by itself, which an MSP switches off for the clients that have moved.
 */
export interface Workplace {
	readonly name: string;
	readonly credentials: Given;
	readonly faults: FaultSwitches;
	/** Statuses that people there can tell from each other. */
	readonly statuses: readonly Status[];
	/** A pattern of the paths below which records are changed, for an answer that gets lost. */
	readonly writes: string;
	/** Calls `listener` for every request that asks to change a record. */
	onWrite(listener: (request: string) => void): void;
	readonly requests: RequestLog;
	newCompany(name: string): void;
	newTicket(ticket: NewTicket, mails: boolean): string;
	editTicket(id: string, changes: Partial<Omit<Ticket, 'company'>>, mails: boolean): void;
	newNote(ticketId: string, note: Note, mails: boolean): string;
	editNote(id: string, note: Note): void;
	newTime(ticketId: string, time: Time & { readonly startedAt: string }): string;
	/** @returns false where the system refuses, as it does for time that it knows to be billed */
	editTime(id: string, changes: TimeChanges): boolean;
	companies(): string[];
	contacts(): string[];
	ticket(id: string): TicketSeen;
	tickets(): TicketSeen[];
	notes(): NoteSeen[];
	times(): TimeSeen[];
	invoices(): InvoiceSeen[];
	/** Every text that a client could read. */
	publicTexts(): string[];
	mails(): MailSeen[];
	close(): Promise<void>;
}

/** The PSA can bill, too. */
export interface Office extends Workplace {
	/** Where it keeps what a client wrote into a new ticket: as a note of its own, or in a field of the ticket. */
	readonly describesIn: 'note' | 'field';
	/** Kinds of work, in the platform's words, one of which people there must name for it to be billed; none: by itself. */
	readonly kindsOfWork: readonly string[];
	/** Whether a note that must mail nobody is kept from clients there, since nothing else keeps the PSA from mailing. */
	readonly hidesQuietNotes: boolean;
	/** The rules by which the PSA mails by itself leave out the clients of these companies from now on. */
	leaveOut(companies: readonly string[] | 'all'): void;
	/** Names of people who work there. */
	technicians(): string[];
	/** @returns the numbers of the new invoices */
	bill(until: string): string[];
	credit(invoiceNumber: string, amount: number): void;
	/** Time comes off an invoice again. */
	reopen(invoiceNumber: string): void;
	pay(invoiceNumber: string): void;
	/** Invoices that cover this time entry. */
	invoiceOf(timeId: string): string | undefined;
}

/** The word by which people, and the judges, know a record on either side: `T12`, `N7`, `E33`. */
export function tokenOf(text: unknown): string | undefined {
	return /\b[CTNE]\d+\b/.exec(String(text ?? ''))?.[0];
}

const HEAD = /^\[[^\]\n]+ UTC\]\n/;

/** The line that names who wrote a text, where the API wrote it for somebody who is nobody there. People leave it. */
export function headOf(text: unknown): string {
	return HEAD.exec(String(text ?? ''))?.[0] ?? '';
}

/** A text without the line that names who wrote it. */
export function withoutHead(text: unknown): string {
	return String(text ?? '')
		.replace(HEAD, '')
		.trim();
}

/** Words of both sides for one list, and back. The first of several is what people choose. */
export class Words<Shared extends string> {
	constructor(private readonly pairs: Readonly<Record<Shared, readonly string[]>>) {}

	say(shared: Shared): string {
		return this.pairs[shared][0];
	}

	hear(word: unknown): Shared {
		const found = (Object.keys(this.pairs) as Shared[]).find((shared) => this.pairs[shared].includes(String(word)));
		if (found === undefined) throw new Error(`Nobody knows the word "${String(word)}".`);
		return found;
	}
}
