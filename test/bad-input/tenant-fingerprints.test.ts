import { tenantOf } from '../../sync/connectors/connectwise';
import { createPlatformConnector } from '../../sync/connectors/platform';

/* The text by which a sync knows its tenants: it stays while the tenant stays, and differs where the tenant does. */

const connectwise = (site: string, companyId = 'acme') => tenantOf({ site, companyId });

const platform = (baseUrl: string, more: object = {}) =>
	createPlatformConnector({ baseUrl, apiKey: 'key', otherSystem: 'connectwise', ...more }).fingerprint;

describe('what may change while the tenant stays the same', () => {
	test.each([
		['a slash behind the address', 'https://cw.example.com/', 'https://cw.example.com'],
		['the path of a release', 'https://cw.example.com/v2025_1/apis/3.0', 'https://cw.example.com/v4_6_release'],
		['letter case', 'https://CW.Example.com', 'https://cw.example.com'],
		['the scheme left out', 'cw.example.com', 'https://cw.example.com'],
		['the port that is meant anyway', 'https://cw.example.com:443', 'https://cw.example.com'],
		['the host of the web client', 'na.myconnectwise.net', 'https://api-na.myconnectwise.net'],
	])('ConnectWise: %s', (_what, one, other) => {
		expect(connectwise(one)).toBe(connectwise(other));
	});

	test('ConnectWise: letter case and spaces of the company ID', () => {
		expect(connectwise('cw.example.com', ' ACME')).toBe(connectwise('cw.example.com', 'acme'));
	});

	test.each([
		['another API key', ['https://p.example.com', { apiKey: 'new' }], ['https://p.example.com', {}]],
		['a slash behind the address', ['https://p.example.com/', {}], ['https://p.example.com', {}]],
		['letter case of the host', ['https://P.Example.com', {}], ['https://p.example.com', {}]],
		['http turned into https', ['http://p.example.com', {}], ['https://p.example.com', {}]],
		['a new version of the API', ['https://p.example.com', { basePath: '/api/v2' }], ['https://p.example.com', {}]],
		[
			'another header for the key',
			['https://p.example.com', { authHeader: 'X-Key', authPrefix: '' }],
			['https://p.example.com', {}],
		],
		[
			'letter case of the tenant',
			['https://p.example.com', { tenant: 'North ' }],
			['https://p.example.com', { tenant: 'north' }],
		],
	] as const)('the platform: %s', (_what, one, other) => {
		expect(platform(one[0], one[1])).toBe(platform(other[0], other[1]));
	});
});

describe('what tells two tenants apart', () => {
	test('ConnectWise: the host, and the company at one host', () => {
		const all = [
			tenantOf({ site: 'cw.example.com', companyId: 'acme' }),
			tenantOf({ site: 'cw.example.com', companyId: 'other' }),
			tenantOf({ site: 'staging.example.com', companyId: 'acme' }),
			tenantOf({ site: 'cw.example.com:8443', companyId: 'acme' }),
		];
		expect(new Set(all).size).toBe(all.length);
	});

	test('the platform: the host, the path below it, and the tenant that the credential names', () => {
		const all = [
			platform('https://p.example.com'),
			platform('https://q.example.com'),
			platform('https://p.example.com/acme'),
			platform('https://p.example.com', { basePath: '/tenants/acme/api/v1' }),
			platform('https://p.example.com', { tenant: 'acme' }),
		];
		expect(new Set(all).size).toBe(all.length);
	});
});
