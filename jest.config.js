// Everything that needs no real n8n. The tests in the real host have their own file: jest.host.config.js.
const swcOptions = require('./scripts/lib/swc-options.cjs');

/** The folders whose tests want the packed package, most of them in a running n8n. */
const HOST_FOLDERS = ['<rootDir>/test/e2e/', '<rootDir>/test/package/'];

module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', ...HOST_FOLDERS],
	transform: { '^.+\\.ts$': ['@swc/jest', swcOptions] },
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/host/'],
	maxWorkers: 2,
	// A worker that has lived through a hundred files takes gigabytes and becomes several times slower: it is replaced.
	workerIdleMemoryLimit: '768MB',
	testTimeout: 120_000,
};
