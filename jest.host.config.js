// Tests of the packed package, most of them in a real n8n: one at a time, since most of them keep the processor busy.
// What takes long and can go side by side has its own file: jest.long.config.js.
const base = require('./jest.config.js');

module.exports = {
	...base,
	testMatch: ['<rootDir>/test/e2e/**/*.test.ts', '<rootDir>/test/package/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/long/'],
	maxWorkers: 1,
	testTimeout: 300_000,
};
