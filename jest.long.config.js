// What takes long in a real n8n: sudden deaths, and the days of the pairings, which are spent waiting for webhooks,
// intervals and quiet. Two go side by side.
const host = require('./jest.host.config.js');

module.exports = {
	...host,
	testMatch: ['<rootDir>/test/e2e/many-deaths.test.ts', '<rootDir>/test/e2e/pairings/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/'],
	maxWorkers: 2,
};
