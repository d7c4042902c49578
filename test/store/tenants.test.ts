import { describeStores } from './both-stores';
import { SYNC } from './drafts';

describeStores('the tenants of a sync', (open) => {
	test('are told side by side, and only those of this sync that are bound', async () => {
		const store = await open();
		expect(await store.tenants(SYNC)).toEqual([]);
		await store.bindTenant(SYNC, 'platform', 'halopsa', 'acme.halopsa.com');
		await store.bindTenant('other', 'psa', 'autotask', 'autotask.net/other.example');
		expect(await store.tenants(SYNC)).toEqual([
			{ side: 'platform', system: 'halopsa', fingerprint: 'acme.halopsa.com' },
		]);
		await store.bindTenant(SYNC, 'psa', 'autotask', 'autotask.net/acme.example');
		expect(await store.tenants(SYNC)).toEqual([
			{ side: 'psa', system: 'autotask', fingerprint: 'autotask.net/acme.example' },
			{ side: 'platform', system: 'halopsa', fingerprint: 'acme.halopsa.com' },
		]);
	});
});
