import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installPackage } from '../support/n8n-host';

const NAME = 'n8n-nodes-psa-sync';

interface Manifest {
	dependencies: Record<string, string>;
	scripts?: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[] };
}

describe('the packed package, installed into an empty n8n user folder', () => {
	let userFolder: string;
	let modules: string;
	let installed: string;
	let manifest: Manifest;

	beforeAll(async () => {
		userFolder = await mkdtemp(join(tmpdir(), 'psa-sync-package-'));
		await installPackage(userFolder, process.env.PSA_SYNC_TARBALL ?? '');
		modules = join(userFolder, '.n8n', 'nodes', 'node_modules');
		installed = join(modules, NAME);
		manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as Manifest;
	});

	afterAll(async () => {
		await rm(userFolder, { recursive: true, force: true });
	});

	it('brings its run-time dependencies and no copy of n8n', () => {
		for (const name of Object.keys(manifest.dependencies)) expect(existsSync(join(modules, name))).toBe(true);
		// A second copy would break `instanceof NodeApiError` between n8n and our nodes.
		for (const name of ['n8n-workflow', 'n8n-core']) expect(existsSync(join(modules, name))).toBe(false);
	});

	it('holds every file that n8n is told to load, with its codex file', () => {
		for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
			expect({ file, exists: existsSync(join(installed, file)) }).toEqual({ file, exists: true });
		}
		for (const file of manifest.n8n.nodes) {
			const codex = file.replace(/\.js$/, '.json');
			expect({ codex, exists: existsSync(join(installed, codex)) }).toEqual({ codex, exists: true });
		}
	});

	it('holds only compiled code: no tests, no sandbox, no TypeScript', async () => {
		const files = (await readdir(installed, { recursive: true })).map((file) => file.replaceAll('\\', '/'));
		expect(files).toContain('LICENSE');
		expect(files.filter((file) => /(^|\/)(test|sandbox)\//.test(file))).toEqual([]);
		expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
	});

	it('loads its engine with nothing but its dependencies', async () => {
		const engine = (await readdir(join(installed, 'dist', 'sync'), { recursive: true })).filter((file) =>
			file.endsWith('.js'),
		);
		expect(engine.length).toBeGreaterThan(0);
		const script = `for (const file of ${JSON.stringify(engine)}) require(require('node:path').join(process.cwd(), 'dist', 'sync', file))`;
		// Rejects, with the name of what is missing, when a module cannot be found.
		await promisify(execFile)(process.execPath, ['-e', script], { cwd: installed });
	});
});
