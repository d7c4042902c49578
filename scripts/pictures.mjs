// `npm run pictures [-- name …]`: the templates as n8n's own editor draws them, into docs/images.
import { bootstrap, main } from './lib/bootstrap.mjs';
import { ensureHost } from './lib/host.mjs';
import { buildAndPack } from './lib/pack.mjs';
import { runTypeScript } from './lib/run-ts.mjs';

await main(async () => {
	await bootstrap();
	const host = await ensureHost();
	const tarball = await buildAndPack();
	return runTypeScript('sandbox/pictures/main.ts', process.argv.slice(2), {
		PSA_SYNC_HOST: host,
		PSA_SYNC_TARBALL: tarball,
	});
});
