// `npm run test:deaths [-- <deaths>]`: the many deaths of `npm test`, more of them (200 without a number).
import { join } from 'node:path';
import { main } from './lib/bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground } from './lib/process.mjs';

await main(async () => {
	const deaths = Number(process.argv[2] ?? 200);
	if (!Number.isInteger(deaths) || deaths < 1) throw new Error('Usage: npm run test:deaths -- <number of deaths>');
	return await runInForeground(process.execPath, [join(root, 'scripts', 'test.mjs'), 'test/e2e/long/many-deaths'], {
		cwd: root,
		env: { ...process.env, DEATHS: String(deaths) },
	});
});
