import { startConnectWise, type Bill, type ConnectWiseSimulator, type TableName } from '../../../sandbox/connectwise';
import {
	headOf,
	STATUSES,
	tokenOf,
	withoutHead,
	Words,
	type InvoiceSeen,
	type NewTicket,
	type MailSeen,
	type Note,
	type NoteSeen,
	type Office,
	type Priority,
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
	in_progress: ['In Progress', 'Assigned', 'Scheduled'],
	waiting: ['Waiting on Client', 'Waiting on Vendor'],
	resolved: ['Completed'],
	closed: ['>Closed', '>Cancelled'],
});
const priorities = new Words<Priority>({
	Critical: ['Priority 1 - Critical'],
	High: ['Priority 2 - High'],
	Medium: ['Priority 3 - Normal'],
	Low: ['Priority 4 - Low'],
});
const DISCUSSION = { public: true, internal: false } as const;
const MINUTE_MS = 60_000;

const nameOf = (reference: unknown): string => String((reference as Raw | undefined)?.name ?? '');
const idOf = (reference: unknown): number => Number((reference as Raw | undefined)?.id ?? 0);

/** ConnectWise Manage as people see it. */
export class ConnectWise implements Office {
	readonly name = 'ConnectWise';
	readonly statuses = STATUSES;
	readonly writes = '^/';
	readonly describesIn = 'note';
	readonly kindsOfWork = [];
	readonly hidesQuietNotes = false;

	private constructor(private readonly system: ConnectWiseSimulator) {}

	static async start(record: string | undefined, seed: number): Promise<ConnectWise> {
		const size = { seed, companies: 5, contactsPerCompany: 2, tickets: 0 };
		return new ConnectWise(await startConnectWise({ record, seed: size }));
	}

	get credentials() {
		return {
			psaSyncConnectWiseApi: { environment: 'onPremise', siteUrl: this.system.url, ...this.system.credentials },
		};
	}

	get faults() {
		return this.system.control.faults;
	}

	get requests() {
		return this.system.control.requests;
	}

	onWrite(listener: (request: string) => void): void {
		this.requests.subscribe(({ method, path }) => {
			if (method !== 'GET' && !path.startsWith('/system/')) listener(`connectwise ${method} ${path}`);
		});
	}

	/** In ConnectWise people choose with each change whether it is mailed. */
	leaveOut(): void {}

	technicians(): string[] {
		return this.#rows('members')
			.filter(({ identifier }) => identifier !== this.system.member)
			.map(({ firstName, lastName }) => `${String(firstName)} ${String(lastName)}`);
	}

	newCompany(name: string): void {
		const [word] = name.split(' ');
		const { id } = this.system.control.create('companies', { name, identifier: word, site: { name: 'Main' } });
		this.system.control.create('contacts', {
			firstName: word,
			lastName: 'Boss',
			company: { id },
			communicationItems: [{ type: { id: 1 }, value: `${word.toLowerCase()}@new.example`, defaultFlag: true }],
		});
	}

	newTicket({ company, title, status, priority, description, covered }: NewTicket, mails: boolean): string {
		const { id } = this.#rows('companies').find(({ name }) => name === company) ?? {};
		const contact = this.#rows('contacts').find((one) => idOf(one.company) === id);
		const agreement = this.#rows('agreements').find((one) => idOf(one.company) === id);
		const ticket = this.system.control.create('tickets', {
			...(covered && agreement && { agreement: { id: agreement.id } }),
			summary: title,
			company: { id },
			contact: { id: contact?.id },
			board: { name: 'Service Desk' },
			status: { name: statuses.say(status) },
			priority: { name: priorities.say(priority) },
			...(description !== undefined && { initialDescription: description }),
			processNotifications: mails,
		});
		return String(ticket.id);
	}

	editTicket(id: string, { title, status, priority }: Partial<Omit<Ticket, 'company'>>, mails: boolean): void {
		this.system.control.edit('tickets', Number(id), {
			...(title !== undefined && { summary: title }),
			...(status !== undefined && { status: { name: statuses.say(status) } }),
			...(priority !== undefined && { priority: { name: priorities.say(priority) } }),
			processNotifications: mails,
		});
	}

	newNote(ticketId: string, { text, readers }: Note, mails: boolean): string {
		const fields = { text, ...flags(readers), processNotifications: mails && readers === 'public' };
		return String(this.system.control.create('notes', fields, { parentId: Number(ticketId) }).id);
	}

	editNote(id: string, { text, readers }: Note): void {
		const row = this.system.control.record('notes', Number(id));
		this.system.control.edit('notes', Number(id), { text: headOf(row?.text) + text, ...flags(readers) });
	}

	newTime(ticketId: string, time: Time & { readonly startedAt: string }): string {
		const { technician, minutes, billable, text, readers, startedAt } = time;
		const member = this.#rows('members').find(
			(one) => `${String(one.firstName)} ${String(one.lastName)}` === technician,
		);
		const entry = this.system.control.create('timeEntries', {
			chargeToId: Number(ticketId),
			chargeToType: 'ServiceTicket',
			member: { id: member?.id },
			timeStart: startedAt,
			timeEnd: new Date(Date.parse(startedAt) + minutes * MINUTE_MS).toISOString().replace('.000', ''),
			billableOption: billable ? 'Billable' : 'DoNotBill',
			notes: text,
			addToDetailDescriptionFlag: DISCUSSION[readers],
			addToInternalAnalysisFlag: !DISCUSSION[readers],
		});
		return String(entry.id);
	}

	editTime(id: string, { minutes, billable }: TimeChanges): boolean {
		const row = this.system.control.record('timeEntries', Number(id)) ?? {};
		if (isBilled(row)) return false;
		const end = (most: number): string =>
			new Date(Date.parse(String(row.timeStart)) + most * MINUTE_MS).toISOString().replace('.000', '');
		this.system.control.edit('timeEntries', Number(id), {
			...(minutes !== undefined && { timeEnd: end(minutes), hoursDeduct: 0 }),
			...(billable !== undefined && { billableOption: billable ? 'Billable' : 'DoNotBill' }),
		});
		return true;
	}

	bill(until: string): string[] {
		const given: Bill = { until };
		return this.system.control.bill(given).map(({ invoiceNumber }) => String(invoiceNumber));
	}

	credit(invoiceNumber: string, amount: number): void {
		this.system.control.creditMemo(this.#invoiceId(invoiceNumber), amount);
	}

	reopen(invoiceNumber: string): void {
		this.system.control.reopen(this.#invoiceId(invoiceNumber));
	}

	pay(invoiceNumber: string): void {
		this.system.control.pay(this.#invoiceId(invoiceNumber));
	}

	invoiceOf(timeId: string): string | undefined {
		const id = idOf(this.system.control.record('timeEntries', Number(timeId))?.invoice);
		return id === 0 ? undefined : String(this.system.control.record('invoices', id)?.invoiceNumber);
	}

	companies(): string[] {
		return this.#rows('companies').map(({ name }) => String(name));
	}

	contacts(): string[] {
		return this.#rows('contacts').map(({ firstName, lastName }) => `${String(firstName)} ${String(lastName ?? '')}`);
	}

	ticket(id: string): TicketSeen {
		return ticketSeen(this.system.control.record('tickets', Number(id)) ?? {});
	}

	tickets(): TicketSeen[] {
		return this.#rows('tickets').map(ticketSeen);
	}

	notes(): NoteSeen[] {
		return this.#rows('notes').map((raw) => ({
			id: String(raw.id),
			ticketId: String(raw.ticketId),
			text: withoutHead(raw.text),
			readers: raw.detailDescriptionFlag === true && raw.internalAnalysisFlag !== true ? 'public' : 'internal',
		}));
	}

	times(): TimeSeen[] {
		return this.#rows('timeEntries').map((raw) => ({
			id: String(raw.id),
			ticketId: String(raw.chargeToId),
			technician: nameOf(raw.member),
			minutes: Math.round(Number(raw.actualHours) * 60),
			billable: raw.billableOption === 'Billable',
			text: withoutHead(raw.notes ?? raw.internalNotes),
			readers:
				raw.addToDetailDescriptionFlag === true && raw.addToInternalAnalysisFlag !== true ? 'public' : 'internal',
			agreement: raw.agreement ? nameOf(raw.agreement) : null,
			billed: isBilled(raw),
			...(raw.hoursBilled !== undefined && { billedMinutes: Math.round(Number(raw.hoursBilled) * 60) }),
		}));
	}

	invoices(): InvoiceSeen[] {
		return this.#rows('invoices').map(({ invoiceNumber, company, total, type }) => ({
			number: String(invoiceNumber),
			company: nameOf(company),
			cents: Math.round(Number(total) * 100),
			kind: type === 'CreditMemo' ? 'credit_note' : 'invoice',
			// What is opened again stays, without its time.
			voided: false,
		}));
	}

	publicTexts(): string[] {
		return [
			...this.#rows('tickets').map(({ summary }) => String(summary)),
			...this.#rows('notes')
				.filter(({ detailDescriptionFlag }) => detailDescriptionFlag === true)
				.map(({ text }) => String(text)),
			...this.#rows('timeEntries')
				.filter(({ addToDetailDescriptionFlag }) => addToDetailDescriptionFlag === true)
				.map(({ notes }) => String(notes)),
		];
	}

	mails(): MailSeen[] {
		const { control } = this.system;
		const text = (table: TableName, id: number, field: string): unknown => control.record(table, id)?.[field];
		return control.mails().map(({ cause, ticketId, to, at }) => {
			const [, kind, id] = /^(note|time entry) (\d+)$/.exec(cause) ?? [];
			if (kind === 'note') return { event: 'note', token: tokenOf(text('notes', Number(id), 'text')) ?? '?', to, at };
			if (kind !== undefined) {
				return { event: 'time', token: tokenOf(text('timeEntries', Number(id), 'notes')) ?? '?', to, at };
			}
			const token = tokenOf(text('tickets', ticketId, 'summary')) ?? '?';
			return { event: cause === 'ticket created' ? 'created' : 'closed', token, to, at };
		});
	}

	async close(): Promise<void> {
		await this.system.close();
	}

	#rows(table: TableName): Raw[] {
		return this.system.control.records(table);
	}

	#invoiceId(number: string): number {
		return Number(this.#rows('invoices').find(({ invoiceNumber }) => invoiceNumber === number)?.id);
	}
}

function flags(readers: Note['readers']) {
	return { detailDescriptionFlag: DISCUSSION[readers], internalAnalysisFlag: !DISCUSSION[readers] };
}

function isBilled({ status }: Raw): boolean {
	return ['Billed', 'BilledAgreement', 'WrittenOff'].includes(String(status));
}

function ticketSeen(raw: Raw): TicketSeen {
	return {
		id: String(raw.id),
		company: nameOf(raw.company),
		title: String(raw.summary),
		description: '',
		status: statuses.hear(nameOf(raw.status)),
		priority: priorities.hear(nameOf(raw.priority)),
	};
}
