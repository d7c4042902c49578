import { describeStores } from './both-stores';
import { SYNC } from './drafts';

const note = (ticketId: string, id: string) => ({ entity: 'note', ticketId, id }) as const;

describeStores('what was left out because of its ticket', (open) => {
	test('is to be read again once the ticket comes in, each record once, and then forgotten', async () => {
		const store = await open();
		await store.leaveOut(SYNC, 'psa', [note('1', 'a'), note('1', 'b'), note('2', 'c')]);
		await store.leaveOut(SYNC, 'psa', [note('1', 'b'), { ...note('1', 't'), entity: 'timeEntry' }]);
		expect(await store.recall(SYNC, 'psa', ['1', '7'], 'came in')).toBe(3);
		const asked = (await store.revisits(SYNC, 'psa', 10)).map(({ entity, recordId }) => `${entity} ${recordId}`);
		expect(asked.sort()).toEqual(['note a', 'note b', 'timeEntry t']);
		expect(await store.recall(SYNC, 'psa', ['1'], 'came in')).toBe(0);
		expect(await store.recall(SYNC, 'psa', ['2'], 'came in')).toBe(1);
	});

	test('belongs to one sync and one side', async () => {
		const store = await open();
		await store.leaveOut(SYNC, 'psa', [note('1', 'a')]);
		expect(await store.recall(SYNC, 'platform', ['1'], 'came in')).toBe(0);
		expect(await store.recall('other', 'psa', ['1'], 'came in')).toBe(0);
		expect(await store.revisits(SYNC, 'psa', 10)).toEqual([]);
	});

	test('may be a great deal of a great many tickets', async () => {
		const store = await open();
		const all = Array.from({ length: 3000 }, (_, index) => note(String(index % 1500), String(index)));
		await store.leaveOut(SYNC, 'psa', all);
		expect(
			await store.recall(
				SYNC,
				'psa',
				all.map(({ ticketId }) => ticketId),
				'came in',
			),
		).toBe(3000);
	});
});
