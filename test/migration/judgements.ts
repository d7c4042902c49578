import { SIDES, type Side } from '../../sync/model/entity';
import type { Review } from '../../sync/model/review';
import type { KnownText, KnownTicket } from './memory';
import type { Msp } from './msp';
import { tokenOf, type NoteSeen, type Office, type TicketSeen, type TimeSeen } from './systems/workplace';

/*
 * What must hold after six months. Both systems are held against what people remember of what they wrote, which they
 * know by its first word; the sync's store is asked only for what waits for a person.
 */

/** What was judged, and everything that is wrong, in sentences. */
export interface Judgement {
	readonly law: string;
	/** How much was looked at. */
	readonly looked: number;
	readonly wrong: readonly string[];
}

/** Everything of one kind by the word that it begins with. */
function byToken<T>(seen: readonly T[], text: (one: T) => string): Map<string, T[]> {
	const found = new Map<string, T[]>();
	for (const one of seen) {
		const token = tokenOf(text(one)) ?? `without a word: ${text(one)}`;
		found.set(token, [...(found.get(token) ?? []), one]);
	}
	return found;
}

interface Seen {
	readonly tickets: Readonly<Record<Side, Map<string, TicketSeen[]>>>;
	readonly notes: Readonly<Record<Side, Map<string, NoteSeen[]>>>;
	readonly times: Readonly<Record<Side, Map<string, TimeSeen[]>>>;
}

function seenBy(msp: Msp): Seen {
	// A PSA that has one word for resolved and closed calls both closed.
	const inWordsOfBoth = (ticket: TicketSeen): TicketSeen => ({
		...ticket,
		status: msp.psa.statuses.includes(ticket.status) ? ticket.status : 'closed',
	});
	const both = <T>(see: (side: Side) => T): Record<Side, T> => ({ psa: see('psa'), platform: see('platform') });
	return {
		tickets: both((side) => byToken(msp.on(side).tickets().map(inWordsOfBoth), ({ title }) => title)),
		notes: both((side) => byToken(msp.on(side).notes(), ({ text }) => text)),
		times: both((side) => byToken(msp.on(side).times(), ({ text }) => text)),
	};
}

/** Holds both systems against all that people wrote. */
export async function judge(msp: Msp): Promise<Judgement[]> {
	const seen = seenBy(msp);
	const reviews = await msp.openReviews();
	return [
		everythingOnce(msp, seen),
		alike(msp, seen, reviews),
		nothingWaitsUnexpected(msp, reviews),
		minutes(msp, seen),
		money(msp),
		nothingPublic(msp),
		oneMailForEachEvent(msp),
	];
}

function count(found: Map<string, unknown[]>, token: string): number {
	return found.get(token)?.length ?? 0;
}

/** Notes flow no more in phase 3; and what a client wrote into a ticket is no note where the ticket keeps it. */
function isOn(side: Side, one: KnownTicket | KnownText, describesIn: Office['describesIn']): boolean {
	if (one.kind !== 'note') return true;
	if (one.described && describesIn === 'field') return false;
	if (one.described && one.origin === 'platform') return side === 'psa';
	return one.madeIn !== 3 || side === one.origin;
}

/** Once on each side; a note that was written when notes flow no more, on its own side alone. */
function everythingOnce({ memory, psa, platform }: Msp, { tickets, notes, times }: Seen): Judgement {
	const wrong: string[] = [];
	const hold = (
		what: string,
		known: readonly (KnownTicket | KnownText)[],
		found: Record<Side, Map<string, unknown[]>>,
	) => {
		for (const one of known) {
			for (const side of SIDES) {
				const expected = isOn(side, one, psa.describesIn) ? 1 : 0;
				const there = count(found[side], one.token);
				if (there !== expected)
					wrong.push(
						`${what} ${one.token} of ${one.origin}, phase ${one.madeIn}: ${there} on ${side}, not ${expected}`,
					);
			}
		}
		const names = new Set(known.map(({ token }) => token));
		for (const side of SIDES) {
			for (const token of found[side].keys())
				if (!names.has(token)) wrong.push(`${what} "${token}" on ${side}: nobody wrote it`);
		}
	};
	hold('ticket', memory.tickets, tickets);
	hold('note', memory.notes, notes);
	hold('time entry', memory.times, times);
	for (const { token, ticket } of memory.notes.filter(({ described }) => described)) {
		if (psa.describesIn !== 'field') break;
		for (const side of SIDES) {
			const words = tickets[side].get(ticket.token)?.[0]?.description ?? '';
			if (tokenOf(words) !== token) wrong.push(`${side} ticket ${ticket.token}: "${words}" and not ${token}`);
		}
	}
	for (const name of memory.companies.keys()) {
		for (const place of [psa, platform]) {
			const there = place.companies().filter((one) => one === name).length;
			if (there !== 1) wrong.push(`company ${name}: ${there} in ${place.name}`);
		}
	}
	const [left, right] = [psa.contacts(), platform.contacts()].map((names) => [...names].sort());
	if (left.join('|') !== right.join('|')) wrong.push(`contacts: ${left.join(', ')} ≠ ${right.join(', ')}`);
	const looked =
		memory.tickets.length + memory.notes.length + memory.times.length + memory.companies.size + left.length;
	return { law: 'everything is there once on each side', looked, wrong };
}

/** What people see of a field, by the names that the two sides have for it. */
const FIELDS: Readonly<Record<string, readonly string[]>> = { readers: ['visibility', 'publish'] };

/** Whether somebody was asked about this field, or about the whole record. */
function isAsked(reviews: readonly Review[], entity: string, seen: Record<Side, string>, field: string): boolean {
	return reviews.some(
		(one) =>
			one.entity === entity &&
			([one.psaId, bare(one.psaId)].includes(seen.psa) || one.platformId === seen.platform) &&
			['', ...(FIELDS[field] ?? [field])].includes(one.field),
	);
}

/** An id without that of its ticket, as a PSA's own screens have it that numbers through all tickets. */
function bare(id: string | null): string | null {
	return id?.split('/').pop() ?? null;
}

/** Equal on both sides in what the field maps carry, or a person has been asked. */
function alike({ memory, psa }: Msp, seen: Seen, reviews: readonly Review[]): Judgement {
	const wrong: string[] = [];
	let looked = 0;
	const hold = <T extends { readonly id: string }>(
		entity: 'ticket' | 'note' | 'timeEntry',
		token: string,
		found: Record<Side, Map<string, T[]>>,
		fields: readonly (keyof T)[],
	): void => {
		const [left, right] = SIDES.map((side) => found[side].get(token)?.[0]);
		if (!left || !right) return;
		for (const field of fields) {
			looked++;
			if (left[field] === right[field]) continue;
			if (isAsked(reviews, entity, { psa: left.id, platform: right.id }, String(field))) continue;
			wrong.push(
				`${entity} ${token} ${String(field)}: ${String(left[field])} ≠ ${String(right[field])}, and nobody was asked`,
			);
		}
	};
	for (const { token } of memory.tickets)
		hold('ticket', token, seen.tickets, ['company', 'title', 'status', 'priority']);
	for (const { token, quiet } of memory.notes) {
		const hidden = quiet && psa.hidesQuietNotes;
		hold('note', token, seen.notes, hidden ? ['text'] : ['text', 'readers']);
		if (hidden && seen.notes.psa.get(token)?.[0]?.readers === 'public')
			wrong.push(`note ${token} was to mail nobody, and ${psa.name} shows it to clients`);
	}
	for (const { token } of memory.times) {
		hold('timeEntry', token, seen.times, [
			'technician',
			'minutes',
			'billable',
			'text',
			'readers',
			'agreement',
			'billed',
		]);
	}
	// Under the same ticket.
	for (const [kind, texts] of [
		['notes', memory.notes],
		['times', memory.times],
	] as const) {
		for (const { token, ticket } of texts) {
			for (const side of SIDES) {
				const there = seen[kind][side].get(token)?.[0];
				if (!there) continue;
				looked++;
				const under = seen.tickets[side].get(ticket.token)?.[0]?.id;
				if (there.ticketId !== under)
					wrong.push(`${token} is under ${side} ticket ${there.ticketId}, not under that of ${ticket.token}`);
			}
		}
	}
	return { law: 'both sides agree, or a person was asked', looked, wrong };
}

/** Nobody is asked about anything but what was corrected after it was billed, or shown to clients after all. */
function nothingWaitsUnexpected({ memory }: Msp, reviews: readonly Review[]): Judgement {
	const late = memory.times.filter((known) => known.late);
	const expected = [...late, ...memory.notes.filter(({ shown }) => shown)].map(({ ids }) => ids.platform);
	const wrong = reviews
		.filter(({ platformId }) => platformId === null || !expected.includes(platformId))
		.map(
			({ kind, entity, psaId, platformId, message }) => `${kind} of ${entity} ${psaId} ↔ ${platformId}: ${message}`,
		);
	for (const { token, ids } of late) {
		if (reviews.some(({ platformId }) => platformId === ids.platform)) continue;
		wrong.push(`${token} was corrected after it was billed, and nobody is asked`);
	}
	return { law: 'a person is asked where one must be, and nowhere else', looked: reviews.length, wrong };
}

/**
 * Sums by company: all minutes, and those on invoices; what was corrected after billing aside. Nothing that is on an
 * invoice was changed since.
 */
function minutes({ memory }: Msp, { times }: Seen): Judgement {
	const wrong: string[] = [];
	const sums = new Map<string, Record<Side, { all: number; billed: number }>>();
	for (const { token, ticket, late } of memory.times) {
		for (const { minutes: now, billedMinutes = now } of times.psa.get(token) ?? []) {
			if (billedMinutes !== now) wrong.push(`${token}: ${now} minutes, and its invoice says ${billedMinutes}`);
		}
		if (late) continue;
		const sum = sums.get(ticket.company) ?? { psa: { all: 0, billed: 0 }, platform: { all: 0, billed: 0 } };
		sums.set(ticket.company, sum);
		for (const side of SIDES) {
			for (const entry of times[side].get(token) ?? []) {
				sum[side].all += entry.minutes;
				if (entry.billed) sum[side].billed += entry.minutes;
			}
		}
	}
	for (const [company, { psa, platform }] of sums) {
		if (psa.all !== platform.all) wrong.push(`${company}: ${psa.all} ≠ ${platform.all} minutes`);
		if (psa.billed !== platform.billed) wrong.push(`${company}: ${psa.billed} ≠ ${platform.billed} billed minutes`);
	}
	return { law: 'minutes agree, company by company and with what was billed', looked: sums.size, wrong };
}

/** The platform shows every invoice and credit once, to the cent. */
function money({ psa, platform }: Msp): Judgement {
	const shown = platform.invoices();
	const wrong: string[] = [];
	for (const invoice of psa.invoices()) {
		const there = shown.filter(({ number }) => number === invoice.number);
		if (there.length !== 1) wrong.push(`invoice ${invoice.number}: ${there.length} on the platform`);
		for (const field of ['company', 'cents', 'kind', 'voided'] as const) {
			const [one] = there;
			if (one && one[field] !== invoice[field])
				wrong.push(`invoice ${invoice.number} ${field}: ${invoice[field]} ≠ ${one[field]}`);
		}
	}
	if (shown.length !== psa.invoices().length) wrong.push(`${psa.invoices().length} ≠ ${shown.length} invoices`);
	return { law: 'invoices agree to the cent', looked: shown.length, wrong };
}

/** Nothing that was meant for the staff, or is meant for them by now, can be read by a client on either side. */
function nothingPublic(msp: Msp): Judgement {
	const hidden = [...msp.memory.notes, ...msp.memory.times].filter(({ readers }) => readers === 'internal');
	const tokens = new Set(hidden.map(({ token }) => token));
	const wrong = SIDES.flatMap((side) =>
		msp
			.on(side)
			.publicTexts()
			.filter((text) => tokens.has(tokenOf(text) ?? ''))
			.map((text) => `${side} shows clients: ${text}`),
	);
	return { law: 'nothing internal is public', looked: hidden.length, wrong };
}

/** Both systems together mailed no client twice about one event, and none about what is for the staff. */
function oneMailForEachEvent(msp: Msp): Judgement {
	const mails = SIDES.flatMap((side) =>
		msp
			.on(side)
			.mails()
			.map((mail) => ({ side, ...mail })),
	);
	const sent = new Map<string, string[]>();
	for (const { side, event, token, to, at } of mails) {
		const key = `${event} ${token}`;
		sent.set(key, [...(sent.get(key) ?? []), `${to} by ${side} at ${at}`]);
	}
	const wrong: string[] = [];
	for (const [key, to] of sent) {
		const [event, token] = key.split(' ');
		const known = msp.memory.get(token);
		const most = allowed(event, known);
		if (to.length > most)
			wrong.push(
				`${key} (phase ${known?.madeIn}): ${to.length} mails for ${most} events: ${to.join(', ')}; ${known?.kind === 'ticket' ? known.story.join('; ') : ''}`,
			);
	}
	return { law: 'one mail for each event at most', looked: mails.length, wrong };
}

function allowed(event: string, known: KnownTicket | KnownText | undefined): number {
	if (known?.kind === 'ticket') return event === 'closed' ? known.closings : 1;
	return known?.published ?? 0;
}
