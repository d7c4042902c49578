import { isoTime } from '../../sync/model/clock';
import type { Phase, PhaseRun } from '../../sync/model/phase';
import type { Store } from '../../sync/store/store';
import { describeStores } from './both-stores';
import { change, SYNC, T0 } from './drafts';

const runOf = (phase: Phase, name = `Workflow of phase ${phase}`): PhaseRun => ({
	phase,
	workflow: { id: `w${phase}`, name },
});

const commitAs = async (store: Store, run: PhaseRun | undefined, now = T0, sync = SYNC) =>
	await store.commit({ sync, now, run, pulls: [], changes: [change({ psaId: String(now) })] });

describeStores('the phase of a sync', (open) => {
	test('is that of its first run, and every run of it is remembered', async () => {
		const store = await open();
		expect(await store.phase(SYNC)).toBeNull();
		await commitAs(store, runOf(2, 'First'), T0);
		await commitAs(store, runOf(2, 'Second'), T0 + 5);
		expect(await store.phase(SYNC)).toEqual({
			phase: 2,
			workflow: { id: 'w2', name: 'Second' },
			since: isoTime(T0),
			lastRunAt: isoTime(T0 + 5),
		});
	});

	test('a run of another phase commits nothing and says which workflow is in its way', async () => {
		const store = await open();
		await commitAs(store, runOf(1), T0);
		const before = [await store.status(SYNC), await store.phase(SYNC)];
		const refused = commitAs(store, runOf(2), T0 + 1);
		await expect(refused).rejects.toMatchObject({
			code: 'WRONG_PHASE',
			message: expect.stringMatching(
				new RegExp(`"${SYNC}" is in phase 1 .*"Workflow of phase 1" \\(w1\\).*${isoTime(T0)}.*phase 2.*Unpublish`),
			) as string,
		});
		expect([await store.status(SYNC), await store.phase(SYNC)]).toEqual(before);
	});

	test('is no concern of another sync, nor of a commit that names none', async () => {
		const store = await open();
		await commitAs(store, runOf(1), T0);
		await commitAs(store, runOf(3), T0, 'other');
		await commitAs(store, undefined, T0 + 1);
		expect(await store.phase(SYNC)).toMatchObject({ phase: 1, lastRunAt: isoTime(T0) });
		expect(await store.phase('other')).toMatchObject({ phase: 3 });
	});

	test('two first runs of different phases at once: one begins the sync, the other is refused', async () => {
		const store = await open();
		const results = await Promise.allSettled([commitAs(store, runOf(1), T0), commitAs(store, runOf(2), T0 + 1)]);
		expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const winner = results[0]?.status === 'fulfilled' ? 1 : 2;
		expect(await store.phase(SYNC)).toMatchObject({ phase: winner });
	});
});
