// `npm run test:migration [-- <pairing>] [<days a month>] [<edits a day>]`: the six months of `npm test`, with longer
// months (20 days of 100 edits without numbers). MIGRATION_SEED=… repeats an earlier run.
import { join } from 'node:path';
import { main } from './lib/bootstrap.mjs';
import { root } from './lib/paths.mjs';
import { runInForeground } from './lib/process.mjs';

const USAGE = 'Usage: npm run test:migration -- [pairing] [days a month] [edits a day]';

await main(async () => {
	const given = process.argv.slice(2);
	const pairing = /^\d/.test(given[0] ?? '0') ? 'connectwise' : given.shift();
	const [days = 20, edits = 100, ...more] = given.map(Number);
	if (more.length > 0 || ![days, edits].every((number) => Number.isInteger(number) && number > 0))
		throw new Error(USAGE);
	return await runInForeground(process.execPath, [join(root, 'scripts', 'test.mjs'), 'test/migration/migration.test'], {
		cwd: root,
		env: {
			...process.env,
			MIGRATION_PAIRING: pairing,
			MIGRATION_DAYS: String(days),
			MIGRATION_EDITS: String(edits),
		},
	});
});
