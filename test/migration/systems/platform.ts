import { startPlatform, type RunningPlatform } from '../../../sandbox/platform';
import type { PlatformEntity } from '../../../sandbox/platform/fields';
import {
	STATUSES,
	tokenOf,
	withoutHead,
	type MailSeen,
	type NewTicket,
	type Note,
	type NoteSeen,
	type Priority,
	type Readers,
	type Status,
	type Ticket,
	type TicketSeen,
	type Time,
	type TimeChanges,
	type TimeSeen,
	type Workplace,
} from './workplace';

type Raw = Readonly<Record<string, unknown>>;
const EVENTS = {
	ticketCreated: 'created',
	ticketResolved: 'closed',
	ticketClosed: 'closed',
	publicNote: 'note',
} as const;

/** The unified platform as people see it. Its portal mails the clients of the companies that use it. */
export class Platform implements Workplace {
	readonly name = 'Platform';
	readonly statuses = STATUSES;
	readonly writes = '^/';
	readonly #mails: MailSeen[] = [];

	private constructor(private readonly system: RunningPlatform) {
		// A mail does not say which note it is about; the commit that it follows from does.
		const { control } = system;
		control.onCommit(({ state }) => {
			for (const { cause, to, at } of control.mails().slice(this.#mails.length)) {
				const about = state as Raw;
				this.#mails.push({ event: EVENTS[cause], to, at, token: tokenOf(about.text ?? about.title) ?? '?' });
			}
		});
	}

	static async start(): Promise<Platform> {
		return new Platform(await startPlatform());
	}

	get credentials() {
		return { psaSyncUnifiedPlatformApi: { baseUrl: this.system.url, apiKey: this.system.apiKey } };
	}

	get faults() {
		return this.system.control.faults;
	}

	get requests() {
		return this.system.control.requests;
	}

	onWrite(listener: (request: string) => void): void {
		this.requests.subscribe(({ method, path }) => {
			if (method !== 'GET') listener(`platform ${method} ${path}`);
		});
	}

	/** Whose clients use the portal, by name. */
	openPortalTo(companies: readonly string[] | 'all'): void {
		this.system.control.portalCompanies =
			companies === 'all' ? 'all' : companies.map((name) => this.#companyId(name)).filter((id) => id !== '');
	}

	newCompany(name: string): void {
		const { id } = this.system.control.create('company', { name, phone: '+1 555 010 0199' });
		const email = `${name.split(' ')[0].toLowerCase()}@new.example`;
		this.system.control.create('contact', { companyId: id, firstName: name.split(' ')[0], lastName: 'Boss', email });
	}

	newTicket({ company, title, status, priority, description }: NewTicket): string {
		const ticket = { title, status, priority, ...(description !== undefined && { description }) };
		const companyId = this.#companyId(company);
		const contact = this.#list('contact').find((one) => one.companyId === companyId);
		const contactId = contact ? String(contact.id) : null;
		return this.system.control.create('ticket', { ...ticket, companyId, contactId }).id;
	}

	editTicket(id: string, changes: Partial<Omit<Ticket, 'company'>>): void {
		this.system.control.edit('ticket', id, changes);
	}

	newNote(ticketId: string, { text, readers }: Note): string {
		return this.system.control.create('note', { ticketId, text, visibility: readers }).id;
	}

	editNote(id: string, { text, readers }: Note): void {
		this.system.control.edit('note', id, { text, visibility: readers });
	}

	newTime(ticketId: string, { text, readers, ...time }: Time & { readonly startedAt: string }): string {
		return this.system.control.create('timeEntry', { ticketId, notes: text, visibility: readers, ...time }).id;
	}

	editTime(id: string, changes: TimeChanges): boolean {
		if (this.system.control.get('timeEntry', id).locked === true) return false;
		this.system.control.edit('timeEntry', id, changes);
		return true;
	}

	companies(): string[] {
		return this.#list('company').map(({ name }) => String(name));
	}

	contacts(): string[] {
		return this.#list('contact').map(({ name }) => String(name));
	}

	ticket(id: string): TicketSeen {
		return this.#ticket(this.system.control.get('ticket', id));
	}

	tickets(): TicketSeen[] {
		return this.#list('ticket').map((raw) => this.#ticket(raw));
	}

	notes(): NoteSeen[] {
		return this.#list('note').map(({ id, ticketId, text, visibility }) => ({
			id: String(id),
			ticketId: String(ticketId),
			text: withoutHead(text),
			readers: visibility as Readers,
		}));
	}

	times(): TimeSeen[] {
		return this.#list('timeEntry').map((raw) => ({
			id: String(raw.id),
			ticketId: String(raw.ticketId),
			technician: String(raw.technician),
			minutes: Number(raw.minutes),
			billable: raw.billable === true,
			text: withoutHead(raw.notes),
			readers: raw.visibility as Readers,
			agreement: raw.agreementId ? String(this.#get('agreement', raw.agreementId).name) : null,
			billed: raw.locked === true,
			...(typeof raw.workType === 'string' && { workType: raw.workType }),
		}));
	}

	invoices() {
		return this.#list('invoice').map(({ number, companyId, total, kind, status }) => ({
			number: String(number),
			company: String(this.#get('company', companyId).name),
			cents: Math.round(Number(total) * 100),
			kind: kind as 'invoice' | 'credit_note',
			voided: status === 'void',
		}));
	}

	publicTexts(): string[] {
		const read = (raw: Raw): boolean => raw.visibility === 'public';
		return [
			...this.#list('ticket').flatMap(({ title, description }) => [String(title), String(description ?? '')]),
			...this.#list('note')
				.filter(read)
				.map(({ text }) => String(text)),
			...this.#list('timeEntry')
				.filter(read)
				.map(({ notes }) => String(notes)),
		];
	}

	mails(): MailSeen[] {
		return this.#mails;
	}

	async close(): Promise<void> {
		await this.system.close();
	}

	#list(entity: PlatformEntity): Raw[] {
		return this.system.control.list(entity) as unknown as Raw[];
	}

	#get(entity: PlatformEntity, id: unknown): Raw {
		return this.system.control.get(entity, String(id)) as unknown as Raw;
	}

	#companyId(name: string): string {
		return String(this.#list('company').find((one) => one.name === name)?.id ?? '');
	}

	#ticket(raw: Raw): TicketSeen {
		return {
			id: String(raw.id),
			company: String(this.#get('company', raw.companyId).name),
			title: String(raw.title),
			description: String(raw.description ?? ''),
			status: raw.status as Status,
			priority: raw.priority as Priority,
		};
	}
}
