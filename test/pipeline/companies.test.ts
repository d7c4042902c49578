import { CATALOGUES } from '../../sync/connectors/catalogues';
import type { Entity } from '../../sync/model/entity';
import { companiesOf, type Subject } from '../../sync/pipeline/companies';
import type { FlatRecord } from '../../sync/model/record';
import type { LinkChange } from '../../sync/model/commit-batch';
import { MemoryStore } from '../model/memory-store';
import { change, commit, SYNC } from '../store/drafts';

const catalogues = { psa: CATALOGUES.connectwise, platform: CATALOGUES.platform };

/** Counts the questions to the store. */
class CountingStore extends MemoryStore {
	asked = 0;

	override async linksBySide(...asked: Parameters<MemoryStore['linksBySide']>): ReturnType<MemoryStore['linksBySide']> {
		this.asked++;
		return await super.linksBySide(...asked);
	}
}

async function storeWith(...changes: readonly LinkChange[]): Promise<CountingStore> {
	const store = new CountingStore();
	await commit(store, changes);
	return store;
}

const acme = change({
	entity: 'company',
	psaId: '2',
	platformId: 'c-2',
	psaShadow: { name: 'Acme' },
	platformShadow: { name: 'Acme' },
});
const ticket = (psaId: string, companyId: number): LinkChange =>
	change({ psaId, platformId: `t-${psaId}`, psaShadow: { 'company/id': companyId }, platformShadow: {} });

function subject(entity: Entity, records: Partial<Subject>): Subject {
	return { entity, psaId: null, platformId: null, psa: null, platform: null, ...records };
}

async function ids(store: MemoryStore, subjects: readonly Subject[], present?: readonly Subject[]): Promise<unknown[]> {
	const companies = await companiesOf(store, SYNC, subjects, catalogues, present);
	return companies.map((company) => company && [company.psaId, company.platformId]);
}

describe('a record belongs', () => {
	test('as a company to itself, whatever companies it names', async () => {
		const self = subject('company', { psaId: '9', psa: { 'company/id': 2 } });
		expect(await ids(await storeWith(acme), [self])).toEqual([['9', null]]);
	});

	test.each<[string, Partial<Subject>]>([
		['in the words of the PSA', { psa: { 'company/id': 2 } }],
		['in the words of the platform', { platform: { companyId: 'c-2' } }],
		['in the words of the PSA, where the two differ', { psa: { 'company/id': 2 }, platform: { companyId: 'c-9' } }],
		[
			'in those of the platform, where the PSA names none',
			{ psa: { 'company/id': null }, platform: { companyId: 'c-2' } },
		],
	])('to the company that it names, %s', async (_, records) => {
		for (const entity of ['contact', 'ticket'] as const) {
			expect(await ids(await storeWith(acme), [subject(entity, records)])).toEqual([['2', 'c-2']]);
		}
	});

	test('to a company that is not linked, by the one id that is known', async () => {
		const contact = subject('contact', { psa: { 'company/id': 77 } });
		expect(await ids(await storeWith(), [contact])).toEqual([['77', null]]);
	});

	test('to none where it names none, or something that is no id', async () => {
		const named: FlatRecord[] = [{}, { 'company/id': null }, { 'company/id': '' }, { 'company/id': { id: 2 } }];
		const subjects = named.map((psa) => subject('ticket', { psa }));
		expect(await ids(await storeWith(acme), subjects)).toEqual([null, null, null, null]);
	});

	test('as a note to the company of its ticket, linked or on its way with it', async () => {
		const store = await storeWith(acme, ticket('5', 2));
		const notes = [
			subject('note', { psa: { ticketId: 5 } }),
			subject('note', { platform: { ticketId: 't-5' } }),
			subject('note', { platform: { ticketId: 't-new' } }),
			subject('note', { platform: { ticketId: 't-nobody' } }),
		];
		const present = [subject('ticket', { platformId: 't-new', platform: { companyId: 'c-2' } })];
		const acmes = ['2', 'c-2'];
		expect(await ids(store, notes, present)).toEqual([acmes, acmes, acmes, null]);
	});

	test('by the records that have just arrived rather than by what was seen before', async () => {
		const store = await storeWith(acme, ticket('5', 9));
		const moved = subject('ticket', { psaId: '5', platformId: 't-5', psa: { 'company/id': 2 } });
		expect(await ids(store, [subject('note', { psa: { ticketId: 5 } })], [moved])).toEqual([['2', 'c-2']]);
		const [company] = await companiesOf(store, SYNC, [moved], catalogues, [
			subject('company', { psaId: '2', psa: { name: 'Acme Ltd' } }),
		]);
		expect(company?.psa).toEqual({ name: 'Acme Ltd' });
	});

	test('found out for a thousand records with one question for each kind and side', async () => {
		const tickets = Array.from({ length: 500 }, (_, index) => ticket(String(index + 10), 2));
		const store = await storeWith(acme, ...tickets);
		const notes = tickets.flatMap(({ psaId, platformId }) => [
			subject('note', { psa: { ticketId: psaId ?? null } }),
			subject('note', { platform: { ticketId: platformId ?? null } }),
		]);
		const found = await ids(store, notes);
		expect(found).toHaveLength(1000);
		expect(new Set(found.map((pair) => JSON.stringify(pair)))).toEqual(new Set(['["2","c-2"]']));
		expect(store.asked).toBeLessThanOrEqual(4);
	});
});
