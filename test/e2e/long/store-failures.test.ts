import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { until } from '../../../sandbox/demo/check/until';
import { canMount, smallDisk, type SmallDisk } from '../../support/small-disk';
import { expectBooksToAgree, openMsp, type Msp } from '../deaths/msp';
import type { Story } from '../deaths/people';
import { startTestHost, type TestHost } from '../support/host';

/** Longer than the lease of a dead worker, and than the rest of a write whose outcome is unknown. */
const LATER_MINUTES = 10;
const DAY_MINUTES = 25 * 60;
const SEED = Number(process.env.DEATH_SEED ?? 20_260_302);

/** A disk of its own where this user may mount one; a folder where not, and then two of the tests are skipped. */
let disk: SmallDisk | undefined;
let folder: string;
let host: TestHost;
let msp: Msp;

beforeAll(async () => {
	if (canMount) disk = smallDisk(48);
	folder = disk?.folder ?? mkdtempSync(join(tmpdir(), 'psa-sync-failures-'));
	host = await startTestHost(join(folder, 'sync.sqlite'));
	const { storeFile } = host;
	msp = await openMsp(host.n8n, 'x', SEED, { storeFile, mayFail: true, clients: 3, tickets: 10 });
	await expectBooksToAgree(msp);
});
afterAll(async () => {
	try {
		await msp?.scene.stop();
		await host?.dispose();
	} finally {
		if (disk) disk.remove();
		else rmSync(folder, { recursive: true, force: true });
	}
});

// So that a test that fails does not take the others along.
afterEach(() => {
	disk?.free();
	msp.scene.connectwise.control.faults.clear();
});

const work = (acts: number): void => {
	for (let act = 0; act < acts; act++) msp.people.act();
};

/** Resolves when a run has failed with such a message. @returns the message */
async function failure(pattern: RegExp): Promise<string> {
	let found: string | undefined;
	await until(
		`a run that fails with ${pattern.source}`,
		async () => {
			found = (await msp.scene.failedRuns()).find((message) => pattern.test(message));
			return found !== undefined;
		},
		// A run against a locked store waits at each of its writes.
		280_000,
	);
	return found ?? '';
}

const withDisk = canMount ? test : test.skip;

withDisk(
	'a full disk: runs say so and leave nothing half done; n8n may die and come up on it; with room again all goes on (skipped without the right to mount a disk)',
	async () => {
		disk?.fill();
		work(40);
		const message = await failure(/the disk is full/);
		expect(message).toContain(`The store ${host.storeFile} cannot grow: the disk is full. Free some space`);
		await host.kill();
		await host.startAgain(0);
		work(20);
		disk?.free();
		await host.startAgain(LATER_MINUTES, msp.scene);
		await expectBooksToAgree(msp);
	},
);

withDisk(
	'a store on a read-only disk: runs say so and write nothing; once it may be written all goes on (skipped without the right to mount a disk)',
	async () => {
		await host.n8n.stop();
		disk?.readOnly(true);
		work(20);
		const written = msp.scene.writes();
		await host.startAgain(0);
		const message = await failure(/cannot be written/);
		expect(message).toContain(
			`The store ${host.storeFile} cannot be written. Give the user that n8n runs as the right`,
		);
		expect(msp.scene.writes()).toBe(written);
		await host.n8n.stop();
		disk?.readOnly(false);
		await host.startAgain(LATER_MINUTES, msp.scene);
		await expectBooksToAgree(msp);
	},
);

test('a store that another process keeps locked: runs wait, then say so; when it lets go all goes on', async () => {
	const script = `
		const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
		const begin = () => {
			try { db.exec('begin immediate'); process.stdout.write('locked'); } catch { setTimeout(begin, 5); }
		};
		begin();
		process.stdin.once('data', () => { db.exec('rollback'); process.exit(0); });`;
	const other = spawn(process.execPath, ['-e', script, host.storeFile], { stdio: ['pipe', 'pipe', 'inherit'] });
	await once(other.stdout, 'data');
	work(20);
	const written = msp.scene.writes();
	const message = await failure(/locked by another process/);
	expect(message).toContain(
		`The store ${host.storeFile} is locked by another process for too long. Stop the other program`,
	);
	expect(msp.scene.writes()).toBe(written);
	other.stdin.write('let go');
	await once(other, 'exit');
	await expectBooksToAgree(msp);
}, 600_000);

test('a clock that is set back by an hour while n8n runs, and writes of a process that died before: all arrives', async () => {
	const { faults } = msp.scene.connectwise.control;
	faults.add({ kind: 'lostResponse', method: ['POST', 'PATCH'], times: 1, delayMs: 30_000 });
	work(40);
	await until('a write that hangs', () => faults.list().some(({ struck }) => struck > 0), 120_000);
	await host.kill();
	faults.clear();
	// The lease of the write that was under way now ends an hour later than it would have.
	await host.startAgain(-60);
	work(20);
	await msp.scene.runs(2);
	host.setClock(-60);
	work(20);
	await msp.scene.runs(3);
	host.setClock(60);
	await host.n8n.stop();
	host.setClock(60);
	await host.startAgain(LATER_MINUTES, msp.scene);
	await expectBooksToAgree(msp);
});

describe('a damaged store', () => {
	/** What a failing disk does to a file; the log of the store is empty, so that nothing hides the damage. */
	function damage(): void {
		const raw = new DatabaseSync(host.storeFile);
		raw.exec('pragma wal_checkpoint(truncate)');
		raw.close();
		writeFileSync(host.storeFile, Buffer.alloc(statSync(host.storeFile).size / 2, 7), { flag: 'r+', flush: true });
	}

	/** Does to the letter what the message says. */
	function carryOut(message: string): void {
		const [, names, from, to] =
			/Stop n8n, move (.*) \(as far as they are there\) .*copy (\S+) to (\S+), and start/.exec(message) ?? [];
		if (!names || !from || !to) throw new Error(`The message does not say how to restore: ${message}`);
		const away = join(dirname(to), 'away');
		mkdirSync(away, { recursive: true });
		for (const name of names.split(/, | and /)) {
			const file = join(dirname(to), name);
			if (existsSync(file)) renameSync(file, join(away, name));
		}
		copyFileSync(from, to);
	}

	test('yesterday’s backup is restored as the message says: nothing that was done since is overwritten, doubled or lost', async () => {
		await host.startAgain(DAY_MINUTES, msp.scene);
		await until("the day's backup", () => readdirSync(folder).some((name) => name.endsWith('.backup')), 120_000);
		const known = new Map(
			msp.people.made.flatMap(({ stories }) => [...stories.values()].map((story) => [story, story.last])),
		);
		work(80);
		await expectBooksToAgree(msp);
		await host.kill();
		damage();

		// The restored store knows of these edits no more, nor of what the audit said of them.
		const isOld = (story: Story): boolean => known.has(story) && known.get(story) === story.last;
		for (const { stories } of msp.people.made) for (const { losers } of stories.values()) losers.length = 0;
		msp.people.changeHands((story, drawn) => (isOld(story) ? drawn : null));
		work(60);
		const written = msp.scene.writes();
		await host.startAgain(0);
		const message = await failure(/damaged/);
		expect(message).toContain(`The store ${host.storeFile} is `);
		expect(msp.scene.writes()).toBe(written);
		await host.n8n.stop();
		carryOut(message);
		await host.startAgain(LATER_MINUTES, msp.scene);
		await expectBooksToAgree(msp);
	});
});
