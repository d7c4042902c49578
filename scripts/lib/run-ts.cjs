// Runs a TypeScript program of this repository as it is: `node scripts/lib/run-ts.cjs sandbox/main.ts …`.
// Types are checked by `npm run lint`, not here. The published package holds compiled JavaScript only.
const Module = require('node:module');
const path = require('node:path');
const { transformFileSync } = require('@swc/core');
const options = require('./swc-options.cjs');

process.setSourceMapsEnabled(true);
Module._extensions['.ts'] = (module, filename) => {
	module._compile(transformFileSync(filename, { ...options, swcrc: false, filename }).code, filename);
};

process.argv.splice(1, 2, path.resolve(process.argv[2]));
Module.runMain();
