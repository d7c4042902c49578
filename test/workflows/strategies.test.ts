import type { INodeParameters } from 'n8n-workflow';
import type { AuditEntry } from '../../sync/model/commit-batch';
import type { SyncStatus } from '../../sync/store/reported';
import { Bench, NODES, SYNC } from './bench';

let bench: Bench;
let psaId: number;
let platformId: string;

async function linkATicket(): Promise<void> {
	const { company } = bench.psaClient();
	psaId = bench.psaTicket(company, 'Printer is on fire');
	await bench.settle();
	platformId = bench.counterpart('ticket', psaId).id;
}

beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

/** The template with one rule for the ticket's title in the place of its own rules. */
const withRule = (rule: INodeParameters) => ({
	[NODES.resolve]: { rules: { rule: [{ entity: 'ticket', field: 'title', ...rule }] } } satisfies INodeParameters,
});

/** Both sides edit the title, the platform two seconds before ConnectWise or after it. */
function bothEdit(later: 'psa' | 'platform'): void {
	const psa = (): void => void bench.connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
	const platform = (): void => void bench.platform.control.edit('ticket', platformId, { title: 'Platform title' });
	const [first, second] = later === 'psa' ? [platform, psa] : [psa, platform];
	bench.pass(10);
	first();
	bench.pass(2);
	second();
}

const titles = () => [bench.psa('tickets', psaId).summary, bench.platform.control.get('ticket', platformId).title];
const lost = async (): Promise<AuditEntry[]> =>
	(await (await bench.store()).audit(SYNC, { limit: 50 })).filter(({ kind }) => kind === 'lost');

describe('last write wins', () => {
	const rule = withRule({ strategy: 'lastWriteWins' });

	test.each([
		['psa', 'PSA title'],
		['platform', 'Platform title'],
	] as const)('keeps the later edit, here of the %s', async (later, winner) => {
		await linkATicket();
		bothEdit(later);
		await bench.settle(rule);
		expect(titles()).toEqual([winner, winner]);
		expect(await lost()).toHaveLength(1);
	});

	test('is not misled by a server whose clock is wrong by half an hour', async () => {
		bench.connectwise.control.clock.set({ skewMs: -30 * 60_000 });
		bench.platform.control.clock.set({ skewMs: 30 * 60_000 });
		await linkATicket();
		bothEdit('psa');
		await bench.settle(rule);
		expect(titles()).toEqual(['PSA title', 'PSA title']);
	});

	test.each([
		['psa', 'PSA title'],
		['platform', 'Platform title'],
	])('a tie is decided for the side that was declared: %s', async (tieBreaker, winner) => {
		await linkATicket();
		bench.pass(10);
		bench.connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
		bench.platform.control.edit('ticket', platformId, { title: 'Platform title' });
		await bench.settle({ [NODES.resolve]: { ...rule[NODES.resolve], tieBreaker } });
		expect(titles()).toEqual([winner, winner]);
	});
});

describe('source of truth', () => {
	test('prefer wins the conflict, and lets an edit of the other side travel where nobody contradicts', async () => {
		await linkATicket();
		const rule = withRule({ strategy: 'preferPsa' });
		bothEdit('platform');
		await bench.settle(rule);
		expect(titles()).toEqual(['PSA title', 'PSA title']);
		const [entry] = await lost();
		expect(entry).toMatchObject({ side: 'platform', field: 'title', before: 'Platform title', after: 'PSA title' });

		bench.platform.control.edit('ticket', platformId, { title: 'Second thought' });
		await bench.settle(rule);
		expect(titles()).toEqual(['Second thought', 'Second thought']);
	});

	test('enforce puts back an edit that was made on the other side alone, and keeps it in the audit', async () => {
		await linkATicket();
		bench.platform.control.edit('ticket', platformId, { title: 'Platform title' });
		await bench.settle(withRule({ strategy: 'enforcePsa' }));
		expect(titles()).toEqual(['Printer is on fire', 'Printer is on fire']);
		expect(await lost()).toMatchObject([{ side: 'platform', before: 'Platform title' }]);
	});
});

describe('manual merge', () => {
	const rule = withRule({ strategy: 'manual' });

	test('only the conflicting field waits, with all that a person needs; the decision travels by the next run', async () => {
		await linkATicket();
		bench.connectwise.control.edit('tickets', psaId, { priority: { name: 'Priority 2 - High' } });
		bothEdit('platform');
		const run = await bench.cycle(rule);
		const [entry] = run.json(NODES.resolve, 2);
		expect(entry).toMatchObject({
			kind: 'conflict',
			entity: 'ticket',
			field: 'title',
			base: 'Printer is on fire',
			psaValue: 'PSA title',
			platformValue: 'Platform title',
			psaId: String(psaId),
			platformId,
			needsReview: true,
		});
		expect(Date.parse(String(entry?.platformChangedAt)) - Date.parse(String(entry?.psaChangedAt))).toBe(2000);
		expect(entry?.psaAuthor).toBeTruthy();
		expect(entry?.platformAuthor).toBe('Pat Person');
		expect(run.json(NODES.tell)).toMatchObject([{ id: entry?.id }]);
		await bench.settle(rule);
		expect(titles()).toEqual(['PSA title', 'Platform title']);
		expect(bench.platform.control.get('ticket', platformId).priority).toBe('High');

		const store = await bench.store();
		await store.resolveReview(String(entry?.id), { choice: 'value', value: 'Agreed title' }, Date.now(), 'jane');
		await bench.settle(rule);
		expect(titles()).toEqual(['Agreed title', 'Agreed title']);
		const status: SyncStatus = await store.status(SYNC);
		expect(status.openReviews.conflict ?? 0).toBe(0);
	});
});

describe('newest non-empty', () => {
	test('a value wins over an empty field even where the field was emptied later', async () => {
		await linkATicket();
		const rule = withRule({ field: 'customFields/Asset Tag', strategy: 'newestNonEmpty' });
		const tag = (value: string | null) =>
			bench.connectwise.control.edit('tickets', psaId, { customFields: [{ id: 1, caption: 'Asset Tag', value }] });
		tag('NW-PRT-01');
		await bench.settle(rule);
		bench.pass(10);
		bench.platform.control.edit('ticket', platformId, { customFields: { 'Asset Tag': 'NW-PRT-02' } });
		bench.pass(2);
		tag(null);
		await bench.settle(rule);
		expect(bench.platform.control.get('ticket', platformId).customFields).toMatchObject({ 'Asset Tag': 'NW-PRT-02' });
		expect(bench.psa('tickets', psaId).customFields).toEqual(
			expect.arrayContaining([expect.objectContaining({ caption: 'Asset Tag', value: 'NW-PRT-02' })]),
		);
	});
});

describe('union', () => {
	test('is a strategy for lists: a field that is none waits for a person', async () => {
		await linkATicket();
		bothEdit('psa');
		const run = await bench.cycle(withRule({ strategy: 'union' }));
		expect(run.json(NODES.resolve, 2)).toMatchObject([{ kind: 'conflict', field: 'title' }]);
		expect(titles()).toEqual(['PSA title', 'Platform title']);
	});
});
