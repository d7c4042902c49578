import { CATALOGUES } from '../../sync/connectors/catalogues';
import type { Candidate, Connector } from '../../sync/connectors/connector';
import { normalisedCompanyName } from '../../sync/connectors/names';
import type { Entity } from '../../sync/model/entity';
import { ENVELOPE_KEY } from '../../sync/model/envelope';
import type { FlatRecord, NativeRecord } from '../../sync/model/record';
import { EVERYTHING, fingerprintOf, type Scope } from '../../sync/model/scope';
import { isChange, pull } from '../../sync/pipeline';
import { monthsBefore } from '../../sync/pipeline/scope/own-fields';
import { MemoryStore } from '../model/memory-store';
import { change, commit, SYNC, T0 } from '../store/drafts';

const catalogue = CATALOGUES.connectwise;
const ENTITIES: readonly Entity[] = ['company', 'contact', 'ticket', 'note', 'timeEntry'];
const MONTH_MS = 31 * 86_400_000;

/** A ConnectWise whose lists show everything that changed since the last time they were asked. */
class Tenant {
	readonly #rows = new Map<string, NativeRecord>();
	#changes: NativeRecord[] = [];
	readonly reads: string[] = [];
	readonly searches: string[] = [];

	put(entity: Entity, id: string, record: FlatRecord, ageMs = 0, externalIds: readonly string[] = []): void {
		const changedAt = new Date(T0 - ageMs).toISOString();
		const row = { entity, id, record, changedAt, author: null, etag: null, externalIds, deleted: false, url: null };
		this.#rows.set(`${entity} ${id}`, row);
		this.#changes.push(row);
	}

	get connector(): Connector {
		const unused = async (): Promise<never> => await Promise.reject(new Error('A pull does not do this.'));
		if (!catalogue) throw new Error('ConnectWise has a catalogue');
		return {
			system: 'connectwise',
			catalogue,
			fingerprint: 'cw',
			skewMs: () => 0,
			calls: () => 0,
			changes: async (entity, state, limit) => {
				const start = Number(state ?? 0);
				const rows = this.#changes.slice(start, start + limit);
				const end = start + rows.length;
				const at = new Date(T0).toISOString();
				return { rows: rows.filter((row) => row.entity === entity), state: end, more: end < this.#changes.length, at };
			},
			read: async (entity, ids) => {
				this.reads.push(`${entity} ${ids.join(',')}`);
				const found = ids.map((id) => this.#rows.get(`${entity} ${id}`)).filter((row) => row !== undefined);
				return new Map(found.map((row) => [row.id, row]));
			},
			find: async (entity, keys) => {
				this.searches.push(entity);
				const rows = [...this.#rows.values()].filter((row) => row.entity === entity);
				return keys.map(({ targetId, payload }): Candidate[] => {
					const wanted = normalisedCompanyName(String(payload['name']));
					const byId = rows.filter(({ id }) => id === targetId);
					const byName = rows.filter(({ record }) => normalisedCompanyName(String(record['name'])) === wanted);
					const candidate = (record: NativeRecord): Candidate => ({ record, rule: 'name', label: record.id });
					return (byId.length > 0 ? byId : byName).map(candidate);
				});
			},
			create: unused,
			update: unused,
			fields: unused,
		};
	}
}

const scopeOf = (parts: Partial<Scope>): Scope => ({ ...EVERYTHING, ...parts });
const onBoard = (name: string, company = 2, more: FlatRecord = {}): FlatRecord => ({
	'board/name': name,
	'company/id': company,
	...more,
});

class Sync {
	readonly store = new MemoryStore();
	readonly tenant = new Tenant();

	/** One run: what it takes is linked afterwards, and accounted for. */
	async run(scope?: Scope, limit = 100): Promise<string[]> {
		const { items } = await pull(
			{ connector: this.tenant.connector, store: this.store, clock: { now: () => T0 } },
			{ sync: SYNC, side: 'psa', entities: ENTITIES, limit, ...(scope && { scope }) },
		);
		const taken = items.flatMap(({ [ENVELOPE_KEY]: envelope }) => (isChange(envelope) ? [envelope] : []));
		const changes = taken.map(({ entity, id, record, revisits, linkId, revision }) =>
			change({
				entity,
				...(linkId === null ? { psaId: id } : { expect: { linkId, revision: revision ?? 0 } }),
				psaShadow: record,
				revisits,
			}),
		);
		const pulls = [...new Set(taken.flatMap(({ pull: id }) => id ?? []))];
		await this.store.commit({ sync: SYNC, now: T0, pulls, changes });
		return taken.map(({ entity, id }) => `${entity} ${id}`).sort();
	}
}

/** Acme with a ticket on either board, and Northwind with one on each, too. */
function world(): Sync {
	const sync = new Sync();
	const { tenant } = sync;
	tenant.put('company', '2', { name: 'Acme' });
	tenant.put('company', '3', { name: 'Northwind' });
	tenant.put('contact', '20', { 'company/id': 2 });
	tenant.put('contact', '30', { 'company/id': 3 });
	tenant.put('ticket', '200', onBoard('Help Desk'));
	tenant.put('ticket', '201', onBoard('Projects'));
	tenant.put('ticket', '300', onBoard('Help Desk', 3));
	for (const id of [200, 201, 300]) tenant.put('note', `${id}/1`, { ticketId: id });
	return sync;
}

describe('a scope by company', () => {
	test.each([[['acme']], [['2']], [[' ACME ', '2']]])(
		'named as people do (%j) carries it and what belongs to it',
		async (companies) => {
			expect(await world().run(scopeOf({ companies }))).toEqual(
				['company 2', 'contact 20', 'note 200/1', 'note 201/1', 'ticket 200', 'ticket 201'].sort(),
			);
		},
	);

	test('reads the companies of what is not linked in one batch, once', async () => {
		const sync = world();
		await sync.run(scopeOf({ companies: ['acme'] }));
		expect(sync.tenant.reads.filter((read) => read.startsWith('company'))).toEqual(['company 2,3']);
	});
});

describe('a scope that names a company which is not there', () => {
	const misspelt = scopeOf({ companies: ['acme', 'Northwind Ltd', 'Contsoo', '__proto__'] });

	test('is refused with its name, and with what may have been meant, before anything is read', async () => {
		const sync = world();
		await expect(sync.run(misspelt)).rejects.toMatchObject({
			code: 'BAD_INPUT',
			message:
				'Scope: ConnectWise has no company "Northwind Ltd" (there is "Northwind"), "Contsoo", "__proto__". Nothing was read. Under Scope → Companies, write each as it is called there, or its ID.',
		});
		expect(sync.tenant.reads).toEqual([]);
		expect(await sync.store.watermarks(SYNC, 'psa')).toEqual(new Map());
	});

	test('is refused by a sync that runs with another one, until it is put right', async () => {
		const sync = world();
		await sync.run(scopeOf({ companies: ['acme'] }));
		const before = await sync.store.watermarks(SYNC, 'psa');
		for (let run = 0; run < 2; run++) await expect(sync.run(misspelt)).rejects.toThrow('Contsoo');
		expect(await sync.store.watermarks(SYNC, 'psa')).toEqual(before);
		expect(await sync.run(scopeOf({ companies: ['acme', 'northwind'] }))).toContain('ticket 300');
	});

	test('is looked for when it is new, and not in every run', async () => {
		const sync = world();
		for (let run = 0; run < 3; run++) await sync.run(scopeOf({ companies: ['acme'] }));
		expect(sync.tenant.searches).toEqual(['company']);
		await sync.run(scopeOf({ companies: ['ACME '] }));
		expect(sync.tenant.searches).toEqual(['company']);
	});

	test('tells a few of many', async () => {
		const companies = Array.from({ length: 8 }, (_, index) => `${'x'.repeat(200)} ${index}`);
		const refused = world().run(scopeOf({ companies }));
		await expect(refused).rejects.toThrow(/, and 3 more\. Nothing was read/);
		await expect(refused).rejects.not.toThrow('x'.repeat(101));
	});
});

describe('a scope by board', () => {
	const scope = scopeOf({ groups: ['help desk'] });

	test('carries its tickets and what stands under them, and passes over the rest for good', async () => {
		const sync = world();
		const taken = await sync.run(scope);
		expect(taken).toEqual(
			[
				'company 2',
				'company 3',
				'contact 20',
				'contact 30',
				'note 200/1',
				'note 300/1',
				'ticket 200',
				'ticket 300',
			].sort(),
		);
		expect(await sync.run(scope)).toEqual([]);
		expect((await sync.store.standing(SYNC, T0)).status.revisits).toBe(0);
	});

	test('a ticket that comes onto the board brings the notes that were written before', async () => {
		const sync = world();
		await sync.run(scope);
		sync.tenant.put('ticket', '201', onBoard('Help Desk'));
		expect(await sync.run(scope)).toEqual(['ticket 201']);
		expect(await sync.run(scope)).toEqual(['note 201/1']);
	});

	test('a ticket that leaves it stays in sync, with its new notes', async () => {
		const sync = world();
		await sync.run(scope);
		sync.tenant.put('ticket', '200', onBoard('Projects'));
		sync.tenant.put('note', '200/2', { ticketId: 200 });
		expect(await sync.run(scope)).toEqual(['note 200/2', 'ticket 200']);
	});

	test('wider, it brings in what it had left out, and nothing twice; what is new does not wait for that', async () => {
		const sync = world();
		await sync.run(scope);
		sync.tenant.put('ticket', '202', onBoard('Help Desk'));
		const wider = scopeOf({ groups: ['Help Desk', 'Projects'] });
		const first = await sync.run(wider, 1);
		expect(first).toContain('ticket 202');
		const later: string[] = [];
		for (let run = 0; run < 30; run++) later.push(...(await sync.run(wider, 1)));
		expect(later.sort()).toEqual(['note 201/1', 'ticket 201']);
	});

	test('taken away, it brings in all the rest, and leaves the watermark of the connector as it is without one', async () => {
		const sync = world();
		await sync.run(scope);
		expect(await sync.run()).toEqual(['note 201/1', 'ticket 201']);
		expect((await sync.store.watermarks(SYNC, 'psa')).get('ticket')?.state).toBe(10);
	});

	test('narrower, it touches nothing', async () => {
		const sync = world();
		await sync.run();
		expect(await sync.run(scope)).toEqual([]);
		sync.tenant.put('ticket', '201', onBoard('Projects', 2, { summary: 'Edited' }));
		expect(await sync.run(scope)).toEqual(['ticket 201']);
	});

	test('a webhook for a ticket that is left out is answered, and brings nothing in', async () => {
		const sync = world();
		await sync.run(scope);
		await sync.store.addRevisits([
			{ sync: SYNC, side: 'psa', entity: 'ticket', recordId: '201', force: [], reason: 'webhook' },
		]);
		expect(await sync.run(scope)).toEqual([]);
		expect(await sync.store.revisits(SYNC, 'psa', 10)).toEqual([]);
	});
});

describe('what a record within the scope needs', () => {
	test('comes along: the contact of another company, with its company', async () => {
		const sync = world();
		sync.tenant.put('ticket', '203', onBoard('Help Desk', 2, { 'contact/id': 30 }));
		const taken = await sync.run(scopeOf({ companies: ['Acme'], groups: ['Help Desk'] }));
		expect(taken).toEqual(
			['company 2', 'company 3', 'contact 20', 'contact 30', 'note 200/1', 'ticket 200', 'ticket 203'].sort(),
		);
	});

	test('a record that names a counterpart of the other side is in sync, wherever it stands', async () => {
		const sync = world();
		await commit(sync.store, [change({ platformId: 't-9', platformShadow: {} })]);
		sync.tenant.put('ticket', '209', onBoard('Projects'), 0, ['t-9']);
		expect(await sync.run(scopeOf({ groups: ['Help Desk'] }))).toContain('ticket 209');
	});
});

describe('a scope by age', () => {
	test('carries open tickets however old, and closed ones that changed lately', async () => {
		const sync = new Sync();
		sync.tenant.put('ticket', '1', onBoard('x', 2, { closedFlag: false }), 60 * MONTH_MS);
		sync.tenant.put('ticket', '2', onBoard('x', 2, { closedFlag: true }), 2 * MONTH_MS);
		sync.tenant.put('ticket', '3', onBoard('x', 2, { closedFlag: true }), 4 * MONTH_MS);
		expect(await sync.run(scopeOf({ months: 3 }))).toEqual(['ticket 1', 'ticket 2']);
	});

	test('counts months as people do, to the last day of a shorter one', () => {
		const of = (day: string, months: number) => new Date(monthsBefore(Date.parse(day), months)).toISOString();
		expect(of('2026-05-31T10:00:00.000Z', 3)).toBe('2026-02-28T10:00:00.000Z');
		expect(of('2026-01-15T00:00:00.500Z', 13)).toBe('2024-12-15T00:00:00.500Z');
	});
});

test('of time, only what was approved, once it is', async () => {
	const sync = world();
	const scope = scopeOf({ approvedTimeOnly: true });
	await sync.run(scope);
	sync.tenant.put('timeEntry', '7', { ticketId: 200, status: 'Open' });
	expect(await sync.run(scope)).toEqual([]);
	sync.tenant.put('timeEntry', '7', { ticketId: 200, status: 'ApprovedByTierTwo' });
	expect(await sync.run(scope)).toEqual(['timeEntry 7']);
});

test('two scopes that say the same are one, and one that says nothing is none', () => {
	expect(fingerprintOf(scopeOf({ companies: ['Acme', ' 2'] }))).toBe(
		fingerprintOf(scopeOf({ companies: ['2', 'acme'] })),
	);
	expect(fingerprintOf(EVERYTHING)).toBe('');
	expect(fingerprintOf(scopeOf({ months: 3 }))).not.toBe(fingerprintOf(scopeOf({ months: 4 })));
});
