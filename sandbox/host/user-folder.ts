// An n8n user folder with our packed package in it, as n8n's own "install community node" leaves it.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Installs a packed package into `<userFolder>/.n8n/nodes`. Only there do its node types get the prefix of the package's
 * name; a folder named by N8N_CUSTOM_EXTENSIONS gives them another, and templates would not find them.
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	const manifest = { name: 'installed-nodes', private: true, dependencies: {} };
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
	// What n8n itself passes: no development, optional or peer packages, and no scripts.
	const flags = [
		'--omit=dev',
		'--omit=optional',
		'--omit=peer',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--prefer-offline',
	];
	await run('npm', ['install', tarball, ...flags], {
		cwd: folder,
		env: withoutNpm(process.env),
		shell: process.platform === 'win32',
	});
}

/** The package.json of an installed package. */
export async function installedManifest(userFolder: string, name: string): Promise<Record<string, unknown>> {
	const file = join(userFolder, '.n8n', 'nodes', 'node_modules', name, 'package.json');
	return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
}

/** `npm run` tells its children about the project; an npm within would take that for its own settings. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const told = /^npm_(package|lifecycle|command|config_(local_prefix|global_prefix|ignore_scripts|prefix))/i;
	return Object.fromEntries(Object.entries(environment).filter(([name]) => !told.test(name)));
}
