// What takes long in a real n8n: sudden deaths, stores that fail, webhooks, and the days of the pairings. Most of that is
// spent waiting for intervals, leases and quiet: two go side by side. With three, two cores are too busy for n8n to start
// in time.
const host = require('./jest.host.config.js');

module.exports = {
	...host,
	testMatch: ['<rootDir>/test/e2e/long/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 2,
};
