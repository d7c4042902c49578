import { describeStores } from './both-stores';
import { T0 } from './drafts';

const HOUR_MS = 60 * 60_000;

describeStores('inboxes', (open) => {
	test('hand out each note once, in the order in which they were left', async () => {
		const store = await open();
		await store.leaveNotes('a', [1, { id: 'two' }], T0);
		await store.leaveNotes('a', ['three'], T0 - 1);
		await store.leaveNotes('b', ['of another'], T0);
		expect(await store.takeNotes('a', 2)).toEqual([1, { id: 'two' }]);
		await store.leaveNotes('a', [null], T0);
		expect(await store.takeNotes('a', 9)).toEqual(['three', null]);
		expect(await store.takeNotes('a', 9)).toEqual([]);
		expect(await store.takeNotes('b', 9)).toEqual(['of another']);
	});

	test('hold as many as a burst brings, equal ones too', async () => {
		const store = await open();
		await store.leaveNotes('a', Array<string>(1_500).fill('same'), T0);
		expect(await store.takeNotes('a', 10_000)).toHaveLength(1_500);
	});

	test('give a note to one of two who take at the same time', async () => {
		const store = await open();
		await store.leaveNotes('a', ['one'], T0);
		const taken = await Promise.all([store.takeNotes('a', 1), store.takeNotes('a', 1)]);
		expect(taken.flat()).toEqual(['one']);
	});

	test('throw away after an hour what nobody took', async () => {
		const store = await open();
		await store.leaveNotes('nobody', ['old'], T0);
		await store.leaveNotes('a', ['young'], T0 + HOUR_MS);
		expect(await store.takeNotes('nobody', 9)).toEqual(['old']);
		await store.leaveNotes('nobody', ['older'], T0);
		await store.leaveNotes('a', [], T0 + HOUR_MS + 1);
		expect(await store.takeNotes('nobody', 9)).toEqual([]);
		expect(await store.takeNotes('a', 9)).toEqual(['young']);
	});
});
