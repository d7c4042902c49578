// What takes long in a real n8n: sudden deaths, stores that fail, webhooks, and the days of the pairings. Most of that is
// spent waiting for intervals, leases and quiet: three go side by side.
const host = require('./jest.host.config.js');

module.exports = {
	...host,
	testMatch: ['<rootDir>/test/e2e/long/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 3,
};
