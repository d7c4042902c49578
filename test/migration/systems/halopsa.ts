import { startHaloPsa, type HaloPsaSimulator, type TableName } from '../../../sandbox/halopsa';
import {
	headOf,
	STATUSES,
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
	type TimeChanges,
	type TimeSeen,
} from './workplace';

type Raw = Readonly<Record<string, unknown>>;

/** The words of the ready-made field map; the first is what people choose. */
const statuses = new Words<Status>({
	new: ['New'],
	in_progress: ['In Progress', 'Action Required', 'Acknowledged'],
	waiting: ['With User', 'With Supplier', 'On Hold'],
	resolved: ['Completed'],
	closed: ['Closed'],
});
/** Of the service level agreement that incidents have, by their numbers. */
const PRIORITIES: readonly Priority[] = ['Critical', 'High', 'Medium', 'Low'];
const INCIDENT = 1;
/** The buttons that agents press for a note. */
const OUTCOMES = { internal: 'Private Note', public: 'Public Note' } as const;
/** The button for time alone, whose text is no note. */
const TIME_OUTCOME = 'Time Entry';
const SYSTEMS_OUTCOME = 'Rule Applied';
/** "Remote Support"; 0 is what is not billed. */
const CHARGED = 1;
const NOT_CHARGED = 0;
const MINUTE_MS = 60_000;
/** The simulator's refusals after 300 calls in five minutes are tried elsewhere: days pass here within seconds. */
const CALLS = 100_000;

/** HaloPSA as people see it. A note or a time entry is known by its ticket and its number there. */
export class HaloPsa implements Office {
	readonly name = 'HaloPSA';
	readonly statuses = STATUSES;
	readonly writes = '^/';
	readonly describesIn = 'field';
	readonly kindsOfWork = ['Remote', 'Onsite', 'After hours'];
	readonly hidesQuietNotes = false;

	private constructor(private readonly system: HaloPsaSimulator) {
		system.control.set({ requestsPerWindow: CALLS });
	}

	static async start(record: string | undefined, seed: number): Promise<HaloPsa> {
		const size = { seed, companies: 5, contactsPerCompany: 2, tickets: 0 };
		return new HaloPsa(await startHaloPsa({ record, seed: size }));
	}

	get credentials() {
		const { url, credentials } = this.system;
		return { psaSyncHaloPsaApi: { url, authUrl: '', ...credentials, callsAllowed: CALLS } };
	}

	get faults() {
		return this.system.control.faults;
	}

	get requests() {
		return this.system.control.requests;
	}

	onWrite(listener: (request: string) => void): void {
		this.requests.subscribe(({ method, path }) => {
			if (method !== 'GET' && !path.endsWith('/token')) listener(`halopsa ${method} ${path}`);
		});
	}

	/** In HaloPSA people choose with each action whether it is mailed. */
	leaveOut(): void {}

	technicians(): string[] {
		return this.#agents().map(({ name }) => String(name));
	}

	newCompany(name: string): void {
		const [word] = name.split(' ');
		const { id } = this.system.control.create('Client', { name });
		const { main_site_id: site } = this.system.control.record('Client', Number(id)) ?? {};
		const emailaddress = `${word.toLowerCase()}@new.example`;
		this.system.control.create('Users', { firstname: word, surname: 'Boss', site_id: site, emailaddress });
	}

	newTicket({ company, title, status, priority, description, covered }: NewTicket, mails: boolean): string {
		const { id } = this.#rows('Client').find(({ name }) => name === company) ?? {};
		const user = this.#rows('Users').find(({ client_id }) => client_id === id);
		const agreement = this.#rows('ClientContract').find(({ client_id }) => client_id === id);
		const ticket = this.system.control.create('Tickets', {
			summary: title,
			tickettype_id: INCIDENT,
			...(user ? { user_id: user.id } : { client_id: id }),
			status_id: this.#statusId(status),
			priority_id: PRIORITIES.indexOf(priority) + 1,
			...(description !== undefined && { details: description }),
			...(covered && agreement && { contract_id: agreement.id }),
			_prevent_outgoing: !mails,
		});
		return String(ticket.id);
	}

	editTicket(id: string, { title, status, priority }: Partial<Omit<Ticket, 'company'>>, mails: boolean): void {
		this.system.control.edit('Tickets', Number(id), {
			...(title !== undefined && { summary: title }),
			...(status !== undefined && { status_id: this.#statusId(status) }),
			...(priority !== undefined && { priority_id: PRIORITIES.indexOf(priority) + 1 }),
			_prevent_outgoing: !mails,
		});
	}

	newNote(ticketId: string, { text, readers }: Note, mails: boolean): string {
		const outcome = this.#rows('Outcome').find((one) => one.outcome === OUTCOMES[readers]);
		const fields = { outcome_id: outcome?.id, note: text, sendemail: mails && readers === 'public' };
		return this.#act(ticketId, { ...fields, hiddenfromuser: readers === 'internal' });
	}

	editNote(id: string, { text, readers }: Note): void {
		const { note } = this.#action(id);
		this.#change(id, { note: headOf(note) + text, hiddenfromuser: readers === 'internal' });
	}

	newTime(ticketId: string, time: Time & { readonly startedAt: string }): string {
		const { technician, minutes, billable, text, readers, startedAt } = time;
		const agent = this.#agents().find(({ name }) => name === technician);
		// The vendor's screens begin with the ticket's agreement (inferred).
		const { contract_id: contract } = this.system.control.record('Tickets', Number(ticketId)) ?? {};
		return this.#act(ticketId, {
			outcome: TIME_OUTCOME,
			note: text,
			hiddenfromuser: readers === 'internal',
			who_agentid: agent?.id,
			actionby_agent_id: agent?.id,
			actionarrivaldate: startedAt,
			actioncompletiondate: endOf(startedAt, minutes),
			datetime: startedAt,
			timetaken: minutes / 60,
			chargerate: billable ? CHARGED : NOT_CHARGED,
			action_contract_id: contract,
			sendemail: false,
		});
	}

	editTime(id: string, { minutes, billable }: TimeChanges): boolean {
		const row = this.#action(id);
		if (isBilled(row)) return false;
		const started = `${String(row.actionarrivaldate ?? row.datetime)}Z`;
		this.#change(id, {
			...(minutes !== undefined && { timetaken: minutes / 60, actioncompletiondate: endOf(started, minutes) }),
			...(billable !== undefined && { chargerate: billable ? CHARGED : NOT_CHARGED }),
		});
		return true;
	}

	bill(until: string): string[] {
		const { control } = this.system;
		return control.bill({ until }).map((id) => String(control.record('Invoice', id)?.invoicenumber));
	}

	credit(invoiceNumber: string, amount: number): void {
		this.system.control.credit(this.#invoiceId(invoiceNumber), amount);
	}

	reopen(invoiceNumber: string): void {
		this.system.control.reopen(this.#invoiceId(invoiceNumber));
	}

	pay(invoiceNumber: string): void {
		this.system.control.pay(this.#invoiceId(invoiceNumber));
	}

	invoiceOf(timeId: string): string | undefined {
		const { actioninvoicenumber: id } = this.#action(timeId);
		if (id === undefined) return undefined;
		return String(this.system.control.record('Invoice', Number(id))?.invoicenumber);
	}

	companies(): string[] {
		return this.#rows('Client').map(({ name }) => String(name));
	}

	contacts(): string[] {
		return this.#rows('Users').map(({ firstname, surname }) => `${String(firstname)} ${String(surname ?? '')}`);
	}

	ticket(id: string): TicketSeen {
		return this.#ticket(this.system.control.record('Tickets', Number(id)) ?? {});
	}

	tickets(): TicketSeen[] {
		return this.#rows('Tickets').map((raw) => this.#ticket(raw));
	}

	notes(): NoteSeen[] {
		return this.#rows('Actions')
			.filter(({ outcome, note }) => !isTime({ outcome }) && outcome !== SYSTEMS_OUTCOME && note !== '')
			.map((raw) => ({
				id: addressOf(raw),
				ticketId: String(raw.ticket_id),
				text: withoutHead(raw.note),
				readers: readersOf(raw),
			}));
	}

	times(): TimeSeen[] {
		const agents = new Map(this.#agents().map(({ id, name }) => [id, String(name)]));
		const agreements = new Map(this.#rows('ClientContract').map(({ id, ref }) => [id, String(ref)]));
		const lines = new Map(
			this.#rows('Invoice')
				.flatMap(({ lines: own }) => own as Raw[])
				.map((line) => [line.id, line]),
		);
		return this.#rows('Actions')
			.filter(isTime)
			.map((raw) => ({
				id: addressOf(raw),
				ticketId: String(raw.ticket_id),
				technician: agents.get(raw.who_agentid) ?? '',
				minutes: minutesOf(raw.timetaken),
				billable: Number(raw.chargerate) > NOT_CHARGED,
				text: withoutHead(raw.note),
				readers: readersOf(raw),
				agreement: agreements.get(raw.action_contract_id) ?? null,
				billed: isBilled(raw),
				...(isBilled(raw) && { billedMinutes: minutesOf(lines.get(raw.action_invoice_line_id)?.qty_order) }),
			}));
	}

	invoices(): InvoiceSeen[] {
		return this.#rows('Invoice').map(({ invoicenumber, client_name, total, creditlinkedtoinvoiceid, voided }) => ({
			number: String(invoicenumber),
			company: String(client_name),
			cents: Math.round(Number(total) * 100),
			kind: Number(creditlinkedtoinvoiceid) > 0 ? 'credit_note' : 'invoice',
			voided: voided === true,
		}));
	}

	publicTexts(): string[] {
		return [
			...this.#rows('Tickets').flatMap(({ summary, details }) => [String(summary), String(details ?? '')]),
			...this.#rows('Actions')
				.filter((raw) => readersOf(raw) === 'public')
				.map(({ note }) => String(note)),
		];
	}

	mails(): MailSeen[] {
		const { control } = this.system;
		return control.mails().map(({ cause, ticketId, action, to, at }) => {
			if (action !== undefined) {
				const raw = this.#action(`${ticketId}/${action}`);
				return { event: isTime(raw) ? 'time' : 'note', token: tokenOf(raw.note) ?? '?', to, at };
			}
			const token = tokenOf(control.record('Tickets', ticketId)?.summary) ?? '?';
			return { event: cause === 'acknowledgement' ? 'created' : 'closed', token, to, at };
		});
	}

	async close(): Promise<void> {
		await this.system.close();
	}

	#rows(table: TableName): Raw[] {
		return this.system.control.records(table);
	}

	/** People, not the API's own agent or the one that stands for nobody. */
	#agents(): Raw[] {
		return this.#rows('Agent').filter(({ isapiagent, email }) => isapiagent !== true && Boolean(email));
	}

	#statusId(status: Status): number {
		return Number(this.#rows('Status').find(({ name }) => name === statuses.say(status))?.id);
	}

	#ticket(raw: Raw): TicketSeen {
		const { name } = this.system.control.record('Status', Number(raw.status_id)) ?? {};
		return {
			id: String(raw.id),
			company: String(raw.client_name),
			title: String(raw.summary),
			description: String(raw.details ?? ''),
			status: statuses.hear(name),
			priority: PRIORITIES[Number(raw.priority_id) - 1],
		};
	}

	#act(ticketId: string, fields: Raw): string {
		return addressOf(this.system.control.create('Actions', { ticket_id: Number(ticketId), ...fields }));
	}

	#action(id: string): Raw {
		return this.system.control.record('Actions', this.#numberOf(id)) ?? {};
	}

	#change(id: string, changes: Record<string, unknown>): void {
		this.system.control.edit('Actions', this.#numberOf(id), changes);
	}

	#numberOf(id: string): number {
		const [ticket, action] = id.split('/').map(Number);
		return this.system.control.actionOf(ticket, action) ?? 0;
	}

	#invoiceId(number: string): number {
		return Number(this.#rows('Invoice').find(({ invoicenumber }) => invoicenumber === number)?.id);
	}
}

function addressOf({ ticket_id, id }: Raw): string {
	return `${String(ticket_id)}/${String(id)}`;
}

function readersOf({ hiddenfromuser }: Raw): Readers {
	return hiddenfromuser === true ? 'internal' : 'public';
}

function isTime({ outcome }: Raw): boolean {
	return outcome === TIME_OUTCOME;
}

function isBilled({ actioninvoicenumber }: Raw): boolean {
	return actioninvoicenumber !== undefined;
}

function minutesOf(hours: unknown): number {
	return Math.round(Number(hours) * 60);
}

function endOf(startedAt: string, minutes: number): string {
	return new Date(Date.parse(startedAt) + minutes * MINUTE_MS).toISOString().replace('.000', '');
}
