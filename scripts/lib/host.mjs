// The n8n that tests and the demo run: a package of its own (test/host), installed once per lock file into the cache.
import { createHash } from 'node:crypto';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installOnce } from './lock.mjs';
import { nodeHeaders } from './node24.mjs';
import { npmEnvironment, quietInstall } from './npm.mjs';
import { cacheFolder, root } from './paths.mjs';
import { runQuietly, runWithProgress } from './process.mjs';

const MANIFESTS = ['package.json', 'package-lock.json'];

/** Installs the n8n host where it is missing, and returns its folder (the one that holds node_modules/n8n). */
export async function ensureHost() {
	const source = join(root, 'test', 'host');
	const folder = join(cacheFolder, `n8n-host-${await hashOf(source)}`);
	await installOnce(folder, async (temporary) => {
		for (const name of MANIFESTS) await cp(join(source, name), join(temporary, name));
		// Some of n8n's packages download binaries that we do not need when their scripts run: only sqlite3's runs.
		await runWithProgress(
			'n8n into the cache (3 GB; once)',
			'npm',
			['ci', '--ignore-scripts', '--omit=dev', ...quietInstall],
			{
				cwd: temporary,
				env: npmEnvironment(),
			},
		);
		await buildSqlite(temporary);
		await checkNativeModules(temporary);
	});
	return folder;
}

/** sqlite3 is the one package of n8n's that comes without a binary: it downloads one, or else compiles it. */
async function buildSqlite(folder) {
	const headers = await nodeHeaders();
	await runWithProgress(
		'sqlite3 for n8n',
		'npm',
		['rebuild', 'sqlite3', '--ignore-scripts=false', '--loglevel=error'],
		{
			cwd: folder,
			env: npmEnvironment(headers === undefined ? {} : { npm_config_nodedir: headers }),
		},
	);
}

async function checkNativeModules(folder) {
	const script = "for (const name of ['sqlite3', 'isolated-vm']) require(name)";
	try {
		await runQuietly('loading the native modules of n8n', process.execPath, ['--no-node-snapshot', '-e', script], {
			cwd: folder,
		});
	} catch (error) {
		throw new Error(
			`${error.message}\nsqlite3 needs either access to its prebuilt binaries or a C++ compiler (python3, make, g++).`,
		);
	}
}

async function hashOf(folder) {
	const hash = createHash('sha256');
	for (const name of MANIFESTS) hash.update(await readFile(join(folder, name)));
	// A binary that was built for one Node or system does not load in another.
	hash.update(`${process.platform}-${process.arch}-${process.versions.modules}`);
	return hash.digest('hex').slice(0, 12);
}
