// The project's own packages: node_modules as package-lock.json says.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import { withLock } from './lock.mjs';
import { npmEnvironment, quietInstall } from './npm.mjs';
import { cacheFolder, root } from './paths.mjs';
import { runWithProgress } from './process.mjs';

/** Runs `npm ci` when node_modules is missing, half made, or not what package-lock.json asks for. */
export async function ensurePackages() {
	if (await packagesAreCurrent(root)) return;
	const name = createHash('sha256').update(root).digest('hex').slice(0, 12);
	await withLock(join(cacheFolder, `packages-${name}`), async () => {
		if (await packagesAreCurrent(root)) return;
		await runWithProgress('npm ci', 'npm', ['ci', '--ignore-scripts', ...quietInstall], {
			cwd: root,
			env: npmEnvironment(),
		});
	});
}

/**
 * Whether everything that the lock file asks for is installed in that version. npm itself records what it installed,
 * when it is done, in node_modules/.package-lock.json.
 */
export async function packagesAreCurrent(folder) {
	const wanted = await readPackages(join(folder, 'package-lock.json'));
	const installed = await readPackages(join(folder, 'node_modules', '.package-lock.json'));
	if (wanted === undefined || installed === undefined) return false;
	return Object.entries(wanted).every(([path, entry]) => {
		if (path === '' || entry.link) return true;
		const found = installed[path];
		// What is optional may be missing: it can be for another system.
		if (found === undefined) return Boolean(entry.optional || entry.devOptional || entry.peer);
		return found.version === entry.version && found.integrity === entry.integrity;
	});
}

async function readPackages(file) {
	try {
		return JSON.parse(await readFile(file, 'utf8')).packages;
	} catch {
		return undefined;
	}
}
