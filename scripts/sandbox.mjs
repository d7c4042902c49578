// `npm run sandbox`: the simulators and the reference platform alone, until Ctrl-C.
import { bootstrap, main } from './lib/bootstrap.mjs';
import { runTypeScript } from './lib/run-ts.mjs';

await main(async () => {
	await bootstrap();
	return runTypeScript('sandbox/main.ts', process.argv.slice(2));
});
