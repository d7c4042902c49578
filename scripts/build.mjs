// `npm run build`: compiles the package into dist/.
import { bootstrap, main } from './lib/bootstrap.mjs';
import { build } from './lib/pack.mjs';

await main(async () => {
	await bootstrap();
	return build();
});
