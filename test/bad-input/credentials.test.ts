import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { IDataObject } from 'n8n-workflow';
import { Bench, SYNC } from '../workflows/bench';
import { connectWiseCredential, platformCredential, refusalOf } from './support';

/*
 * Whoever types something wrong into a credential is told which system, what is wrong and what to do; after the
 * correction everything arrives, as if nothing had been.
 */

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start({ connectwise: { record: undefined } });
	// No pauses between the tries of one call.
	jest.spyOn(Math, 'random').mockReturnValue(0);
	bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
});
afterEach(async () => {
	jest.restoreAllMocks();
	await bench.stop();
});

/** A run with something wrong in a credential says `expected` and does nothing; the next one, corrected, does all. */
async function refusedThenCorrected(credentials: Readonly<Record<string, IDataObject>>, ...expected: RegExp[]) {
	const refusal = refusalOf(await bench.run({}, credentials));
	for (const part of expected) expect(refusal).toMatch(part);
	for (const secret of ['not-the-key', bench.connectwise.credentials.privateKey, bench.platform.apiKey]) {
		expect(refusal).not.toContain(secret);
	}
	expect(bench.writeRequests()).toBe(0);
	await bench.settle();
	expect(bench.platform.control.list('ticket')).toMatchObject([{ title: 'Printer is on fire' }]);
}

describe('wrong keys', () => {
	test.each(['publicKey', 'privateKey', 'clientId'])(
		'ConnectWise: a wrong %s is named among what to check',
		async (name) => {
			await refusedThenCorrected(
				connectWiseCredential({ [name]: 'not-the-key' }),
				/ConnectWise GET .* was refused/,
				/check company ID, public key, private key and client ID/,
				/HTTP 401/,
				/Nothing was lost/,
			);
		},
	);

	test('the platform: the API key is named', async () => {
		await refusedThenCorrected(
			platformCredential({ apiKey: 'not-the-key' }),
			/Unified Platform GET .* was refused: check the API key in the credentials/,
			/HTTP 401/,
			/Nothing was lost/,
		);
	});

	test.each(['companyId', 'publicKey', 'privateKey', 'clientId'])('ConnectWise: an empty %s is named', async (name) => {
		await refusedThenCorrected(
			connectWiseCredential({ [name]: ' ' }),
			new RegExp(`"${name}" is missing or not valid in the ConnectWise credential`),
		);
	});

	test('keys that are revoked while a sync runs stop the run, and the edits made meanwhile arrive later', async () => {
		await bench.settle();
		const [ticket] = bench.connectwise.control.records('tickets');
		bench.connectwise.control.edit('tickets', Number(ticket?.id), { summary: 'Printer is out' });
		const [there] = bench.platform.control.list('ticket');
		bench.platform.control.edit('ticket', String(there?.id), { priority: 'High' });
		bench.pass(60);
		const revoked = { ...connectWiseCredential({ privateKey: 'not-the-key' }), ...platformCredential({ apiKey: 'x' }) };
		expect(refusalOf(await bench.run({}, revoked))).toMatch(/HTTP 401/);
		await bench.settle();
		expect(bench.platform.control.list('ticket')).toMatchObject([{ title: 'Printer is out', priority: 'High' }]);
		expect(bench.psa('tickets', Number(ticket?.id))).toMatchObject({ priority: { name: 'Priority 2 - High' } });
	});
});

describe('a wrong company ID', () => {
	test('is named with the host that does not know it', async () => {
		await refusedThenCorrected(
			connectWiseCredential({ companyId: 'nobody' }),
			/ConnectWise: the company "nobody" is unknown at 127\.0\.0\.1/,
			/check company ID and region/,
		);
	});

	test('in the very first run is not remembered as the tenant of the sync', async () => {
		await bench.run({}, connectWiseCredential({ companyId: 'nobody' }));
		await bench.run({}, platformCredential({ baseUrl: 'http://127.0.0.1:9' }));
		const store = await bench.store();
		expect(await store.checkTenant(SYNC, 'platform', 'platform', 'any')).toBe(false);
		await bench.settle();
	});
});

describe('a host that cannot be reached', () => {
	test.each([
		['refuses connections', 'http://127.0.0.1:9', /the host refuses connections; check the address and port/],
		['does not exist', 'https://psa.invalid', /the host name (is unknown; check the address|could not be looked up)/],
	])('a ConnectWise that %s is named with the remedy', async (_what, siteUrl, remedy) => {
		await refusedThenCorrected(connectWiseCredential({ siteUrl }), /ConnectWise GET .* could not be sent/, remedy);
	});

	test.each([
		['refuses connections', 'http://127.0.0.1:9', /the host refuses connections; check the address and port/],
		['does not exist', 'https://p.invalid', /the host name (is unknown; check the address|could not be looked up)/],
	])('a platform that %s is named with the remedy', async (_what, baseUrl, remedy) => {
		await refusedThenCorrected(platformCredential({ baseUrl }), /Unified Platform GET .* could not be sent/, remedy);
	});

	test.each(['nonsense', 'ftp://platform.example.com', 'https://user:pw@platform.example.com'])(
		'an address that cannot be one is refused before anything is sent: %s',
		async (baseUrl) => {
			await refusedThenCorrected(platformCredential({ baseUrl }), /The base URL must/);
		},
	);

	test('an address whose path is wrong is told apart from a record that does not exist', async () => {
		await refusedThenCorrected(
			platformCredential({ customApi: true, basePath: '/nowhere' }),
			/Unified Platform GET \/nowhere\/companies\/changes/,
			/HTTP 404/,
			/base path/,
		);
	});
});

describe('a certificate that cannot be trusted', () => {
	const pem = (name: string) => readFileSync(join(__dirname, 'certificate', `${name}.pem`), 'utf8');
	let server: Server;
	let url: string;
	let reached: number;

	async function serverWith(certificate: string): Promise<void> {
		reached = 0;
		server = createServer({ key: pem('key'), cert: pem(certificate) }, (_request, response) => {
			reached++;
			response.end('{}');
		});
		await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
		url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
	}
	afterEach(async () => {
		server.closeAllConnections();
		await new Promise((closed) => server.close(closed));
	});

	/** As if n8n had been started with NODE_EXTRA_CA_CERTS. */
	async function knowingTheAuthority(work: () => Promise<void>): Promise<void> {
		const before = getCACertificates('default');
		setDefaultCACertificates([...before, pem('authority')]);
		try {
			await work();
		} finally {
			setDefaultCACertificates(before);
		}
	}

	test.each([
		['ConnectWise', (address: string) => connectWiseCredential({ siteUrl: address })],
		['Unified Platform', (address: string) => platformCredential({ baseUrl: address })],
	])('%s: an expired one is called expired, and no key is sent to that server', async (system, credential) => {
		await serverWith('expired');
		await knowingTheAuthority(async () => {
			await refusedThenCorrected(
				credential(url),
				new RegExp(`${system} GET .* could not be sent: the server's certificate has expired; have it renewed`),
				/CERT_HAS_EXPIRED/,
			);
		});
		expect(reached).toBe(0);
	});

	test('one of an unknown authority is told apart, with the setting that makes it known', async () => {
		await serverWith('good');
		await refusedThenCorrected(
			platformCredential({ baseUrl: url }),
			/from an authority that this n8n does not know; start n8n with NODE_EXTRA_CA_CERTS/,
		);
		expect(reached).toBe(0);
	});
});
