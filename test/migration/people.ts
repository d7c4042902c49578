import type { Random } from '../../sandbox/seed/random';
import type { Side } from '../../sync/model/entity';
import { closes, type KnownText, type KnownTicket } from './memory';
import type { Msp } from './msp';
import { PRIORITIES, type Readers } from './systems/workplace';

/** Somebody works on those, the last ones that came in. */
const IN_WORK = 25;
const HOUR_MS = 3_600_000;
const TOPICS = [
	'Printer is on fire',
	'No mail since noon',
	'VPN drops',
	'New starter on Monday',
	'Disk is full',
	'Fan is loud',
];
/** Nobody in the PSA is called that. */
export const STRANGER = 'Jane Doe';

/** The people of an MSP and what they do in a day: a seed decides, and what has arrived on their side. */
export class People {
	/** People who work in the PSA, and on the platform. */
	readonly #technicians: readonly string[];
	/** Companies in the order in which they were met, by name. */
	companies: string[];

	constructor(
		private readonly msp: Msp,
		private readonly random: Random,
	) {
		this.#technicians = msp.psa.technicians();
		this.companies = msp.psa.companies();
		for (const name of this.companies) msp.memory.companies.set(name, 'psa');
	}

	/** So many things that people do, some seconds apart. */
	work(acts: number): void {
		for (let act = 0; act < acts; act++) {
			this.msp.pass(this.random.integer(3, 20));
			this.act();
			this.msp.memory.acts++;
		}
	}

	act(): void {
		const { random } = this;
		// The team works on the platform more and more; in the PSA somebody always does.
		const side: Side = random.chance([0.5, 0.7, 0.85][this.msp.phase - 1]) ? 'platform' : 'psa';
		random.weighted<() => void>([
			[() => void this.newTicket(side), 2],
			[() => this.#editTicket(side), 5],
			[() => void this.note(side, random.chance(0.5) ? 'public' : 'internal'), 3],
			[() => void this.time(side), 4],
			[() => this.#editTime(side), 2],
			[() => this.#changeReaders(side), 1],
		])();
	}

	newCompany(side: Side): void {
		const { memory } = this.msp;
		const name = `${memory.token('C')} Wholesale`;
		this.msp.on(side).newCompany(name);
		memory.companies.set(name, side);
		this.companies = [...this.companies, name];
	}

	newTicket(side: Side, company?: string): KnownTicket | undefined {
		const { msp, random } = this;
		const at = new Set(msp.on(side).companies());
		const there = this.companies.filter((name) => at.has(name));
		if (there.length === 0) return undefined;
		const of = company ?? random.pick(there);
		const token = msp.memory.token('T');
		const status = random.weighted([
			['new', 3],
			['in_progress', 1],
		] as const);
		const ticket: KnownTicket = {
			kind: 'ticket',
			token,
			origin: side,
			madeIn: msp.phase,
			ids: {},
			company: of,
			closings: 0,
			story: [],
		};
		msp.memory.remember(ticket);
		// What a client wrote into a new ticket is a text of its own, which the PSA keeps as a note.
		const described = random.chance(0.3);
		const description = described ? this.#description(ticket, side) : undefined;
		ticket.ids[side] = msp.on(side).newTicket(
			{
				company: of,
				title: `${token} ${random.pick(TOPICS)}`,
				status,
				priority: random.pick(PRIORITIES),
				covered: random.chance(0.4),
				...(description !== undefined && { description }),
			},
			msp.mails(side, of),
		);
		return ticket;
	}

	note(side: Side, readers: Readers, on = this.#ticket(side)): KnownText | undefined {
		if (!on) return undefined;
		const { msp, random } = this;
		const token = msp.memory.token('N');
		const text = `${token} ${readers === 'internal' ? 'Between us' : 'Dear client'}: ${random.pick(TOPICS)}\nDone so far: ${random.integer(1, 9)} of 9`;
		const id = msp.on(side).newNote(on.ids[side] ?? '', { text, readers }, msp.mails(side, on.company));
		return msp.memory.remember(this.#text('note', token, on, side, readers, { [side]: id }));
	}

	/** @param daysAgo work that somebody forgot to enter then */
	time(
		side: Side,
		{ daysAgo = 0, technician = this.random.pick(this.#technicians), on = this.#ticket(side) } = {},
	): KnownText | undefined {
		if (!on) return undefined;
		const { msp, random } = this;
		const token = msp.memory.token('E');
		const readers = random.chance(0.4) ? 'public' : 'internal';
		const minutes = random.integer(1, 170);
		const kinds = side === 'platform' ? msp.psa.kindsOfWork : [];
		const began = Date.now() - daysAgo * 24 * HOUR_MS - 3 * HOUR_MS;
		const id = msp.on(side).newTime(on.ids[side] ?? '', {
			technician,
			minutes,
			billable: random.chance(0.85),
			text: `${token} ${readers === 'internal' ? 'Took long, do not tell' : 'Repaired'}: ${random.pick(TOPICS)}`,
			readers,
			startedAt: new Date(began - (began % 60_000)).toISOString().replace('.000', ''),
			...(kinds.length > 0 && { workType: random.pick(kinds) }),
		});
		return msp.memory.remember(this.#text('time', token, on, side, readers, { [side]: id }));
	}

	/** Somebody finds out that it was longer, or shorter. @returns whether the system let them */
	correct({ ids }: KnownText, side: Side): boolean {
		return this.msp.on(side).editTime(ids[side] ?? '', { minutes: this.random.integer(1, 170) });
	}

	#editTicket(side: Side): void {
		const { msp, random } = this;
		const known = this.#ticket(side);
		if (!known) return;
		const id = known.ids[side] ?? '';
		const place = msp.on(side);
		const mails = msp.mails(side, known.company);
		const what = random.weighted([
			['status', 4],
			['priority', 2],
			['title', 2],
		] as const);
		if (what === 'priority') place.editTicket(id, { priority: random.pick(PRIORITIES) }, mails);
		if (what === 'title')
			place.editTicket(id, { title: `${known.token} ${random.pick(TOPICS)}, ${random.integer(2, 99)} times` }, mails);
		if (what !== 'status') return;
		const { status: before } = place.ticket(id);
		const status = random.pick(place.statuses);
		if (closes(before, status)) known.closings++;
		known.story.push(`${new Date().toISOString()} phase ${msp.phase} ${side} ${before} → ${status}`);
		place.editTicket(id, { status }, mails);
	}

	#editTime(side: Side): void {
		const { msp, random } = this;
		const recent = msp.memory.times.filter(({ ids }) => ids[side] !== undefined).slice(-IN_WORK);
		if (recent.length === 0) return;
		const known = random.pick(recent);
		if (random.chance(0.7)) this.correct(known, side);
		else this.#bill(known.ids[side] ?? '', side, random.chance(0.5));
	}

	/** Work is to be billed, or not. What it was is named where somebody has to, and nobody has. */
	#bill(id: string, side: Side, billable: boolean): void {
		const place = this.msp.on(side);
		const kinds = side === 'platform' && billable ? this.msp.psa.kindsOfWork : [];
		const isNamed = kinds.length === 0 || place.times().some((one) => one.id === id && one.workType !== undefined);
		place.editTime(id, { billable, ...(!isNamed && { workType: this.random.pick(kinds) }) });
	}

	/** A note that was meant for clients after all, or better not. Once for each note, so that nobody contradicts it. */
	#changeReaders(side: Side): void {
		const { msp, random } = this;
		if (msp.phase === 3) return;
		const notes = msp.memory.notes.slice(-IN_WORK).filter(({ ids, origin, published, readers }) => {
			return origin === side && ids[side] !== undefined && published === (readers === 'public' ? 1 : 0);
		});
		if (notes.length === 0) return;
		const note = random.pick(notes);
		const readers = note.readers === 'public' ? 'internal' : 'public';
		const text = `${note.token} Rewritten, ${readers === 'public' ? 'for everybody' : 'for us alone'}`;
		msp.on(side).editNote(note.ids[side] ?? '', { text, readers });
		if (readers === 'public') {
			note.published++;
			note.shown = note.ids.psa !== undefined && note.ids.platform !== undefined;
		}
		note.readers = readers;
	}

	#description(ticket: KnownTicket, side: Side): string {
		const token = this.msp.memory.token('N');
		this.msp.memory.remember({ ...this.#text('note', token, ticket, side, 'public', {}), described: true });
		return `${token} What the client wrote`;
	}

	#text(
		kind: KnownText['kind'],
		token: string,
		ticket: KnownTicket,
		origin: Side,
		readers: Readers,
		ids: KnownText['ids'],
	): KnownText {
		const published = readers === 'public' ? 1 : 0;
		return {
			kind,
			token,
			ticket,
			origin,
			madeIn: this.msp.phase,
			ids,
			readers,
			published,
			late: false,
			shown: false,
			quiet: origin === 'platform' && !this.msp.mails('psa', ticket.company),
			described: false,
		};
	}

	#ticket(side: Side): KnownTicket | undefined {
		const recent = this.msp.memory.tickets.filter(({ ids }) => ids[side] !== undefined).slice(-IN_WORK);
		return recent.length === 0 ? undefined : this.random.pick(recent);
	}
}
