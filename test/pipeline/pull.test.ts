import type { Connector } from '../../sync/connectors/connector';
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
});
