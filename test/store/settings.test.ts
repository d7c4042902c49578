import { isoTime } from '../../sync/model/clock';
import type { Json } from '../../sync/model/json';
import { describeStores } from './both-stores';
import { commit, newPair, SYNC, T0 } from './drafts';

const byAnn = { by: 'ann', now: T0 };

describeStores('a setting of a sync', (open) => {
	test('is what it was last set to, with its history, the newest first', async () => {
		const store = await open();
		expect(await store.setting(SYNC, 'movedCompanies')).toBeUndefined();
		expect(await store.settingChanges(SYNC, 'movedCompanies', 10)).toEqual([]);
		await store.changeSetting(SYNC, 'movedCompanies', { list: ['1'] }, byAnn);
		await store.changeSetting(SYNC, 'movedCompanies', { list: ['1', '2'] }, { by: 'bob', now: T0 + 5 });
		await store.changeSetting(SYNC, 'movedCompanies', null, { by: 'ann', now: T0 + 9 });
		expect(await store.setting(SYNC, 'movedCompanies')).toBeNull();
		expect(await store.settingChanges(SYNC, 'movedCompanies', 10)).toEqual([
			{ value: null, by: 'ann', at: isoTime(T0 + 9) },
			{ value: { list: ['1', '2'] }, by: 'bob', at: isoTime(T0 + 5) },
			{ value: { list: ['1'] }, by: 'ann', at: isoTime(T0) },
		]);
		expect(await store.settingChanges(SYNC, 'movedCompanies', 1)).toHaveLength(1);
	});

	test('belongs to one sync and one name', async () => {
		const store = await open();
		await store.changeSetting(SYNC, 'scope', 'mine', byAnn);
		await store.changeSetting('other', 'scope', 'theirs', byAnn);
		expect(await store.setting(SYNC, 'scope')).toBe('mine');
		expect(await store.setting('other', 'scope')).toBe('theirs');
		expect(await store.setting(SYNC, 'retired')).toBeUndefined();
		expect(await store.settingChanges('other', 'retired', 10)).toEqual([]);
	});

	test('set to what stands already, whatever the order of its keys, makes no history', async () => {
		const store = await open();
		await store.changeSetting(SYNC, 'scope', { a: 1, b: [2] }, byAnn);
		expect(await store.changeSetting(SYNC, 'scope', { b: [2], a: 1 }, { by: 'bob', now: T0 + 1 })).toBe(true);
		expect(await store.settingChanges(SYNC, 'scope', 10)).toMatchObject([{ by: 'ann' }]);
	});

	test('of two people who change the same value at once, one is told that it has changed meanwhile', async () => {
		const store = await open();
		const first = { by: 'ann', now: T0, from: null };
		const answers = await Promise.all([
			store.changeSetting(SYNC, 'scope', 'a', first),
			store.changeSetting(SYNC, 'scope', 'b', { ...first, by: 'bob' }),
		]);
		expect(answers).toEqual([true, false]);
		expect(await store.settingChanges(SYNC, 'scope', 10)).toMatchObject([{ value: 'a', by: 'ann' }]);
		expect(await store.changeSetting(SYNC, 'scope', 'b', { by: 'bob', now: T0 + 1, from: 'a' })).toBe(true);
		expect(await store.setting(SYNC, 'scope')).toBe('b');
	});

	test('keeps hostile names and values to the letter', async () => {
		const store = await open();
		const name = `'; drop table setting_changes; --`;
		const value = JSON.parse('{"__proto__":{"a":"\\u0000 \\ud83d\\ude00"}}') as Json;
		await store.changeSetting(SYNC, name, value, { by: "o'brien", now: T0 });
		expect(JSON.stringify(await store.setting(SYNC, name))).toBe(JSON.stringify(value));
		expect(await store.settingChanges(SYNC, name, 1)).toMatchObject([{ by: "o'brien" }]);
	});

	test('changes nothing else, and a commit leaves it alone', async () => {
		const store = await open();
		await newPair(store, '1', 'a');
		const before = await store.standing(SYNC, T0);
		await store.changeSetting(SYNC, 'scope', 'mine', byAnn);
		expect(await store.standing(SYNC, T0)).toEqual(before);
		await commit(store, []);
		expect(await store.setting(SYNC, 'scope')).toBe('mine');
	});
});
