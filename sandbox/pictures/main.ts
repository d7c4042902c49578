// `npm run pictures [-- name …]`: every template in n8n's own editor, as a picture, and what does not fit on its canvas.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startHost, type WorkflowJson } from '../host';
import { openEditor } from './canvas';

/** Those that the documentation shows. */
const SHOWN: Readonly<Record<string, string>> = {
	'phase-1-connectwise': 'phase-1-canvas',
	'phase-2-connectwise': 'phase-2-canvas',
	'phase-3-connectwise': 'phase-3-canvas',
};

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

async function main(wanted: readonly string[]): Promise<number> {
	const program = process.env.CHROMIUM ?? CHROMIUM.find((path) => existsSync(path));
	if (program === undefined) throw new Error('There is no Chromium: install one, or name its program in CHROMIUM.');
	const [docs, others] = [
		join(process.cwd(), 'docs', 'images'),
		join(process.cwd(), 'node_modules', '.cache', 'pictures'),
	];
	await mkdir(others, { recursive: true });
	const files = (await readdir('templates')).filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5));
	const chosen = files.filter((name) => wanted.length === 0 || wanted.includes(name));
	const host = await startHost({ onProgress: (what) => console.error(what) });
	const editor = await openEditor({ url: host.url, cookie: host.client.cookie, executablePath: program });
	try {
		let flaws = 0;
		for (const name of chosen) {
			const template = JSON.parse(await readFile(join('templates', `${name}.json`), 'utf8')) as WorkflowJson;
			const id = await host.client.importWorkflow(template);
			const shown = SHOWN[name];
			const picture = shown === undefined ? join(others, `${name}.png`) : join(docs, `${shown}.png`);
			const found = await editor.look(id, picture);
			flaws += found.length;
			console.log(`${name}: ${picture}${found.map(({ where, what }) => `\n  ${where}: ${what}`).join('')}`);
		}
		return flaws === 0 ? 0 : 1;
	} finally {
		await editor.close();
		await host.dispose();
	}
}

main(process.argv.slice(2)).then(
	(code) => {
		process.exitCode = code;
	},
	(error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	},
);
