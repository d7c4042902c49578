import type { IDataObject } from 'n8n-workflow';
import { systemClock } from '../../../sync/model/clock';
import type { Phase } from '../../../sync/model/phase';
import { CHECKS } from '../../../sync/model/readiness';
import type { LinkChange } from '../../../sync/model/commit-batch';
import { change, entry, intend } from '../../store/drafts';
import type { RunResult } from '../../support/workflow-runner';
import { outputOf, runNode, useStore } from './support';

const bench = useStore();
const SYNC = 'default';

const workflowOf = (phase: Phase) => ({ id: `w${phase}`, name: `Phase ${phase} of Acme` });

/** A live run of a workflow: what Conflict Resolve commits, having read both sides up to now. */
async function ran(phase: Phase, changes: readonly LinkChange[] = []): Promise<void> {
	const { store } = bench();
	const now = systemClock.now();
	const id = `pull-${phase}-${now}`;
	const at = new Date(now).toISOString();
	const from = (await store.watermarks(SYNC, 'psa')).get('ticket') ?? null;
	const step = { entity: 'ticket', from, to: { state: { cursor: id }, at } } as const;
	await store.savePull({ id, sync: SYNC, side: 'psa', steps: [step], createdAt: at });
	await store.commit({ sync: SYNC, now, run: { phase, workflow: workflowOf(phase) }, pulls: [id], changes });
}

const pair = (number: number, parts: Partial<LinkChange> = {}): LinkChange =>
	change({
		psaId: String(number),
		platformId: `tk-${number}`,
		psaShadow: { id: number, summary: 'Same' },
		platformShadow: { id: `tk-${number}`, title: 'Same' },
		...parts,
	});

const switchTo = async (phase: number, more: object = {}): Promise<RunResult> =>
	await runNode({ resource: 'sync', operation: 'switchPhase', phase, switchedBy: 'jane@example.com', ...more });

const check = async (phase: number, more: object = {}): Promise<RunResult> =>
	await runNode({ resource: 'sync', operation: 'checkReadiness', phase, ...more });

const phaseNow = async () => (await bench().store.phase(SYNC))?.phase;

const verdictOf = (run: RunResult): IDataObject => outputOf(run)[0] ?? {};
const stateOf = (run: RunResult, id: string) => outputOf(run).find(({ check: one }) => one === id)?.state;

const pageOf = (run: RunResult): string => {
	const page = run.output('PSA Sync')[0]?.binary?.page;
	if (!page) throw new Error('There is no page.');
	expect(page).toMatchObject({ mimeType: 'text/html', fileExtension: 'html' });
	return Buffer.from(page.data, 'base64').toString('utf8');
};

describe('Sync → Switch Phase', () => {
	test('takes a sync that is at rest to the next phase and back, and keeps who did so', async () => {
		await ran(1, [pair(1)]);
		const there = await switchTo(2);
		expect(verdictOf(there)).toMatchObject({ check: 'verdict', state: 'ok', switched: true, fromPhase: 1, toPhase: 2 });
		expect(verdictOf(there).found).toMatch(/By jane@example\.com at .*Unpublish the workflow of phase 1/);
		expect(await phaseNow()).toBe(2);
		await ran(2);
		expect(verdictOf(await switchTo(1, { switchedBy: '' }))).toMatchObject({ switched: true });
		await ran(1);
		const [status] = outputOf(await runNode({ resource: 'sync', operation: 'status' }));
		expect(status).toMatchObject({
			phase: {
				number: 1,
				workflowName: 'Phase 1 of Acme',
				switches: [
					{ from: 2, to: 1, by: 'PSA Sync', although: [] },
					{ from: 1, to: 2, by: 'jane@example.com', although: [] },
				],
			},
		});
	});

	test('changes nothing but the phase: no write is due, no link or entry is touched', async () => {
		await ran(1, [pair(1), pair(2, { reviews: [entry({})] })]);
		const { store } = bench();
		const remembered = async () => {
			const { lastCommitAt: _, ...status } = await store.status(SYNC);
			return [
				status,
				await store.audit(SYNC, { limit: 10 }),
				await store.settledPairs(SYNC, 'ticket', { after: null, limit: 10 }),
			];
		};
		const before = await remembered();
		outputOf(await switchTo(2, { although: ['conflict'] }));
		expect(await phaseNow()).toBe(2);
		expect(await remembered()).toEqual(before);
	});

	test('from then on a run of the former phase is refused, and names the switch and the way back', async () => {
		await ran(1);
		outputOf(await switchTo(2));
		await expect(ran(1)).rejects.toMatchObject({
			code: 'WRONG_PHASE',
			message: expect.stringMatching(
				/is in phase 2 \(switched there at .*no workflow of that phase has run yet\).*belongs to phase 1.*PSA Sync → Switch Phase/,
			) as string,
		});
		await ran(2);
	});

	test.each([
		['writesDue', 'a write that is due', pair(1, { writes: [intend('psa', 'update', { title: 'New' })] })],
		['flapping', 'a record that keeps changing back', pair(1, { reviews: [entry({ kind: 'flapping', side: 'psa' })] })],
		['massDeletion', 'many records gone at once', pair(1, { reviews: [entry({ kind: 'massDeletion', side: 'psa' })] })],
	])('%s blocks: %s stops it, whatever is overridden', async (id, _what, open) => {
		await ran(1, [open]);
		const run = await switchTo(2, { although: [...CHECKS] });
		expect(verdictOf(run)).toMatchObject({ state: 'blocks', switched: false, count: 1 });
		expect(stateOf(run, id)).toBe('blocks');
		expect(await phaseNow()).toBe(1);
		expect(await bench().store.phaseSwitches(SYNC, 10)).toEqual([]);
	});

	test('a write under way blocks until its outcome is known', async () => {
		await ran(1, [pair(1, { writes: [intend('psa', 'update', { title: 'New' })] })]);
		const { store } = bench();
		const now = systemClock.now();
		const [due] = await store.dueWrites(SYNC, now, 1);
		const [claimed] = await store.claim(SYNC, [due?.write.id ?? ''], now, 60_000);
		const refused = await switchTo(2);
		expect([stateOf(refused, 'writesInFlight'), stateOf(refused, 'writesDue')]).toEqual(['blocks', 'ok']);
		if (!claimed) throw new Error('nothing was claimed');
		const outcome = { now, targetId: '1', shadow: { summary: 'New' }, called: true, audit: [], reviews: [] };
		expect(await store.acknowledge(claimed.write, outcome)).toBe(true);
		expect(verdictOf(await switchTo(2))).toMatchObject({ switched: true });
	});

	test.each([
		['conflict', pair(1, { reviews: [entry({})] })],
		['unmapped', pair(1, { reviews: [entry({ kind: 'unmapped', side: 'psa' })] })],
		['deadLetter', pair(1, { reviews: [entry({ kind: 'deadLetter' })] })],
		['notLanded', pair(1, { reviews: [entry({ kind: 'notLanded' })] })],
		['deleted', pair(1, { reviews: [entry({ kind: 'deleted', side: 'psa' })] })],
		['ambiguous', change({ psaId: '1', psaShadow: {}, reviews: [entry({ kind: 'ambiguous' })] })],
		['unlinked', change({ psaId: '1', psaShadow: {} })],
		['notCompared', change({ psaId: '1', platformId: 'tk-1', psaShadow: {} })],
		['gone', pair(1, { missing: { psa: 'ignored' } })],
		['rereads', pair(1, { revisit: [{ side: 'psa', recordId: '1', force: [] }] })],
		[
			'waiting',
			change({
				psaId: '1',
				psaShadow: {},
				writes: [
					intend('platform', 'create', { companyId: { $unlinked: { entity: 'company', side: 'psa', id: '7' } } }),
				],
			}),
		],
	])('%s only warns: it stops the switch, until a person overrides that very warning', async (id, open) => {
		await ran(1, [open]);
		const others = CHECKS.filter((one) => one !== id);
		const refused = await switchTo(2, { although: others });
		expect(verdictOf(refused)).toMatchObject({ state: 'warns', switched: false, count: 1 });
		expect(await phaseNow()).toBe(1);
		const switched = await switchTo(2, { although: [id] });
		expect(verdictOf(switched)).toMatchObject({ switched: true });
		expect(stateOf(switched, id)).toBe('warns');
		expect(await bench().store.phaseSwitches(SYNC, 10)).toMatchObject([{ although: [id] }]);
	});

	test('leaving out a phase warns', async () => {
		await ran(1, [pair(1)]);
		expect(stateOf(await switchTo(3), 'order')).toBe('warns');
		expect(verdictOf(await switchTo(3, { although: ['order'] }))).toMatchObject({ switched: true });
	});

	test('what was read long ago warns; how long is long can be set', async () => {
		const { store } = bench();
		const at = new Date(systemClock.now() - 40 * 60_000).toISOString();
		await ran(1, [pair(1)]);
		const from = (await store.watermarks(SYNC, 'platform')).get('ticket') ?? null;
		const steps = [{ entity: 'ticket', from, to: { state: 'old', at } }] as const;
		await store.savePull({ id: 'old', sync: SYNC, side: 'platform', steps, createdAt: at });
		await store.settlePull('old');
		const refused = await switchTo(2);
		const told = outputOf(refused).find(({ check: one }) => one === 'watermarks');
		expect(told).toMatchObject({ state: 'warns', count: 1 });
		expect(told?.found).toContain(`ticket of the platform (read up to ${at})`);
		expect(verdictOf(await switchTo(2, { options: { oldestRead: 60 } }))).toMatchObject({ switched: true });
	});

	test('a sync that was never read warns of that', async () => {
		await bench().store.commit({
			sync: SYNC,
			now: 0,
			run: { phase: 1, workflow: null },
			pulls: [],
			changes: [],
		});
		expect(stateOf(await switchTo(2), 'watermarks')).toBe('warns');
	});

	test('to the phase that it is in changes nothing and is no error', async () => {
		await ran(1, [pair(1)]);
		expect(verdictOf(await switchTo(1))).toMatchObject({ state: 'ok', switched: false, name: 'In phase 1 already' });
		expect(await bench().store.phaseSwitches(SYNC, 10)).toEqual([]);
	});

	test('a sync that has not begun is in no phase, and is not put into one', async () => {
		const run = await switchTo(2);
		expect(run.error?.message).toMatch(/"default" is in no phase yet: its first live run decides it/);
		expect(await phaseNow()).toBeUndefined();
	});

	test('can stop the run with an error that names the reasons', async () => {
		await ran(1, [pair(1, { reviews: [entry({})] })]);
		const run = await switchTo(2, { ifRefused: 'error' });
		expect(run.error?.message).toMatch(
			/not ready for phase 2 and stays in phase 1.*Open Conflicts \(warns\): 1 open entry/,
		);
	});

	test.each([
		['a phase that is none', { phase: 4 }, /"phase" is none: choose 1, 2 or 3/],
		[
			'a node that is not there',
			{ phase: 2, options: { conflictResolve: 'Nope' } },
			/no Field Map node before a node "Nope"/,
		],
		['a time that is none', { phase: 2, options: { oldestRead: 0 } }, /oldestRead.*at least 1/],
	])('%s is refused, and nothing changes', async (_what, more, message) => {
		await ran(1, [pair(1)]);
		expect((await switchTo(2, more)).error?.message).toMatch(message);
		expect(await phaseNow()).toBe(1);
	});
});

describe('Sync → Check Readiness', () => {
	test('is one item per check behind the verdict, and changes nothing', async () => {
		await ran(1, [pair(1)]);
		const run = await check(2);
		const [verdict, ...checks] = outputOf(run);
		expect(verdict).toMatchObject({ name: 'Ready for phase 2', state: 'ok', switched: false });
		expect(checks.map(({ check: id }) => id)).toEqual([...CHECKS]);
		for (const one of checks) {
			expect(one).toMatchObject({
				name: expect.any(String),
				count: expect.any(Number),
				found: expect.any(String),
			} as object);
			expect(one.whatToDo === '').toBe(one.state === 'ok');
		}
		expect(await phaseNow()).toBe(1);
	});

	test('says without field maps that drift was not looked at, and what it takes', async () => {
		await ran(1, [pair(1)]);
		const drift = outputOf(await check(2)).find(({ check: id }) => id === 'drift');
		expect(drift).toMatchObject({ state: 'notLooked', count: 0 });
		expect(drift?.whatToDo).toMatch(/name its Conflict Resolve node/);
	});

	test('tells what blocks from what can be overridden', async () => {
		await ran(1, [pair(1, { reviews: [entry({})] })]);
		expect(verdictOf(await check(2))).toMatchObject({ state: 'warns', name: 'Not ready for phase 2' });
		await ran(1, [pair(2, { writes: [intend('psa', 'update', { title: 'New' })] })]);
		expect(verdictOf(await check(2))).toMatchObject({
			state: 'blocks',
			count: 2,
			whatToDo: 'Writes That Are Due, Open Conflicts',
		});
		expect(verdictOf(await check(1))).toMatchObject({ state: 'ok', name: 'In phase 1 already' });
	});
});

describe('the page', () => {
	test('is a whole HTML document without scripts or anything from elsewhere', async () => {
		await ran(1, [pair(1, { reviews: [entry({})] })]);
		const html = pageOf(await check(2));
		expect(html).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
		expect(html).toContain("default-src 'none'");
		expect(html).not.toMatch(/<script|https?:|src=|url\(|\son\w+=/i);
		for (const text of ['Not ready for phase 2', 'Open Conflicts', '1 open entry about fields', 'Phase 1 of Acme'])
			expect(html).toContain(text);
	});

	test('shows hostile texts to the letter, and as nothing but text', async () => {
		const evil = `<img src=x onerror="alert('1')">&`;
		await bench().store.commit({
			sync: evil.slice(0, 60),
			now: systemClock.now(),
			run: { phase: 1, workflow: { id: evil, name: evil } },
			pulls: [],
			changes: [],
		});
		const run = await switchTo(2, { syncKey: evil.slice(0, 60), switchedBy: evil, although: ['watermarks'] });
		const html = pageOf(run);
		expect(verdictOf(run).switched).toBe(true);
		expect(html).not.toContain('<img');
		expect(html.split('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;').length).toBeGreaterThan(3);
	});
});
