import { join } from 'node:path';
import { openSqliteStore } from '../../sync/store/sqlite';
import { canMount, smallDisk, type SmallDisk } from '../support/small-disk';
import { change, claimOne, commit, contextOf, expecting, intend, landed, newHalf, SYNC } from './drafts';

const onDisk = canMount ? describe : describe.skip;

onDisk('a disk of its own (skipped where a test may not mount one: it takes root, on Linux)', () => {
	let disk: SmallDisk;
	let path: string;
	beforeEach(() => {
		disk = smallDisk(4);
		path = join(disk.folder, 'sync.sqlite');
	});
	afterEach(() => disk.remove());

	/** More than what may still fit into the log of the store. */
	const big = 'x'.repeat(300_000);

	test('full while committing: the commit is refused as a whole, and carried out once there is room', async () => {
		const store = await openSqliteStore(path);
		const link = await newHalf(store, '1');
		const before = await contextOf(store, link);
		const plan = change({
			expect: expecting(link),
			psaShadow: { summary: big },
			writes: [intend('platform', 'update', { title: big })],
		});
		disk.fill();
		const refused = commit(store, [plan]);
		await expect(refused).rejects.toMatchObject({ code: 'STORE' });
		await expect(refused).rejects.toThrow(/sync\.sqlite cannot grow: the disk is full\. Free some space/);
		expect(await contextOf(store, link)).toEqual(before);

		disk.free();
		expect((await commit(store, [plan]))[0]?.psaShadow).toEqual({ summary: big });
		await store.close();
	});

	test('full between a call and its acknowledgement: the payload is still known, and the write is taken up again', async () => {
		const store = await openSqliteStore(path);
		const link = await newHalf(store, '1', { title: 'a' });
		const { write } = await claimOne(store);
		await store.markSent(write, { title: 'a' });
		disk.fill();
		await expect(store.acknowledge(write, landed('9', { title: big }))).rejects.toThrow(/the disk is full/);
		const [kept] = (await contextOf(store, link)).writes;
		expect(kept).toMatchObject({ status: 'pending', payload: { title: 'a' } });

		disk.free();
		expect(await store.acknowledge(write, landed('9', { title: 'a' }))).toBe(true);
		expect((await contextOf(store, link)).link).toMatchObject({ platformId: '9', state: 'linked' });
		await store.close();
	});

	test('full when n8n dies: what was committed before is there when it comes up again, even while the disk is still full', async () => {
		const store = await openSqliteStore(path);
		const link = await newHalf(store, '1');
		disk.fill();
		await expect(newHalf(store, '2', { title: big })).rejects.toThrow(/the disk is full/);
		await store.close();
		const again = await openSqliteStore(path);
		expect((await contextOf(again, link)).link).toEqual(link);
		expect((await again.status(SYNC)).links.ticket.half).toBe(1);
		await again.close();
	});

	test('read-only: refused with what to do about it, and used again when it may be written', async () => {
		const first = await openSqliteStore(path);
		const link = await newHalf(first, '1');
		await first.close();
		disk.readOnly(true);
		const refused = openSqliteStore(path);
		await expect(refused).rejects.toMatchObject({ code: 'STORE' });
		await expect(refused).rejects.toThrow(/sync\.sqlite cannot be written\. Give the user that n8n runs as the right/);
		disk.readOnly(false);
		const again = await openSqliteStore(path);
		expect((await contextOf(again, link)).link).toEqual(link);
		await again.close();
	});
});
