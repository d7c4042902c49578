// Builds the package and packs it as it would be published.
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from './binary.mjs';
import { npmEnvironment } from './npm.mjs';
import { root } from './paths.mjs';
import { runInForeground, runQuietly, runWithProgress } from './process.mjs';

/** Where the packed package lies: inside node_modules, so that it is neither committed nor packed itself. */
const packFolder = join(root, 'node_modules', '.cache', 'packed');

/** Compiles into dist/ with the output shown; returns the exit code. */
export function build() {
	return runInForeground(process.execPath, [binary('gulp'), 'build'], { cwd: root });
}

/** Builds and packs; returns the path of the tarball. */
export async function buildAndPack() {
	await runWithProgress('building the package', process.execPath, [binary('gulp'), 'build'], { cwd: root });
	await mkdir(packFolder, { recursive: true });
	const temporary = await mkdtemp(join(packFolder, 'part-'));
	try {
		const output = await runQuietly(
			'npm pack',
			'npm',
			['pack', '--ignore-scripts', '--json', '--loglevel=error', '--pack-destination', temporary],
			{
				cwd: root,
				env: npmEnvironment(),
			},
		);
		const [{ filename }] = JSON.parse(output);
		const tarball = join(packFolder, filename);
		await rename(join(temporary, filename), tarball);
		return tarball;
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}
