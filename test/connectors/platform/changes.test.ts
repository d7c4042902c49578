import { connectorTo, failureOf, platform, stopPlatforms } from './sandbox';

afterEach(stopPlatforms);

const ACME = { name: 'Acme' };

describe('the changes of the platform', () => {
	it('come from the beginning, in pages, each record once', async () => {
		const server = await platform({ seed: { company: Array.from({ length: 7 }, (_, i) => ({ name: `C${i}` })) } });
		const connector = connectorTo(server);
		const first = await connector.changes('company', null, 5);
		expect(first.more).toBe(true);
		expect(first.at).toBeNull();
		const second = await connector.changes('company', first.state, 5);
		expect(second.more).toBe(false);
		expect([...first.rows, ...second.rows].map((row) => row.record.name)).toEqual(
			[0, 1, 2, 3, 4, 5, 6].map((i) => `C${i}`),
		);
	});

	it('cost one call when nothing changed, and keep their place', async () => {
		const server = await platform({ seed: { company: [ACME] } });
		const connector = connectorTo(server);
		const { state } = await connector.changes('company', null, 100);
		const before = connector.calls();
		const idle = await connector.changes('company', state, 100);
		expect(idle.rows).toEqual([]);
		expect(idle.more).toBe(false);
		expect(connector.calls() - before).toBe(1);
		server.control.edit('company', 'co-1', { city: 'Tampa' });
		const next = await connector.changes('company', idle.state, 100);
		expect(next.rows.map((row) => [row.id, row.record.city, row.author])).toEqual([['co-1', 'Tampa', 'Pat Person']]);
	});

	it('are read past the size of one page of the server', async () => {
		const server = await platform({ seed: { company: Array.from({ length: 510 }, (_, i) => ({ name: `C${i}` })) } });
		const { rows, more } = await connectorTo(server).changes('company', null, 1_000);
		expect(rows).toHaveLength(510);
		expect(more).toBe(false);
	});

	it('bring a deleted record as deleted', async () => {
		const server = await platform({ seed: { company: [ACME] } });
		const connector = connectorTo(server);
		const { state } = await connector.changes('company', null, 100);
		server.control.remove('company', 'co-1');
		const { rows } = await connector.changes('company', state, 100);
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({ id: 'co-1', deleted: true, author: 'Pat Person' });
	});

	it('begin again when the server has forgotten the cursor', async () => {
		const server = await platform({ seed: { company: [ACME, { name: 'Beta' }] } });
		const connector = connectorTo(server);
		const { state } = await connector.changes('company', null, 100);
		server.control.expireCursors();
		const again = await connector.changes('company', state, 100);
		expect(again.rows.map((row) => row.record.name)).toEqual(['Acme', 'Beta']);
	});

	it('that become visible late are not skipped', async () => {
		const server = await platform({ seed: { company: [ACME] } });
		const connector = connectorTo(server);
		const { state } = await connector.changes('company', null, 100);
		server.control.indexLagMs = 60_000;
		server.control.edit('company', 'co-1', { city: 'Tampa' });
		const unseen = await connector.changes('company', state, 100);
		expect(unseen.rows.filter((row) => row.record.city === 'Tampa')).toEqual([]);
		server.control.indexLagMs = 0;
		const seen = await connector.changes('company', unseen.state, 100);
		expect(seen.rows.map((row) => row.record.city)).toEqual(['Tampa']);
	});

	it('say the server time up to which everything was read', async () => {
		const server = await platform();
		server.control.clock.set({ frozenAt: '2026-03-01T09:30:00Z' });
		const { at } = await connectorTo(server).changes('company', null, 100);
		expect(at).toBe('2026-03-01T09:30:00.000Z');
	});

	it('carry every field of the catalogue, the custom fields, and the ids of the other side', async () => {
		const server = await platform({
			customFields: { company: [{ name: 'Tier', label: 'Tier', type: 'string', maxLength: 20 }] },
			seed: {
				company: [
					{
						name: 'Acme',
						customFields: { Tier: 'Gold' },
						externalRefs: [
							{ system: 'connectwise', id: '12' },
							{ system: 'xero', id: '9' },
						],
					},
				],
			},
		});
		const { rows } = await connectorTo(server).changes('company', null, 100);
		expect(rows[0].externalIds).toEqual(['12']);
		expect(rows[0].record).toMatchObject({
			name: 'Acme',
			'customFields/Tier': 'Gold',
			identifier: null,
			status: 'active',
		});
		expect(rows[0].etag).toMatch(/^".+"$/);
		expect(rows[0].record).not.toHaveProperty('updatedAt');
	});

	it('refuse a watermark that is not the platform’s', async () => {
		const error = await failureOf(connectorTo(await platform()).changes('ticket', { from: null }, 10));
		expect(error.code).toBe('STORE');
	});

	it('survive a busy and a broken answer', async () => {
		const server = await platform({ seed: { company: [ACME] } });
		for (const kind of ['rateLimited', 'unavailable', 'truncated'] as const)
			server.control.faults.add({ kind, times: 1 });
		const { rows } = await connectorTo(server).changes('company', null, 100);
		expect(rows).toHaveLength(1);
		expect(server.control.requests.entries().map((entry) => entry.fault)).toEqual([
			'rateLimited',
			'unavailable',
			'truncated',
			undefined,
		]);
	});
});
