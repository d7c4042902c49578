// Runs a TypeScript program of this repository as it is: `node scripts/lib/run-ts.cjs sandbox/main.ts …`.
// The published package holds compiled JavaScript only.
const Module = require('node:module');
const path = require('node:path');
require('./register-ts.cjs');

process.argv.splice(1, 2, path.resolve(process.argv[2]));
Module.runMain();
