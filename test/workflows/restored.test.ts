import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { closeStores } from '../../nodes/shared/store';
import { listBackups } from '../../sync/store/sqlite/backup';
import { Bench, SYNC } from './bench';

const DAY_S = 24 * 60 * 60;

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

const storeFile = (): string => String(process.env.PSA_SYNC_STORE);

/** A ticket that both sides know, and a backup of the store that knows it too. */
async function backedUpTicket(): Promise<{ psaId: number; platformId: string; company: number }> {
	const { company } = bench.psaClient();
	const psaId = bench.psaTicket(company, 'As the backup knows it');
	await bench.settle();
	bench.pass(DAY_S);
	await bench.settle();
	expect(listBackups(storeFile())).toHaveLength(1);
	return { psaId, platformId: bench.counterpart('ticket', psaId).id, company };
}

/** What a person does whose store is lost. */
async function restore(): Promise<void> {
	await closeStores();
	const [{ file }] = listBackups(storeFile());
	for (const name of ['', '-wal', '-shm']) if (existsSync(storeFile() + name)) rmSync(storeFile() + name);
	copyFileSync(file, storeFile());
}

const editPsa = (id: number, summary: string) => bench.connectwise.control.edit('tickets', id, { summary });
const editPlatform = (id: string, title: string) => bench.platform.control.edit('ticket', id, { title });
const titles = (psaId: number, platformId: string) => [
	bench.psa('tickets', psaId).summary,
	bench.platform.control.get('ticket', platformId).title,
];
const conflicts = async () =>
	(await (await bench.store()).reviews(SYNC, { status: 'open', limit: 10 })).map(({ kind, field, psa, platform }) => [
		kind,
		field,
		psa?.value,
		platform?.value,
	]);

describe('a store that was restored from a backup (law I10)', () => {
	test('writes nothing where both systems had come to rest, and knows everything again', async () => {
		const { psaId, platformId, company } = await backedUpTicket();
		const companyId = bench.counterpart('company', company).id;
		editPsa(psaId, 'Edited after the backup');
		bench.psaTicket(company, 'New in the PSA after the backup');
		const { id } = bench.platform.control.create('ticket', {
			title: 'New on the platform after the backup',
			companyId,
		});
		await bench.settle();
		bench.platform.control.edit('ticket', id, { priority: 'High' });
		await bench.settle();
		const written = bench.writeRequests();
		await restore();
		await bench.settle();
		await bench.settle();
		expect(bench.writeRequests()).toBe(written);
		expect(titles(psaId, platformId)).toEqual(['Edited after the backup', 'Edited after the backup']);
		expect(bench.connectwise.control.records('tickets')).toHaveLength(3);
		expect(bench.platform.control.list('ticket')).toHaveLength(3);
		const { links } = await (await bench.store()).status(SYNC);
		expect(links.ticket).toMatchObject({ linked: 3 });
		expect(await conflicts()).toEqual([]);
	});

	test.each(['psa', 'platform'] as const)('brings over an edit that was made on one side only (%s)', async (side) => {
		const { psaId, platformId } = await backedUpTicket();
		if (side === 'psa') editPsa(psaId, 'Edited since');
		else editPlatform(platformId, 'Edited since');
		await restore();
		await bench.settle();
		await bench.settle();
		expect(titles(psaId, platformId)).toEqual(['Edited since', 'Edited since']);
		expect(await conflicts()).toEqual([]);
	});

	test.each(['psa', 'platform'] as const)(
		'asks a person where a field crossed over after the backup and was edited once more (%s): what the sync itself had written wins nothing',
		async (side) => {
			const { psaId, platformId } = await backedUpTicket();
			editPlatform(platformId, 'Crossed over');
			await bench.settle();
			if (side === 'psa') editPsa(psaId, 'Edited once more');
			else editPlatform(platformId, 'Edited once more');
			const written = bench.writeRequests();
			await restore();
			await bench.settle();
			await bench.settle();
			const values = side === 'psa' ? ['Edited once more', 'Crossed over'] : ['Crossed over', 'Edited once more'];
			expect(titles(psaId, platformId)).toEqual(values);
			expect(bench.writeRequests()).toBe(written);
			expect(await conflicts()).toEqual([['conflict', 'title', ...values]]);
		},
	);

	test('asks too where the edit is made while the restored store is read for the first time', async () => {
		const { psaId, platformId } = await backedUpTicket();
		editPlatform(platformId, 'Crossed over');
		await bench.settle();
		await restore();
		bench.connectwise.control.edit('tickets', psaId, { priority: { name: 'Priority 2 - High' } });
		// The platform does not answer in the first run: only the PSA's side is seen.
		bench.platform.control.faults.add({ kind: 'unavailable', path: '/tickets/changes' });
		await bench.run();
		bench.platform.control.faults.clear();
		editPlatform(platformId, 'Edited meanwhile');
		await bench.settle();
		await bench.settle();
		expect(titles(psaId, platformId)).toEqual(['Crossed over', 'Edited meanwhile']);
		expect(await conflicts()).toEqual([['conflict', 'title', 'Crossed over', 'Edited meanwhile']]);
	});

	test('decides as ever once both records have been seen again', async () => {
		const { psaId, platformId } = await backedUpTicket();
		editPsa(psaId, 'Edited since');
		await restore();
		await bench.settle();
		await bench.settle();
		bench.pass(60);
		editPsa(psaId, 'PSA title');
		editPlatform(platformId, 'Platform title');
		await bench.settle();
		expect(titles(psaId, platformId)).toEqual(['PSA title', 'PSA title']);
		expect(await conflicts()).toEqual([]);
	});
});
