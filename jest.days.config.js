// The days of the pairings in a real n8n each. A day is spent waiting, for webhooks, intervals and quiet: two go side by side.
const host = require('./jest.host.config.js');

module.exports = {
	...host,
	testMatch: ['<rootDir>/test/e2e/pairings/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 2,
};
