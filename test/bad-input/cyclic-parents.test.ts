import { compileMapping } from '../../sync/mapping/compile';
import type { Catalogue, FieldDefinition } from '../../sync/model/catalogue';
import type { MappingRow } from '../../sync/model/mapping';
import {
	companyReference,
	platformCatalogue,
	psaCatalogue,
	SYNC,
	TENANT,
	type Tenant,
} from '../properties/simulation/tenant';
import { World } from '../properties/simulation/world';

/*
 * Companies that name each other as parents. No field map of today's systems carries a company's parent (the platform's
 * contract has none), so that two simulated systems have one here.
 */

const PARENT: FieldDefinition = { name: 'parent', label: 'Parent', type: 'reference', references: 'company' };

const withParent = (catalogue: Catalogue): Catalogue => ({
	...catalogue,
	entities: { ...catalogue.entities, company: [...(catalogue.entities.company ?? []), PARENT] },
});
const catalogues = { psa: withParent(psaCatalogue), platform: withParent(platformCatalogue) };

const copy = (name: string): MappingRow => ({
	psaField: name,
	platformField: name,
	direction: 'both',
	transform: { kind: 'copy' },
});
const family = compileMapping(
	{
		entity: 'company',
		psaSystem: 'connectwise',
		platformSystem: 'platform',
		rows: [copy('name'), companyReference('parent', 'parent')],
	},
	{ psa: catalogues.psa.entities.company ?? [], platform: catalogues.platform.entities.company ?? [] },
);

const tenant: Tenant = {
	catalogues,
	mappings: [family, ...TENANT.mappings.filter(({ entity }) => entity !== 'company')],
	references: { ...TENANT.references, rows: [...TENANT.references.rows, companyReference('parent', 'parent')] },
};

const world = () => new World({ skewMs: { psa: 0, platform: 0 }, lagMs: 0, limit: 50, tenant });

/** Half a day, a run every two minutes. */
async function halfADay(w: World): Promise<void> {
	for (let run = 0; run < 360; run++) {
		await w.run();
		w.wait(120_000);
	}
}

/** Two companies of the PSA that name each other, and others that have nothing to do with them. */
function cycle(w: World) {
	const a = w.psa.personCreates('company', { name: 'A' });
	const b = w.psa.personCreates('company', { name: 'B', parent: a });
	w.psa.personEdits('company', a, { parent: b });
	const own = w.psa.personCreates('company', { name: 'Own' });
	w.psa.personEdits('company', own, { parent: own });
	const free = w.psa.personCreates('company', { name: 'Free' });
	const child = w.psa.personCreates('company', { name: 'Child', parent: free });
	return { a, b, own, free, child };
}

const names = (w: World) => [...w.platform.all('company').values()].map(({ name }) => name).sort();

test('the rest goes on: companies outside the cycle arrive with their parents, tickets with their companies', async () => {
	const w = world();
	const { free, child } = cycle(w);
	const ticket = w.psa.personCreates('ticket', { summary: 'Printer', company: free });
	for (let run = 0; run < 6; run++) {
		await w.run();
		w.wait(120_000);
	}
	expect(names(w)).toEqual(['Child', 'Free']);
	const parent = w.counterpart('company', 'psa', free);
	expect(w.platform.all('company').get(w.counterpart('company', 'psa', child) ?? '')).toMatchObject({ parent });
	expect(w.platform.all('ticket').get(w.counterpart('ticket', 'psa', ticket) ?? '')).toMatchObject({
		companyId: parent,
	});
});

test('a person is told once of each company of the cycle: what waits, for whom, and what to do', async () => {
	const w = world();
	const { a, b, own } = cycle(w);
	await halfADay(w);
	const entries = await w.memory.reviews(SYNC, { limit: 50 });
	expect(entries.map(({ kind, psaId }) => [kind, psaId]).sort()).toEqual(
		[a, b, own].map((id) => ['waiting', id]).sort(),
	);
	const told = entries.find(({ psaId }) => psaId === a);
	expect(told?.message).toMatch(
		new RegExp(
			`Unified Platform company: the create of name, parent has been waiting since .* for company ${b} of the PSA`,
		),
	);
	expect(told?.message).toMatch(/the two name each other as parents.*take the reference out of the record/);
	expect(w.writeCount()).toBe(2);

	await w.memory.resolveReview(told?.id ?? '', { choice: 'dismiss' }, w.now, 'jane');
	await halfADay(w);
	expect(await w.memory.reviews(SYNC, { status: 'open', limit: 50 })).toHaveLength(2);
});

test('taken apart by a person, both companies arrive, and the entries close by themselves', async () => {
	const w = world();
	const { a, b, own } = cycle(w);
	await halfADay(w);
	w.psa.personEdits('company', a, { parent: null });
	w.psa.personEdits('company', own, { parent: null });
	await w.settle();
	expect(names(w)).toEqual(['A', 'B', 'Child', 'Free', 'Own']);
	const there = w.counterpart('company', 'psa', b) ?? '';
	expect(w.platform.all('company').get(there)).toMatchObject({ parent: w.counterpart('company', 'psa', a) });
	expect(await w.memory.reviews(SYNC, { status: 'open', limit: 50 })).toEqual([]);

	// Linked, they may name each other: both ids are known.
	w.psa.personEdits('company', a, { parent: b });
	await w.settle();
	expect(w.platform.all('company').get(w.counterpart('company', 'psa', a) ?? '')).toMatchObject({ parent: there });
});

test('a parent that a person was asked about already is not asked about again by each of its children', async () => {
	const w = world();
	const company = w.psa.personCreates('company', { name: 'A' });
	w.platform.personCreates('company', { name: 'A' });
	w.platform.personCreates('company', { name: 'A' });
	for (let child = 0; child < 5; child++) w.psa.personCreates('ticket', { summary: `Ticket ${child}`, company });
	await halfADay(w);
	const entries = await w.memory.reviews(SYNC, { status: 'open', limit: 50 });
	expect(entries.filter(({ entity }) => entity === 'ticket')).toEqual([]);
	expect(entries.filter(({ entity }) => entity === 'company').map(({ kind }) => kind)).toContain('ambiguous');
});
