// `npm run demo [-- --check]`: the sandbox and a real n8n with the packed package in it.
import { bootstrap, main } from './lib/bootstrap.mjs';
import { ensureHost } from './lib/host.mjs';
import { buildAndPack } from './lib/pack.mjs';
import { runTypeScript } from './lib/run-ts.mjs';

await main(async () => {
	await bootstrap();
	const host = await ensureHost();
	const tarball = await buildAndPack();
	return runTypeScript('sandbox/demo/main.ts', process.argv.slice(2), {
		PSA_SYNC_HOST: host,
		PSA_SYNC_TARBALL: tarball,
	});
});
