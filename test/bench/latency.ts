import { setTimeout as delay } from 'node:timers/promises';
import { otherSide, SIDES, type Side } from '../../sync/model/entity';
import type { Linked } from '../conformance/pair';
import { PairStage } from '../e2e/day/stage';
import type { Say } from './say';

/** From an edit on one side to its arrival on the other, milliseconds. */
export interface Percentiles {
	readonly edits: number;
	readonly p50: number;
	readonly p95: number;
	readonly max: number;
}

export interface Latency {
	readonly withWebhooks: Percentiles;
	/** Every webhook is lost: what is left is the interval of the template. */
	readonly withoutWebhooks: Percentiles;
}

/** As the template is shipped. */
const INTERVAL_S = 60;
const TICKETS = 40;
const LOAD_MS = 300_000;
const ARRIVAL_MS = 180_000;
const LOOK_MS = 10;
/** Edits of a calm hour: each is over before the next one is made. */
const ONE_BY_ONE = 40;
const PAUSE_MS = 3_000;
/** Edits that nobody hears of, over two intervals, so that each moment of an interval is met. */
const UNHEARD = 40;
const APART_MS = (2 * INTERVAL_S * 1_000) / UNHEARD;

/**
 * Measures in a real n8n with the packed package, both systems answering at once.
 * @param keys of the templates
 */
export async function latency(keys: readonly string[], say: Say): Promise<Readonly<Record<string, Latency>>> {
	const measured: Record<string, Latency> = {};
	for (const key of keys) measured[key] = await ofPairing(key, say);
	return measured;
}

async function ofPairing(key: string, say: Say): Promise<Latency> {
	say(`latency: ${key}: starting n8n and both systems`);
	const stage = await PairStage.start(key, {
		intervalSeconds: INTERVAL_S,
		before: ({ psa: { people } }) => {
			const company = people.create('company', { name: 'Tailspin Dental', phone: '+1 555 010 0000' });
			for (let ticket = 0; ticket < TICKETS; ticket++) {
				people.create('ticket', { title: `Ticket ${ticket}`, company });
			}
		},
	});
	try {
		const loaded = async (): Promise<boolean> => (await stage.tickets()).length === TICKETS;
		await stage.until('the first load', loaded, LOAD_MS);
		await stage.quiet(LOAD_MS);
		const tickets = await stage.tickets();
		const heard: number[] = [];
		for (let edit = 0; edit < ONE_BY_ONE; edit++) {
			heard.push(await arrival(stage, tickets[edit % tickets.length], SIDES[edit % 2]));
			await delay(PAUSE_MS);
		}
		const withWebhooks = percentiles(heard);
		say(`latency: ${key}: with webhooks ${JSON.stringify(withWebhooks)}`);
		stage.post.mode = 'lose';
		await stage.quiet(LOAD_MS);
		const unheard: Promise<number>[] = [];
		for (let edit = 0; edit < UNHEARD; edit++) {
			unheard.push(arrival(stage, tickets[edit % tickets.length], SIDES[edit % 2]));
			await delay(APART_MS);
		}
		const withoutWebhooks = percentiles(await Promise.all(unheard));
		say(`latency: ${key}: without ${JSON.stringify(withoutWebhooks)}`);
		return { withWebhooks, withoutWebhooks };
	} finally {
		await stage.stop();
	}
}

/** Changes a status, which every system tells of. @returns how long it took until the other side showed it */
async function arrival({ pair }: PairStage, ticket: Linked, from: Side): Promise<number> {
	const to = otherSide(from);
	const status = pair.see('ticket', from, ticket).status === 'waiting' ? 'inProgress' : 'waiting';
	const startedAt = performance.now();
	pair.edit('ticket', from, ticket, { status });
	while (pair.see('ticket', to, ticket).status !== status) {
		await delay(LOOK_MS);
		if (performance.now() - startedAt > ARRIVAL_MS) throw new Error(`The edit has not arrived on side ${to}.`);
	}
	return performance.now() - startedAt;
}

function percentiles(times: readonly number[]): Percentiles {
	const sorted = times.map((time) => Math.round(time)).sort((a, b) => a - b);
	const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
	return { edits: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
