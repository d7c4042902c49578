// `npm run bench [-- --tickets 100000] [--only mapPlan,calls,budget,firstLoad,files,latency]`: what the engine costs, as one line of JSON.
import { bootstrap, main } from './lib/bootstrap.mjs';
import { ensureHost } from './lib/host.mjs';
import { buildAndPack } from './lib/pack.mjs';
import { runTypeScript } from './lib/run-ts.mjs';

await main(async () => {
	await bootstrap();
	const host = await ensureHost();
	const tarball = await buildAndPack();
	return runTypeScript('test/bench/main.ts', process.argv.slice(2), {
		PSA_SYNC_HOST: host,
		PSA_SYNC_TARBALL: tarball,
	});
});
