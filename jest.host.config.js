// Tests of the packed package, most of them in a real n8n: one at a time, since each starts a server of some hundred MB.
const base = require('./jest.config.js');

module.exports = {
	...base,
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts', '<rootDir>/test/package/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 1,
	testTimeout: 300_000,
};
