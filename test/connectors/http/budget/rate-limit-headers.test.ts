import { headerUsage } from '../../../../sync/connectors/http';

const NOW = Date.parse('2026-03-01T10:00:00Z');

describe('headers that tell what is left', () => {
	test.each([
		['X-RateLimit-*', { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '40', 'x-ratelimit-reset': '30' }, 30_000],
		['RateLimit-*', { 'ratelimit-limit': '100', 'ratelimit-remaining': '40', 'ratelimit-reset': '30' }, 30_000],
		['one structured header', { ratelimit: 'limit=100, remaining=40, reset=30' }, 30_000],
		[
			'a reset in seconds since 1970',
			{ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '40', 'x-ratelimit-reset': String(NOW / 1000 + 30) },
			30_000,
		],
		[
			'a reset in milliseconds since 1970',
			{ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '40', 'x-ratelimit-reset': String(NOW + 30_000) },
			30_000,
		],
		['no reset', { 'x-rate-limit-limit': '100', 'x-rate-limit-remaining': '40' }, null],
	])('are read as %s', (_name, headers, resetMs) => {
		expect(headerUsage(headers as Record<string, string>, NOW)).toMatchObject({ limit: 100, remaining: 40, resetMs });
	});

	test('tell the window where there is a policy', () => {
		const headers = { ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' };
		expect(headerUsage(headers, NOW)).toEqual({ limit: 100, remaining: 50, resetMs: 30_000, windowMs: 60_000 });
	});

	test.each([
		['there are none', {}],
		['they are no numbers', { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '40' }],
		['half of them is missing', { 'x-ratelimit-limit': '100' }],
		['the limit is 0', { 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '0' }],
	])('say nothing where %s', (_name, headers) => {
		expect(headerUsage(headers as Record<string, string>, NOW)).toBeUndefined();
	});
});
