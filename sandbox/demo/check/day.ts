import { SYNC_KEY } from '../workflow';
import { audit } from './audit';
import { customField, nameOf, type Both } from './both';
import { NotSeen, until } from './until';

/** What became of one scene of the day. */
export interface Scene {
	readonly name: string;
	readonly ok: boolean;
	readonly detail: string;
}

export interface DayReport {
	readonly scenes: readonly Scene[];
	/** From an edit on one side to its arrival on the other, milliseconds, in calm weather. */
	readonly latenciesMs: readonly number[];
	/** Requests that changed something while nobody edited anything. */
	readonly echoWrites: number;
}

interface Cast {
	readonly both: Both;
	readonly intervalMs: number;
	readonly say: (line: string) => void;
}

const ARRIVAL_MS = 60_000;
const STORM_MS = 240_000;
const LONG_TITLE = `Printer on the second floor ${'prints every page twice, then once more, '.repeat(5)}`
	.slice(0, 199)
	.trim()
	.padEnd(200, '!');

/** Plays a working day with edits, conflicts and faults on both sides, and checks each outcome in both systems. */
export async function playDay(cast: Cast): Promise<DayReport> {
	const scenes: Scene[] = [];
	const latenciesMs: number[] = [];
	let echoWrites = 0;
	const scene = async (name: string, play: () => Promise<string>): Promise<void> => {
		try {
			const detail = await play();
			scenes.push({ name, ok: true, detail });
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			scenes.push({ name, ok: false, detail: error.message });
		}
		const last = scenes[scenes.length - 1];
		cast.say(`${last.ok ? 'ok    ' : 'FAILED'} ${last.name}: ${last.detail}`);
	};
	await scene('first load', () => firstLoad(cast));
	await scene('edits travel both ways', () => editsTravel(cast, latenciesMs));
	await scene('different fields of one ticket, both sides at once', () => differentFields(cast));
	await scene('the same field on both sides: the source of truth wins, the loser is kept', () => sameField(cast));
	await scene('a 200-character title stays whole on the platform', () => longTitle(cast));
	await scene('a custom field travels there and back', () => thereAndBack(cast));
	await scene('new tickets on both sides, while both systems misbehave', () => storm(cast));
	await scene('a quiet time writes nothing', async () => {
		echoWrites = await quiet(cast);
		if (echoWrites > 0) throw new NotSeen(`${echoWrites} writes while nobody edited anything`);
		return 'no write in three cycles';
	});
	await scene('the books agree', () => audit(cast.both));
	return { scenes, latenciesMs, echoWrites };
}

async function firstLoad({ both }: Cast): Promise<string> {
	const all = both.psaTickets().length;
	const took = await until(`${all} tickets linked`, async () => (await both.links('ticket')).size === all, STORM_MS);
	return `${all} tickets linked after ${(took / 1000).toFixed(1)} s`;
}

/** Some linked tickets, each of which is used by one scene only. */
async function tickets(both: Both, from: number, count: number): Promise<[psaId: string, platformId: string][]> {
	const chosen = [...(await both.links('ticket'))].slice(from, from + count);
	if (chosen.length < count)
		throw new NotSeen(`needs ${from + count} linked tickets, there are ${from + chosen.length}`);
	return chosen;
}

async function editsTravel({ both }: Cast, latencies: number[]): Promise<string> {
	const chosen = await tickets(both, 0, 8);
	for (const [index, [psaId, platformId]] of chosen.entries()) {
		const title = `Edited by a person, number ${index}`;
		if (index % 2 === 0) {
			both.editPsa(psaId, { summary: title });
			latencies.push(
				await until(`"${title}" on the platform`, () => both.platform(platformId).title === title, ARRIVAL_MS),
			);
		} else {
			both.editPlatform(platformId, { title });
			latencies.push(await until(`"${title}" in ConnectWise`, () => both.psa(psaId).summary === title, ARRIVAL_MS));
		}
	}
	return `${chosen.length} edits arrived`;
}

async function differentFields({ both }: Cast): Promise<string> {
	const [[psaId, platformId]] = await tickets(both, 8, 1);
	both.editPsa(psaId, { summary: 'Title from the PSA' });
	both.editPlatform(platformId, { priority: 'Critical' });
	const arrived = (): boolean =>
		both.platform(platformId).title === 'Title from the PSA' &&
		nameOf(both.psa(psaId).priority).includes('Critical') &&
		both.platform(platformId).priority === 'Critical';
	await until('both edits on both sides', arrived, ARRIVAL_MS);
	return 'both survived';
}

async function sameField({ both }: Cast): Promise<string> {
	const [[psaId, platformId]] = await tickets(both, 9, 1);
	both.editPlatform(platformId, { title: 'What the platform says' });
	both.editPsa(psaId, { summary: 'What the PSA says' });
	await until(
		'the PSA’s title on the platform',
		() => both.platform(platformId).title === 'What the PSA says',
		ARRIVAL_MS,
	);
	if (both.psa(psaId).summary !== 'What the PSA says') throw new NotSeen('the PSA kept its own title');
	const lines = await both.store.audit(SYNC_KEY, { limit: 500 });
	if (!lines.some((line) => line.before === 'What the platform says')) throw new NotSeen('the loser in the audit');
	return 'the PSA won, the platform’s value is in the audit';
}

async function longTitle({ both }: Cast): Promise<string> {
	const [[psaId, platformId]] = await tickets(both, 10, 1);
	both.editPlatform(platformId, { title: LONG_TITLE });
	await until(
		'the title, cut to what ConnectWise holds',
		() => both.psa(psaId).summary === LONG_TITLE.slice(0, 100),
		ARRIVAL_MS,
	);
	both.editPsa(psaId, { priority: { name: 'Priority 1 - Critical' } });
	await until('a later edit beside it', () => both.platform(platformId).priority === 'Critical', ARRIVAL_MS);
	if (both.platform(platformId).title !== LONG_TITLE) throw new NotSeen('200 characters on the platform');
	return '200 characters there, 100 here';
}

async function thereAndBack({ both }: Cast): Promise<string> {
	const [[psaId, platformId]] = await tickets(both, 11, 1);
	both.editPlatform(platformId, { customFields: { 'Asset Tag': 'LT-4711' } });
	await until(
		'the asset tag in ConnectWise',
		() => customField(both.psa(psaId).customFields, 'Asset Tag') === 'LT-4711',
		ARRIVAL_MS,
	);
	const fields = both.psa(psaId).customFields as { caption: string; value: unknown }[];
	both.editPsa(psaId, {
		customFields: fields.map((field) => (field.caption === 'Asset Tag' ? { ...field, value: 'LT-0815' } : field)),
	});
	await until(
		'the new asset tag on the platform',
		() => customField(both.platform(platformId).customFields, 'Asset Tag') === 'LT-0815',
		ARRIVAL_MS,
	);
	return 'LT-4711 there, LT-0815 back';
}

async function storm({ both }: Cast): Promise<string> {
	const { connectwise, platform } = both.systems;
	const companyId = String(platform.control.list('company')[0].id);
	connectwise.control.faults.add({ kind: 'rateLimited', times: 2, retryAfterSeconds: 1 });
	connectwise.control.faults.add({ kind: 'unavailable', times: 2, skip: 3 });
	connectwise.control.faults.add({
		kind: 'lostResponse',
		times: 1,
		method: 'POST',
		path: '^/service/tickets$',
		delayMs: 100,
	});
	platform.control.faults.add({ kind: 'rateLimited', times: 2, retryAfterSeconds: 1 });
	platform.control.faults.add({ kind: 'lostResponse', times: 1, method: 'POST', path: '^/tickets$', delayMs: 100 });
	const company = { id: Number(connectwise.control.records('companies')[0].id) };
	for (const number of [1, 2, 3]) {
		connectwise.control.create('tickets', {
			summary: `Storm in the PSA ${number}`,
			company,
			board: { name: 'Service Desk' },
		});
		platform.control.create('ticket', { title: `Storm on the platform ${number}`, companyId });
	}
	const count = (titles: unknown[], text: string): number =>
		titles.filter((title) => String(title).startsWith(text)).length;
	const everywhere = (): boolean =>
		count(
			both.platformTickets().map(({ title }) => title),
			'Storm in the PSA',
		) >= 3 &&
		count(
			both.psaTickets().map(({ summary }) => summary),
			'Storm on the platform',
		) >= 3;
	const took = await until('all six tickets on both sides', everywhere, STORM_MS);
	connectwise.control.faults.clear();
	platform.control.faults.clear();
	await until(
		'every ticket linked',
		async () => (await both.links('ticket')).size === both.psaTickets().length,
		STORM_MS,
	);
	return `six tickets crossed 429s, 503s and two lost answers in ${(took / 1000).toFixed(0)} s`;
}

/** @returns writes while nobody edits anything, over three cycles, once everything has come to rest */
async function quiet({ both, intervalMs }: Cast): Promise<number> {
	const atRest = async (): Promise<boolean> => {
		const { writes, revisits } = await both.store.status(SYNC_KEY);
		return (writes.pending ?? 0) + (writes.replan ?? 0) + revisits === 0;
	};
	await until('the outbox empty', atRest, STORM_MS);
	const before = both.writes();
	const cycles = both.calls().connectwise;
	const perCycle = 3;
	await until(
		'three more cycles',
		() => both.calls().connectwise >= cycles + 3 * perCycle,
		10 * intervalMs + ARRIVAL_MS,
	);
	return both.writes() - before;
}
