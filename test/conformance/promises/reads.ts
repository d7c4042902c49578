import { ENTITIES as ALL_ENTITIES } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';
import { failureOf, type ConnectorStage } from '../connector-bench';
import { ENTITIES } from '../systems';

const SIZE = { companies: 4, contactsPerCompany: 3, tickets: 25 };

/** What a connector shows of records, changed or asked for by id. */
export function reads(bench: ConnectorStage): void {
	describe('changes', () => {
		test.each(ENTITIES)('of every %s are read in pages of at most the limit, each record once', async (entity) => {
			bench().running.seed(SIZE);
			const { rows, pages } = await bench().drain(entity, null, 3);
			expect(rows.map(({ id }) => id).sort()).toEqual(bench().running.people.ids(entity).sort());
			expect(rows.length).toBeGreaterThan(3);
			expect(pages).toBeGreaterThanOrEqual(Math.ceil(rows.length / 3));
		});

		test.each(ENTITIES)('of a %s are shown afterwards, those of others are not', async (entity) => {
			bench().running.seed(SIZE);
			const { state } = await bench().drain(entity, null, 500);
			bench().later();
			const [, second] = bench().running.people.ids(entity);
			const changes = entity === 'contact' ? { lastName: 'Söderberg' } : { [nameOf(entity)]: 'Renamed' };
			bench().running.people.edit(entity, second, changes);
			const { rows } = await bench().drain(entity, state, 500);
			expect(rows.map((row) => row.id)).toEqual([second]);
			expect(bench().neutral(rows[0])).toMatchObject(changes);
		});

		test('cost one call for each list where there are none', async () => {
			bench().running.seed(SIZE);
			const states = new Map<string, Json>();
			for (const entity of ENTITIES) states.set(entity, (await bench().drain(entity, null, 500)).state);
			bench().later();
			for (const entity of ENTITIES) {
				const before = bench().connector.calls();
				const page = await bench().connector.changes(entity, states.get(entity) ?? null, 500);
				expect(page).toMatchObject({ rows: [], more: false });
				expect(bench().connector.calls() - before).toBe(bench().running.calls.list[entity].length);
			}
		});

		test('are lost by nobody who edits while pages are read', async () => {
			bench().running.seed(SIZE);
			const { people } = bench().running;
			const ids = people.ids('ticket');
			const seen = new Map<string, Json>();
			let state: Json | null = null;
			let edits = 0;
			for (const restless of [true, false]) {
				const read = await bench().drain('ticket', state, 4, () => {
					bench().running.clock.advance(1_000);
					if (!restless) return;
					for (const step of [3, 11, 17]) {
						people.edit('ticket', ids[(edits * step) % ids.length], { title: `Edit ${edits++}` });
					}
				});
				for (const row of read.rows) seen.set(row.id, bench().neutral(row).title);
				state = read.state;
				bench().later();
			}
			expect(edits).toBeGreaterThan(10);
			expect(Object.fromEntries(seen)).toEqual(
				Object.fromEntries(ids.map((id) => [id, people.see('ticket', id).title])),
			);
		});

		test('are read on from any position, by another instance, out of the store', async () => {
			bench().running.seed(SIZE);
			const first = await bench().connector.changes('ticket', null, 10);
			expect(first.more).toBe(true);
			const kept = JSON.parse(JSON.stringify(first.state)) as Json;
			const rest = await bench().another().changes('ticket', kept, 500);
			const ids = [...first.rows, ...rest.rows].map(({ id }) => id);
			expect(new Set(ids).size).toBe(SIZE.tickets);
			expect(ids).toHaveLength(SIZE.tickets);
		});

		test('go by the server’s clock, which is measured', async () => {
			bench().running.seed(SIZE);
			bench().running.clock.set({ skewMs: -7_200_000 });
			const { state } = await bench().drain('ticket', null, 500);
			const [id] = bench().running.people.ids('ticket');
			bench().running.people.edit('ticket', id, { title: 'Two hours behind' });
			const { rows } = await bench().drain('ticket', state, 500);
			expect(rows.map((row) => row.id)).toContain(id);
			expect(Math.abs(bench().connector.skewMs() + 7_200_000)).toBeLessThan(1_500);
		});

		test('are not read from a position that is not its own, nor of records that it does not carry', async () => {
			const { connector } = bench();
			expect((await failureOf(connector.changes('ticket', { nonsense: 1 }, 10))).code).toBe('STORE');
			const foreign = ALL_ENTITIES.filter((entity) => connector.catalogue.entities[entity] === undefined);
			for (const entity of foreign) {
				expect((await failureOf(connector.changes(entity, null, 10))).code).toBe('BAD_INPUT');
			}
		});
	});

	describe('a record', () => {
		test('is read as people see it: parents, lists of values, empty fields', async () => {
			const { company, contact, ticket } = bench().makeClient();
			const { people } = bench().running;
			people.edit('ticket', ticket, { status: 'inProgress', priority: 'high', assetTag: 'TS-1' });
			const read = await bench().read('ticket', ticket);
			expect(read).toMatchObject({ entity: 'ticket', id: ticket, deleted: false });
			expect(bench().neutral(read)).toEqual(people.see('ticket', ticket));
			expect(bench().neutral(read)).toMatchObject({ company, contact, status: 'inProgress', priority: 'high' });
			expect(bench().neutral(await bench().read('company', company))).toEqual(people.see('company', company));
			expect(bench().neutral(await bench().read('contact', contact))).toEqual(people.see('contact', contact));
			expect(read.changedAt === null || !Number.isNaN(Date.parse(read.changedAt))).toBe(true);
		});

		test('is the same in a list of changes, alone, and in a batch', async () => {
			bench().running.seed(SIZE);
			for (const entity of ENTITIES) {
				const { rows } = await bench().drain(entity, null, 500);
				const ids = rows.map(({ id }) => id);
				const batch = await bench().connector.read(entity, ids);
				const alone = await bench().read(entity, ids[0]);
				expect(bench().neutral(batch.get(ids[0]) ?? alone)).toEqual(bench().neutral(alone));
				for (const row of rows) {
					const whole = bench().neutral(batch.get(row.id) ?? row);
					const shown = bench().neutral(row);
					// A list may leave out fields; what it shows must be so.
					for (const [field, value] of Object.entries(shown)) {
						const name = bench().running.words.field(entity, field) ?? '';
						if (Object.hasOwn(row.record, name)) expect([field, value]).toEqual([field, whole[field]]);
					}
				}
			}
		});

		test('that does not exist is absent from the answer, whatever its id looks like', async () => {
			const { ticket } = bench().makeClient();
			const strange = ['999999', 'not-an-id', '__proto__', '', '1 OR 1=1', '../tickets', '-1'];
			const found = await bench().connector.read('ticket', [...strange, ticket, ticket]);
			expect([...found.keys()]).toEqual([ticket]);
			for (const id of strange) expect((await bench().connector.read('ticket', [id])).size).toBe(0);
		});

		test('is current where it is asked for alone, however far lists lag behind', async () => {
			const { ticket } = bench().makeClient();
			bench().running.lag(60_000);
			bench().running.people.edit('ticket', ticket, { title: 'Newest' });
			expect(bench().neutral(await bench().read('ticket', ticket)).title).toBe('Newest');
		});

		test('that is deleted is absent, or says so', async () => {
			const { ticket } = bench().makeClient();
			bench().running.people.remove('ticket', ticket);
			const found = (await bench().connector.read('ticket', [ticket])).get(ticket);
			expect(found?.deleted ?? true).toBe(true);
		});
	});

	describe('fields', () => {
		test.each(ENTITIES)(
			'of a %s: all that people see, with the values that lists of the tenant have',
			async (entity) => {
				bench().makeClient();
				const live = new Map((await bench().connector.fields(entity)).map((field) => [field.name, field]));
				const { words } = bench().running;
				for (const neutral of words.neutralFields(entity)) {
					const field = live.get(words.field(entity, neutral) ?? '');
					expect([neutral, field?.name]).toEqual([neutral, words.field(entity, neutral)]);
					for (const value of field?.options ? words.values(entity, neutral) : []) {
						expect(field?.options?.map((option) => option.value)).toContainEqual(
							Object.values(words.own(entity, { [neutral]: value }))[0],
						);
					}
				}
				if (entity === 'ticket') expect(live.get(words.field('ticket', 'assetTag') ?? '')?.custom).toBe(true);
			},
		);
	});
}

function nameOf(entity: (typeof ENTITIES)[number]): string {
	return entity === 'ticket' ? 'title' : 'name';
}
