// Lets Node load the TypeScript of this repository as it is. Types are checked by `npm run lint`, not here.
const Module = require('node:module');
const { transformFileSync } = require('@swc/core');
const options = require('./swc-options.cjs');

process.setSourceMapsEnabled(true);
Module._extensions['.ts'] = (module, filename) => {
	module._compile(transformFileSync(filename, { ...options, swcrc: false, filename }).code, filename);
};
