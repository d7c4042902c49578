import type { Connector } from '../../sync/connectors/connector';
import { SyncError } from '../../sync/model/errors';
import type { NativeRecord } from '../../sync/model/record';
import { ENVELOPE_KEY } from '../../sync/model/envelope';
import { isChange, pull } from '../../sync/pipeline';
import { MemoryStore } from '../model/memory-store';
import { change, commit, SYNC, T0 } from '../store/drafts';

const AT = ['2026-03-02T09:00:00Z', '2026-03-02T09:00:05Z'];

function ticket(title: string, changedAt: string): NativeRecord {
	return {
		entity: 'ticket',
		id: '7',
		record: { title },
		changedAt,
		author: null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	};
}

/** A platform whose feed hands out these rows, one a page; asked for the record itself, it shows the last. */
function platformWith(rows: readonly NativeRecord[]): Connector {
	const unused = async (): Promise<never> => {
		throw new Error('A pull does not do this.');
	};
	return {
		system: 'platform',
		catalogue: {
			system: 'platform',
			entities: { ticket: [{ name: 'title', label: 'Title', type: 'string' }] },
		},
		fingerprint: 'platform',
		skewMs: () => 0,
		calls: () => 0,
		changes: async (_entity, state) => {
			const page = Number(state ?? 0);
			return { rows: rows.slice(page, page + 1), state: page + 1, more: page + 1 < rows.length, at: AT[0] };
		},
		read: async () => new Map([['7', rows[rows.length - 1]]]),
		find: unused,
		create: unused,
		update: unused,
		fields: unused,
	};
}

/** The titles that a pull hands on. */
async function pulled(rows: readonly NativeRecord[]): Promise<unknown[]> {
	const store = new MemoryStore();
	const shadow = { title: 'Printer is on fire', $changedAt: '2026-03-02T08:00:00Z' };
	await commit(store, [change({ entity: 'ticket', psaId: '1', platformId: '7', platformShadow: shadow })]);
	const options = { sync: SYNC, side: 'platform', entities: ['ticket'], limit: 10 } as const;
	const { items } = await pull({ connector: platformWith(rows), store, clock: { now: () => T0 } }, options);
	return items.map(({ [ENVELOPE_KEY]: envelope }) => isChange(envelope) && envelope.record.title);
}

describe('a pull', () => {
	test('drops a row that holds what its shadow holds', async () => {
		expect(await pulled([ticket('Printer is on fire', AT[0])])).toEqual([]);
	});

	test('hands on a record that was edited and put back while it was read as it is by now', async () => {
		const rows = [ticket('Edited', AT[0]), ticket('Printer is on fire', AT[1])];
		expect(await pulled(rows)).toEqual(['Printer is on fire']);
	});

	test('hands on a record that was edited twice while it was read once, with the second edit', async () => {
		expect(await pulled([ticket('Edited', AT[0]), ticket('Edited again', AT[1])])).toEqual(['Edited again']);
	});

	describe.each(['PAUSED', 'RATE_LIMITED'] as const)('whose system is to be left alone (%s)', (code) => {
		const options = { sync: SYNC, side: 'platform', entities: ['ticket'], limit: 10 } as const;
		const clock = { now: () => T0 };
		const refuse = async (): Promise<never> => await Promise.reject(new SyncError(code, 'was not sent'));
		const rows = ['1', '2', '3'].map((id) => ({ ...ticket('A ticket', AT[0]), id }));

		test('ends with what it has read, and the next one goes on from there', async () => {
			const store = new MemoryStore();
			const connector = platformWith(rows);
			const cut: Connector = {
				...connector,
				changes: async (entity, state, limit) =>
					Number(state ?? 0) < 2 ? await connector.changes(entity, state, limit) : await refuse(),
			};
			const first = await pull({ connector: cut, store, clock }, options);
			expect(first).toMatchObject({ stopped: { code }, more: false });
			expect(first.items.map((item) => item.title)).toHaveLength(2);
			const [{ [ENVELOPE_KEY]: envelope }] = first.items;
			if (isChange(envelope)) await store.settlePull(envelope.pull ?? '');
			const second = await pull({ connector, store, clock }, options);
			expect(second.stopped).toBeNull();
			expect(second.items.map(({ [ENVELOPE_KEY]: one }) => isChange(one) && one.id)).toEqual(['3']);
		});

		test('remembers no tenant that has not answered yet', async () => {
			const store = new MemoryStore();
			const silent: Connector = { ...platformWith(rows), changes: refuse };
			expect(await pull({ connector: silent, store, clock }, options)).toMatchObject({ items: [], stopped: { code } });
			expect(await store.tenants(SYNC)).toEqual([]);
		});
	});
});
