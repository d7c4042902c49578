import { BilledDay, billedTenantOf } from './billed-day';
import { PAIRS } from './pairs';
import { SYNC } from './simulation/tenant';
import { CALM } from './steps';

/** A ticket that both sides have, billed in the PSA, with its edits still to come. */
async function billed() {
	const day = new BilledDay({ options: { ...CALM, limit: 10 }, steps: [], switches: [], others: [], billings: [] });
	const { world, people } = day;
	const known = people.createTicket('psa', 'Printer', 0);
	await day.rest();
	const ids = { psa: known.id, platform: people.idOn(known, 'platform') ?? '' };
	const held = () => ({
		psa: world.psa.all('ticket').get(ids.psa),
		platform: world.platform.all('ticket').get(ids.platform),
	});
	const entries = async () => await world.memory.reviews(SYNC, { status: 'open', limit: 10 });
	world.psa.personEdits('ticket', ids.psa, { billed: true, invoice: 'INV-1' });
	return { day, world, people, known, ids, held, entries };
}

describe('work that was billed', () => {
	test('is closed on the other side too, which learns the invoice', async () => {
		const { day, held, entries } = await billed();
		await day.rest();
		expect(held().platform).toMatchObject({ locked: true, invoice: 'INV-1' });
		expect(await entries()).toEqual([]);
	});

	test('is not written when it is edited on the other side: a person is told what was billed where', async () => {
		const { day, world, people, known, held, entries } = await billed();
		people.edit(known, 'platform', 'note', 0, 'ten minutes more');
		await day.rest();
		expect(world.psa.writes).toEqual([]);
		expect(held().platform).toMatchObject({ note: 'ten minutes more', locked: true, invoice: 'INV-1' });
		const [entry] = await entries();
		expect(entry).toMatchObject({ kind: 'deadLetter', side: 'psa' });
		expect(entry.message).toContain('is closed for billing ("Billed" is true), so the change of note from');
		expect(entry.message).toContain('open the record again in ConnectWise, where it was billed, then retry');
	});

	test('is written once it was opened again and the edit is sent again', async () => {
		const { day, world, people, known, ids, held, entries } = await billed();
		people.edit(known, 'platform', 'note', 0, 'ten minutes more');
		await day.rest();
		const [entry] = await entries();
		world.psa.personEdits('ticket', ids.psa, { billed: null });
		await world.memory.resolveReview(entry.id, { choice: 'retry' }, world.clock.now(), 'ann');
		await day.rest();
		expect(held().psa).toMatchObject({ note: 'ten minutes more', billed: null });
		expect(held().platform).toMatchObject({ note: 'ten minutes more', locked: null });
		expect(await entries()).toEqual([]);
	});

	test('that was opened again and edited in one go is opened on the other side first, then edited', async () => {
		const { day, world, ids, held, entries } = await billed();
		await day.rest();
		world.psa.personEdits('ticket', ids.psa, { billed: null, invoice: null, note: 'corrected' });
		await day.rest();
		expect(held().platform).toMatchObject({ locked: null, invoice: null, note: 'corrected' });
		expect(world.platform.writes.slice(-2).map(({ fields }) => fields)).toEqual([
			{ locked: null, invoice: null },
			{ note: 'corrected' },
		]);
		expect(await entries()).toEqual([]);
		const audit = await world.memory.audit(SYNC, { limit: 100 });
		const overwritten = audit.filter(({ kind, side }) => kind === 'overwritten' && side === 'platform');
		expect(overwritten.map(({ field, before }) => [field, before])).toContainEqual(['invoice', 'INV-1']);
	});

	test('still learns what billing says where it is edited as well: the edit alone waits for a person', async () => {
		const { day, world, ids, held, entries } = await billed();
		await day.rest();
		world.psa.personEdits('ticket', ids.psa, { invoice: 'INV-2', note: 'corrected' });
		await day.rest();
		expect(held().platform).toMatchObject({ locked: true, invoice: 'INV-2', note: null });
		const [entry] = await entries();
		expect(entry).toMatchObject({ kind: 'deadLetter', side: 'platform' });
		expect(entry.message).toContain(
			'the change of note from ConnectWise was not written. If it must count, open the record again in Unified Platform',
		);
	});

	test('is not written over by an old edit: a younger one of the other side has taken its place', async () => {
		const { day, world, people, known, ids, held, entries } = await billed();
		people.edit(known, 'platform', 'note', 0, 'ten minutes more');
		await day.rest();
		expect(await entries()).toHaveLength(1);
		world.psa.personEdits('ticket', ids.psa, { billed: null, note: 'an hour less' });
		await day.rest();
		expect(held().psa).toMatchObject({ note: 'an hour less' });
		expect(held().platform).toMatchObject({ note: 'an hour less' });
		expect(await entries()).toEqual([]);
	});
});

test.each(PAIRS)('the tenant of the law maps what billing says, and nothing back', (pair) => {
	const ticket = billedTenantOf(pair).mappings.find(({ entity }) => entity === 'ticket');
	const rows = ticket?.fields.filter(({ psaField }) => ['billed', 'invoice'].includes(psaField));
	expect(rows?.map(({ direction }) => direction)).toEqual(['toPlatform', 'toPlatform']);
});
