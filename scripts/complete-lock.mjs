// `npm run lock`, after every `npm install`: completes the lock files; with `--check` it only says what is missing.
// A registry that mirrors only some platforms makes npm leave the others' optional packages out of a lock file, and
// `npm ci` then refuses that lock file everywhere.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { main } from './lib/bootstrap.mjs';
import { completeLock } from './lib/lock-file.mjs';
import { root } from './lib/paths.mjs';

const check = process.argv.includes('--check');

await main(async () => {
	let incomplete = 0;
	for (const folder of ['.', 'test/host']) {
		const file = join(root, folder, 'package-lock.json');
		const text = await readFile(file, 'utf8');
		const lock = JSON.parse(text);
		const added = completeLock(lock);
		if (added.length > 0) incomplete += 1;
		if (added.length > 0 && !check) await writeFile(file, `${JSON.stringify(lock, null, '\t')}\n`);
		console.log(
			`${folder}/package-lock.json: ${added.length === 0 ? 'complete' : `${check ? 'lacks' : 'added'} ${added.join(', ')}`}`,
		);
	}
	return check && incomplete > 0 ? 1 : 0;
});
