// `npm run templates`: writes templates/*.json from templates/source.
import { bootstrap, main } from './lib/bootstrap.mjs';
import { runTypeScript } from './lib/run-ts.mjs';

await main(async () => {
	await bootstrap();
	return runTypeScript('templates/source/generate.ts', process.argv.slice(2));
});
