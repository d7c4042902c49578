import { otherSide, SIDES, SYSTEM_NAMES, type Side } from '../../../sync/model/entity';
import { pick, SYNC, type Linked, type Pair } from '../../conformance/pair';
import { pairingOf } from '../../conformance/pairings';
import { TITLE_200 } from '../../conformance/samples';
import type { Neutral } from '../../conformance/systems';
import { PairStage } from './stage';

/** Long enough that what arrives sooner came by a webhook. */
const INTERVAL_S = 20;
const SOON_MS = 12_000;
const ARRIVAL_MS = (INTERVAL_S + 60) * 1_000;
const STORM_MS = 300_000;
const SIZE = { companies: 3, contactsPerCompany: 2, tickets: 8 };
/** The tickets of this day's scenes: new ones, so that each can have every status. */
const SCENES = 10;
const OURS = 'Ticket of this day';

const ALL_TICKETS = SIZE.tickets + SCENES + 1;

function makeTickets(pair: Pair): void {
	const { people } = pair.psa;
	const client = { name: 'Contoso Legal', identifier: 'CONTOSO', phone: '+1 555 010 0050' };
	const company = people.create('company', pair.known('company', client));
	for (let number = 1; number <= SCENES; number++) people.create('ticket', { title: `${OURS} ${number}`, company });
}

/**
 * A working day in the real n8n, the same for every pairing: first load, edits and conflicts, trouble in both systems,
 * webhooks that arrive, are lost, doubled, replayed, forged and late, and a quiet evening with the books agreeing.
 * @param key of the template
 */
export function daySuite(key: string): void {
	const { psa, platform } = pairingOf(key);
	describe(`a day between ${SYSTEM_NAMES[psa.id]} and ${SYSTEM_NAMES[platform.id]}`, () => {
		let stage: PairStage;
		let tickets: Linked[];
		/** Each scene has tickets of its own. */
		const next = (): Linked => {
			const ticket = tickets.shift();
			if (!ticket) throw new Error('There are not enough tickets for this day.');
			return ticket;
		};

		beforeAll(async () => {
			stage = await PairStage.start(key, {
				intervalSeconds: INTERVAL_S,
				before: (pair) => {
					pair.psa.seed(SIZE);
					pair.platform.seed({ ...SIZE, tickets: 0 });
					pair.makeClient('platform');
					makeTickets(pair);
				},
			});
		});
		afterAll(async () => await stage?.stop());

		const see = (side: Side, ticket: Linked): Neutral => stage.pair.see('ticket', side, ticket);
		const edit = (side: Side, ticket: Linked, changes: Neutral): void =>
			stage.pair.edit('ticket', side, ticket, changes);
		const shows = (side: Side, ticket: Linked, expected: Neutral) => (): boolean =>
			Object.entries(expected).every(([field, value]) => see(side, ticket)[field] === value);
		const arrives = async (side: Side, ticket: Linked, expected: Neutral, patienceMs = ARRIVAL_MS): Promise<number> =>
			await stage.until(`${JSON.stringify(expected)} on side ${side}`, shows(side, ticket, expected), patienceMs);

		test('a first load links what both know, creates the rest, and doubles nothing', async () => {
			const expected = [SIZE.companies + 2, SIZE.companies * SIZE.contactsPerCompany + 1, ALL_TICKETS];
			const alike = (): boolean =>
				SIDES.every((side) => JSON.stringify(stage.pair.counts()[side]) === JSON.stringify(expected));
			await stage.until('the same records on both sides', alike, STORM_MS);
			await stage.until('every ticket linked', async () => (await stage.tickets()).length === expected[2], STORM_MS);
			await stage.quiet();
			expect(stage.pair.counts()).toEqual({ psa: expected, platform: expected });
			tickets = (await stage.tickets()).filter((ticket) => String(see('psa', ticket).title).startsWith(OURS));
			expect(tickets).toHaveLength(SCENES);
		});

		test.each(SIDES)('edits on the side "%s" arrive', async (from) => {
			const ticket = next();
			const changes = {
				title: `Edited by a person of the ${from}`,
				priority: 'critical',
				status: 'waiting',
				assetTag: 'LT-4711',
			};
			for (const [field, value] of Object.entries(changes)) edit(from, ticket, { [field]: value });
			await arrives(otherSide(from), ticket, changes);
			edit(otherSide(from), ticket, { assetTag: 'LT-0815' });
			await arrives(from, ticket, { assetTag: 'LT-0815' });
		});

		test('edits of different fields of one ticket, on both sides at once, both survive', async () => {
			const ticket = next();
			edit('psa', ticket, { title: 'Title from the PSA' });
			edit('platform', ticket, { priority: 'low' });
			for (const side of SIDES) await arrives(side, ticket, { title: 'Title from the PSA', priority: 'low' });
		});

		test('edits of one field on both sides: the PSA wins, and the loser is kept', async () => {
			const ticket = next();
			edit('platform', ticket, { title: 'What the platform says' });
			edit('psa', ticket, { title: 'What the PSA says' });
			await stage.quiet();
			for (const side of SIDES) await arrives(side, ticket, { title: 'What the PSA says' });
			const audit = await (await stage.store()).audit(SYNC, { limit: 500 });
			expect(audit.map(({ before }) => before)).toContain('What the platform says');
		});

		test('a title of 200 characters stays whole on the platform, whatever the PSA keeps of it', async () => {
			const ticket = next();
			edit('platform', ticket, { title: TITLE_200 });
			await arrives('psa', ticket, { title: stage.pair.psa.keptTitle(TITLE_200) });
			edit('psa', ticket, { priority: 'high' });
			await arrives('platform', ticket, { priority: 'high' });
			await stage.quiet();
			expect(see('platform', ticket).title).toBe(stage.pair.platform.keptTitle(TITLE_200));
		});

		test('new tickets on both sides, while both systems misbehave, arrive once', async () => {
			for (const side of SIDES) {
				const { faults, calls, people } = stage.pair.on(side);
				faults.add({ kind: 'rateLimited', times: 2, retryAfterSeconds: 1 });
				faults.add({ kind: 'unavailable', times: 2, skip: 3 });
				faults.add({ kind: 'lostResponse', times: 1, delayMs: 100, ...calls.create.ticket });
				const { company } = see(side, tickets[0]);
				for (const number of [1, 2, 3]) people.create('ticket', { title: `Storm ${number} of the ${side}`, company });
			}
			const all = ALL_TICKETS + 6;
			const linked = async (): Promise<boolean> => (await stage.tickets()).length === all;
			await stage.until('all six tickets linked', linked, STORM_MS);
			for (const side of SIDES) stage.pair.on(side).faults.clear();
			await stage.quiet(STORM_MS);
			expect(SIDES.map((side) => stage.pair.counts()[side][2])).toEqual([all, all]);
		});

		describe('webhooks', () => {
			beforeEach(async () => await stage.quiet());

			/** A change of status: of all edits the one that every system tells of. */
			const news = (ticket: Linked): Neutral => ({
				status: see('psa', ticket).status === 'waiting' ? 'inProgress' : 'waiting',
			});

			test.each(SIDES)('of the side "%s" bring an edit long before the interval is over', async (from) => {
				const ticket = next();
				const changes = news(ticket);
				edit(from, ticket, changes);
				await arrives(otherSide(from), ticket, changes, SOON_MS);
			});

			test.each(SIDES)('of the side "%s" that arrive twice are carried out once', async (from) => {
				const [ticket] = tickets;
				const written = stage.pair.writeRequests();
				stage.post.mode = 'twice';
				const changes = news(ticket);
				edit(from, ticket, changes);
				await arrives(otherSide(from), ticket, changes, SOON_MS);
				stage.post.mode = 'deliver';
				await stage.quiet();
				expect(stage.pair.writeRequests() - written).toBe(1);
			});

			test('that are lost cost one poll', async () => {
				const [ticket] = tickets;
				stage.post.mode = 'lose';
				for (const [side, changes] of [
					['psa', { title: 'Told to nobody' }],
					['platform', { priority: 'critical' }],
				] as const) {
					edit(side, ticket, changes);
				}
				await arrives('platform', ticket, { title: 'Told to nobody' });
				await arrives('psa', ticket, { priority: 'critical' });
				stage.post.mode = 'deliver';
			});

			test.each(SIDES)(
				'of the side "%s" that come late, when the edit has long arrived, write nothing',
				async (from) => {
					const [ticket] = tickets;
					stage.post.mode = 'hold';
					const changes = news(ticket);
					edit(from, ticket, changes);
					await arrives(otherSide(from), ticket, changes);
					await stage.quiet();
					const written = stage.pair.writeRequests();
					const statuses = await stage.post.release();
					expect(statuses.length).toBeGreaterThan(0);
					expect(statuses.every((status) => status === 200)).toBe(true);
					await stage.quiet();
					expect(stage.pair.writeRequests()).toBe(written);
				},
			);

			test.each(SIDES)('of the side "%s" that are sent again write nothing, and start a run at most', async (from) => {
				const [ticket] = tickets;
				const before = stage.post.letters.length;
				const changes = news(ticket);
				edit(from, ticket, changes);
				await arrives(otherSide(from), ticket, changes, SOON_MS);
				await stage.quiet();
				const [letter] = stage.post.letters.slice(before);
				const [written, runs, since] = [stage.pair.writeRequests(), stage.runs(), Date.now()];
				for (let again = 0; again < 5; again++) expect(await stage.post.send(letter)).toBeLessThan(500);
				await stage.quiet();
				expect(stage.pair.writeRequests()).toBe(written);
				// The interval may be over meanwhile, on a busy machine more than once.
				const intervals = Math.ceil((Date.now() - since) / (INTERVAL_S * 1_000));
				expect(stage.runs() - runs).toBeLessThanOrEqual(1 + intervals);
			});

			test.each(SIDES)('of the side "%s" that are forged are refused', async (from) => {
				const [ticket] = tickets;
				const before = stage.post.letters.length;
				const changes = news(ticket);
				edit(from, ticket, changes);
				await arrives(otherSide(from), ticket, changes, SOON_MS);
				await stage.quiet();
				const [letter] = stage.post.letters.slice(before);
				expect([401, 403]).toContain(await stage.post.forge(letter));
			});
		});

		test('a quiet evening writes nothing, and the books agree', async () => {
			await stage.quiet();
			const [written, runs] = [stage.pair.writeRequests(), stage.runs()];
			await stage.until('two more runs', () => stage.runs() >= runs + 2, 3 * ARRIVAL_MS);
			expect(stage.pair.writeRequests()).toBe(written);
			const { psa: there, platform: here } = stage.pair.counts();
			expect(there).toEqual(here);
			const waiting = new Set(
				(await (await stage.store()).reviews(SYNC, { status: 'open', limit: 1000 })).map(({ psaId }) => psaId),
			);
			for (const ticket of await stage.tickets()) {
				if (waiting.has(ticket.psa)) continue;
				const fields = ['priority', 'assetTag'];
				expect([ticket, pick(see('psa', ticket), fields)]).toEqual([ticket, pick(see('platform', ticket), fields)]);
				const kept = stage.pair.psa.keptTitle(String(see('platform', ticket).title));
				expect(String(see('psa', ticket).title)).toBe(kept);
			}
			expect(await stage.failedRuns()).toEqual([]);
		});
	});
}
