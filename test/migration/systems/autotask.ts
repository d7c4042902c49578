import { startAutotask, type AutotaskSimulator, type TableName } from '../../../sandbox/autotask';
import {
	headOf,
	tokenOf,
	withoutHead,
	Words,
	type InvoiceSeen,
	type MailSeen,
	type NewTicket,
	type Note,
	type NoteSeen,
	type Office,
	type Priority,
	type Readers,
	type Status,
	type Ticket,
	type TicketSeen,
	type Time,
	type TimeSeen,
} from './workplace';

type Raw = Readonly<Record<string, unknown>>;

/** Ids of a tenant's picklists, as the ready-made field map has them; the first is what people choose. */
const statuses = new Words<Exclude<Status, 'resolved'>>({
	new: ['1'],
	in_progress: ['8', '10'],
	waiting: ['7', '9', '12'],
	closed: ['5'],
});
const priorities = new Words<Priority>({ Critical: ['4'], High: ['1'], Medium: ['2'], Low: ['5'] });
const PUBLISH = { public: 1, internal: 2 } as const;
const TEXT_OF = { public: 'summaryNotes', internal: 'internalNotes' } as const;
const TICKET_NOTES = 3;
const SERVICE_DESK = 29_682_833;
const CUSTOMER = 1;
const MINUTE_MS = 60_000;

const wordOf = (status: Status): number => Number(statuses.say(status === 'resolved' ? 'closed' : status));

/** Autotask as people see it. It has one status for resolved and closed, and shows what a client wrote in the ticket. */
export class Autotask implements Office {
	readonly name = 'Autotask';
	readonly statuses: readonly Status[] = ['new', 'in_progress', 'waiting', 'closed'];
	/** Queries are POSTs, too. */
	readonly writes = '(?<!/query)(?<!/count)$';
	readonly describesIn = 'field';
	readonly kindsOfWork = [];
	readonly hidesQuietNotes = true;

	private constructor(private readonly system: AutotaskSimulator) {}

	static async start(record: string | undefined, seed: number): Promise<Autotask> {
		const size = { seed, companies: 5, contactsPerCompany: 2, tickets: 0 };
		return new Autotask(await startAutotask({ record, seed: size }));
	}

	get credentials() {
		return { psaSyncAutotaskApi: { ...this.system.credentials, zone: 'other', zoneUrl: this.system.url } };
	}

	get faults() {
		return this.system.control.faults;
	}

	get requests() {
		return this.system.control.requests;
	}

	onWrite(listener: (request: string) => void): void {
		const writes = new RegExp(this.writes);
		this.requests.subscribe(({ method, path }) => {
			if (method !== 'GET' && writes.test(path)) listener(`autotask ${method} ${path}`);
		});
	}

	/** In the conditions of the workflow rules that mail clients (the guide asks for it). */
	leaveOut(companies: readonly string[] | 'all'): void {
		const left = this.#rows('Companies').filter(
			({ companyName }) => companies === 'all' || companies.includes(String(companyName)),
		);
		this.system.control.set({ mailsExceptCompanies: left.map(({ id }) => Number(id)) });
	}

	technicians(): string[] {
		return this.#rows('Resources')
			.filter(({ id }) => id !== this.system.resource)
			.map(personOf);
	}

	newCompany(name: string): void {
		const [word] = name.split(' ');
		const { id } = this.system.control.create('Companies', {
			companyName: name,
			companyType: CUSTOMER,
			phone: '+1 555 010 0199',
			ownerResourceID: this.system.resource,
		});
		this.system.control.create('Contacts', {
			companyID: id,
			firstName: word,
			lastName: 'Boss',
			emailAddress: `${word.toLowerCase()}@new.example`,
			isActive: 1,
		});
	}

	newTicket({ company, title, status, priority, description, covered }: NewTicket): string {
		const { id } = this.#rows('Companies').find(({ companyName }) => companyName === company) ?? {};
		const contact = this.#rows('Contacts').find(({ companyID }) => companyID === id);
		const contract = this.#rows('Contracts').find(({ companyID }) => companyID === id);
		const ticket = this.system.control.create('Tickets', {
			title,
			companyID: id,
			contactID: contact?.id ?? null,
			contractID: covered ? (contract?.id ?? null) : null,
			status: wordOf(status),
			priority: Number(priorities.say(priority)),
			queueID: SERVICE_DESK,
			...(description !== undefined && { description }),
		});
		return String(ticket.id);
	}

	editTicket(id: string, { title, status, priority }: Partial<Omit<Ticket, 'company'>>): void {
		this.system.control.edit('Tickets', Number(id), {
			...(title !== undefined && { title }),
			...(status !== undefined && { status: wordOf(status) }),
			...(priority !== undefined && { priority: Number(priorities.say(priority)) }),
		});
	}

	newNote(ticketId: string, { text, readers }: Note): string {
		const fields = {
			ticketID: Number(ticketId),
			title: 'Note',
			description: text,
			noteType: TICKET_NOTES,
			publish: PUBLISH[readers],
		};
		return String(this.system.control.create('TicketNotes', fields).id);
	}

	editNote(id: string, { text, readers }: Note): void {
		const written = this.system.control.record('TicketNotes', Number(id))?.description;
		this.system.control.edit('TicketNotes', Number(id), {
			description: headOf(written) + text,
			noteType: TICKET_NOTES,
			publish: PUBLISH[readers],
		});
	}

	newTime(ticketId: string, time: Time & { readonly startedAt: string }): string {
		const { technician, minutes, billable, text, readers, startedAt } = time;
		const resource = this.#rows('Resources').find((one) => personOf(one) === technician);
		const [remote] = this.#rows('BillingCodes');
		const entry = this.system.control.create('TimeEntries', {
			ticketID: Number(ticketId),
			resourceID: resource?.id,
			roleID: resource?.defaultServiceDeskRoleID,
			billingCodeID: remote.id,
			contractID: this.system.control.record('Tickets', Number(ticketId))?.contractID ?? null,
			startDateTime: startedAt,
			endDateTime: later(startedAt, minutes),
			isNonBillable: !billable,
			[TEXT_OF[readers]]: text,
		});
		return String(entry.id);
	}

	editTime(id: string, { minutes, billable }: Partial<Pick<Time, 'minutes' | 'technician' | 'billable'>>): boolean {
		const row = this.system.control.record('TimeEntries', Number(id)) ?? {};
		if (isPosted(row)) return false;
		this.system.control.edit('TimeEntries', Number(id), {
			...(minutes !== undefined && { endDateTime: later(timeOf(row.startDateTime), minutes) }),
			...(billable !== undefined && { isNonBillable: !billable }),
		});
		return true;
	}

	bill(until: string): string[] {
		const ids = this.system.control.bill({ until: until.slice(0, 10) });
		return ids.map((id) => String(this.system.control.record('Invoices', id)?.invoiceNumber));
	}

	credit(invoiceNumber: string, amount: number): void {
		this.system.control.credit(this.#invoiceId(invoiceNumber), amount);
	}

	reopen(invoiceNumber: string): void {
		this.system.control.reopen(this.#invoiceId(invoiceNumber));
	}

	pay(invoiceNumber: string): void {
		const paidDate = new Date(Date.now()).toISOString().slice(0, 10);
		this.system.control.edit('Invoices', this.#invoiceId(invoiceNumber), { paidDate });
	}

	invoiceOf(timeId: string): string | undefined {
		const item = this.#rows('BillingItems').find(({ timeEntryID }) => timeEntryID === Number(timeId));
		const invoice = item && this.system.control.record('Invoices', Number(item.invoiceID));
		return invoice && String(invoice.invoiceNumber);
	}

	companies(): string[] {
		return this.#rows('Companies').map(({ companyName }) => String(companyName));
	}

	contacts(): string[] {
		return this.#rows('Contacts').map(personOf);
	}

	ticket(id: string): TicketSeen {
		return this.#ticket(this.system.control.record('Tickets', Number(id)) ?? {});
	}

	tickets(): TicketSeen[] {
		return this.#rows('Tickets').map((raw) => this.#ticket(raw));
	}

	notes(): NoteSeen[] {
		return this.#rows('TicketNotes').map((raw) => ({
			id: String(raw.id),
			ticketId: String(raw.ticketID),
			text: withoutHead(raw.description),
			readers: raw.publish === PUBLISH.public ? 'public' : 'internal',
		}));
	}

	times(): TimeSeen[] {
		return this.#rows('TimeEntries').map((raw) => {
			const readers: Readers = raw.summaryNotes ? 'public' : 'internal';
			return {
				id: String(raw.id),
				ticketId: String(raw.ticketID),
				technician: personOf(this.#row('Resources', raw.resourceID)),
				minutes: Math.round(Number(raw.hoursWorked) * 60),
				billable: raw.isNonBillable !== true,
				text: withoutHead(raw[TEXT_OF[readers]]),
				readers,
				agreement: raw.contractID ? String(this.#row('Contracts', raw.contractID).contractName) : null,
				billed: isPosted(raw),
			};
		});
	}

	/** Autotask has no credit notes: an invoice below nothing is one. */
	invoices(): InvoiceSeen[] {
		return this.#rows('Invoices').map(({ invoiceNumber, companyID, invoiceTotal, isVoided }) => ({
			number: String(invoiceNumber),
			company: String(this.#row('Companies', companyID).companyName),
			cents: Math.round(Number(invoiceTotal) * 100),
			kind: Number(invoiceTotal) < 0 ? 'credit_note' : 'invoice',
			voided: isVoided === true,
		}));
	}

	publicTexts(): string[] {
		return [
			...this.#rows('Tickets').flatMap(({ title, description }) => [String(title), String(description ?? '')]),
			...this.#rows('TicketNotes')
				.filter(({ publish }) => publish === PUBLISH.public)
				.flatMap(({ title, description }) => [String(title), String(description)]),
			...this.#rows('TimeEntries').map(({ summaryNotes }) => String(summaryNotes ?? '')),
		];
	}

	mails(): MailSeen[] {
		return this.system.control.mails().map(({ ticketId, noteId, to, at }) => {
			const about =
				noteId === null ? this.#row('Tickets', ticketId).title : this.#row('TicketNotes', noteId).description;
			return { event: noteId === null ? 'closed' : 'note', token: tokenOf(about) ?? '?', to, at };
		});
	}

	async close(): Promise<void> {
		await this.system.close();
	}

	#rows(table: TableName): Raw[] {
		return this.system.control.records(table);
	}

	#row(table: TableName, id: unknown): Raw {
		return this.system.control.record(table, Number(id)) ?? {};
	}

	#invoiceId(number: string): number {
		return Number(this.#rows('Invoices').find(({ invoiceNumber }) => invoiceNumber === number)?.id);
	}

	#ticket(raw: Raw): TicketSeen {
		return {
			id: String(raw.id),
			company: String(this.#row('Companies', raw.companyID).companyName),
			title: String(raw.title),
			status: statuses.hear(raw.status),
			priority: priorities.hear(raw.priority),
			description: String(raw.description ?? ''),
		};
	}
}

function personOf({ firstName, lastName }: Raw): string {
	return `${String(firstName)} ${String(lastName ?? '')}`;
}

function isPosted({ billingApprovalDateTime }: Raw): boolean {
	return (billingApprovalDateTime ?? null) !== null;
}

/** A stored time, which tells no zone and is UTC. */
function timeOf(stored: unknown): string {
	return `${String(stored).slice(0, 19)}Z`;
}

function later(start: string, minutes: number): string {
	return new Date(Date.parse(start) + minutes * MINUTE_MS).toISOString().replace('.000', '');
}
