// The law tests alone, against the engine that MUTANT names (none: the real one). Started by `npm run test:mutants`.
const base = require('./jest.config.js');
const swcOptions = require('./scripts/lib/swc-options.cjs');

module.exports = {
	...base,
	testMatch: ['<rootDir>/test/**/*.property.test.ts'],
	transform: { '^.+\\.ts$': ['<rootDir>/scripts/lib/mutating-transformer.cjs', swcOptions] },
	maxWorkers: 1,
	// A law may be tried many more times than in `npm test`.
	testTimeout: 3_600_000,
};
