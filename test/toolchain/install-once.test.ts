import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const lock = pathToFileURL(join(__dirname, '..', '..', 'scripts', 'lib', 'lock.mjs')).href;

describe('installing into the cache', () => {
	let folder: string;
	let target: string;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'psa-sync-install-'));
		target = join(folder, 'host');
	});

	afterEach(async () => {
		await rm(folder, { recursive: true, force: true });
	});

	/** A process that installs `target`: it notes that it began, says so, and goes on when its stdin ends. */
	const installer = (): ChildProcess =>
		spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, lock, target, join(folder, 'begun')], {
			stdio: ['pipe', 'pipe', 'inherit'],
		});

	const begun = async () => (await readFile(join(folder, 'begun'), 'utf8')).length;

	it('happens once though two commands want it at the same time', async () => {
		const [first, second] = [installer(), installer()];
		const ended = Promise.all([once(first, 'exit'), once(second, 'exit')]);
		first.stdin?.end();
		second.stdin?.end();
		expect((await ended).map(([code]) => code as number)).toEqual([0, 0]);
		expect(await begun()).toBe(1);
		expect(await readdir(target)).toEqual(['installed']);
	});

	it('is taken over from a command that died in the middle, and leaves nothing half made', async () => {
		const dying = installer();
		await once(dying.stdout as NodeJS.ReadableStream, 'data');
		dying.kill('SIGKILL');
		await once(dying, 'exit');
		expect(existsSync(target)).toBe(false);

		const next = installer();
		next.stdin?.end();
		expect(await once(next, 'exit')).toEqual([0, null]);
		expect(await begun()).toBe(2);
		expect((await readdir(folder)).sort()).toEqual(['begun', 'host']);
	});
});

const SCRIPT = `
	import { appendFile, writeFile } from 'node:fs/promises';
	import { once } from 'node:events';
	const [lock, target, begun] = process.argv.slice(1);
	const { installOnce } = await import(lock);
	await installOnce(target, async (temporary) => {
		await appendFile(begun, '.');
		process.stdout.write('begun');
		process.stdin.resume();
		await once(process.stdin, 'end');
		await writeFile(temporary + '/installed', '');
	});
`;
