import type { IDataObject } from 'n8n-workflow';
import { startConnectWise, type ConnectWiseSimulator } from '../../sandbox/connectwise';
import { startPlatform, type RunningPlatform } from '../../sandbox/platform';
import { Bench, NODES } from '../workflows/bench';
import { connectWiseCredential, platformCredential, refusalOf, withSyncKey } from './support';

/* Credentials that lead to another tenant than the one a sync began with are noticed before anything is written. */

let bench: Bench;
/** Another MSP's systems: same vendors, other tenants. */
let theirs: { readonly connectwise: ConnectWiseSimulator; readonly platform: RunningPlatform };
beforeEach(async () => {
	bench = await Bench.start();
	theirs = {
		connectwise: await startConnectWise({ seed: { companies: 0, contactsPerCompany: 0, tickets: 0 } }),
		platform: await startPlatform({ apiKey: 'their-key' }),
	};
});
afterEach(async () => {
	await theirs.connectwise.close();
	await theirs.platform.close();
	await bench.stop();
});

const toTheirs = (system: 'psa' | 'platform'): Readonly<Record<string, IDataObject>> => {
	const { companyId, publicKey, privateKey, clientId } = theirs.connectwise.credentials;
	return system === 'psa'
		? connectWiseCredential({ siteUrl: theirs.connectwise.url, companyId, publicKey, privateKey, clientId })
		: platformCredential({ baseUrl: theirs.platform.url, apiKey: theirs.platform.apiKey });
};

const writesToTheirs = () =>
	[theirs.connectwise, theirs.platform].flatMap(({ control }) =>
		control.requests.entries().filter(({ method }) => method !== 'GET'),
	);

async function linkedTicket() {
	const psaId = bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
	await bench.settle();
	return { psaId, platformId: bench.counterpart('ticket', psaId).id };
}

/** An edit on each side, so that each node of the template has something to do. */
function editBoth({ psaId, platformId }: { psaId: number; platformId: string }) {
	bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
	bench.platform.control.edit('ticket', platformId, { priority: 'High' });
	bench.pass(60);
}

describe("another tenant's credential", () => {
	test.each([
		[NODES.getPsa, 'psa'],
		[NODES.applyPsa, 'psa'],
		[NODES.getPlatform, 'platform'],
		[NODES.applyPlatform, 'platform'],
	] as const)('in the node "%s" alone: nothing is written there, both tenants are named', async (node, side) => {
		const pair = await linkedTicket();
		theirs.connectwise.control.create('companies', {
			name: 'Their client',
			identifier: 'THEIRS',
			site: { name: 'Main' },
		});
		theirs.platform.control.create('company', { name: 'Their client' });
		editBoth(pair);
		const refusal = refusalOf(await bench.run({}, {}, undefined, { [node]: toTheirs(side) }));
		expect(refusal).toMatch(new RegExp(`The ${side} side of the sync "default" began with .*127\\.0\\.0\\.1:\\d+`));
		expect(refusal).toMatch(
			/but these credentials belong to .*127\.0\.0\.1:\d+.*Choose the credentials that it began with/,
		);
		for (const secret of ['their-key', theirs.connectwise.credentials.privateKey])
			expect(refusal).not.toContain(secret);
		expect(writesToTheirs()).toEqual([]);

		await bench.settle();
		expect(bench.platform.control.list('company')).toHaveLength(1);
		expect(bench.platform.control.get('ticket', pair.platformId)).toMatchObject({ title: 'Edited', priority: 'High' });
		expect(bench.psa('tickets', pair.psaId)).toMatchObject({ priority: { name: 'Priority 2 - High' } });
	});

	test.each([NODES.applyPsa, NODES.applyPlatform])(
		'in the node "%s" of a workflow that never ran before is noticed too',
		async (node) => {
			bench.psaClient();
			bench.platform.control.create('company', { name: 'Contoso Legal' });
			bench.pass(60);
			const side = node === NODES.applyPsa ? 'psa' : 'platform';
			expect(refusalOf(await bench.run({}, {}, undefined, { [node]: toTheirs(side) }))).toMatch(/began with/);
			expect(writesToTheirs()).toEqual([]);
			await bench.settle();
			expect(bench.platform.control.list('company')).toHaveLength(2);
			expect(bench.connectwise.control.records('companies')).toHaveLength(2);
		},
	);

	test.each(['psa', 'platform'] as const)(
		'of the same vendor, exchanged between the %s sides of two syncs: both refuse, each naming whose they are',
		async (side) => {
			const pair = await linkedTicket();
			const all = { ...toTheirs('psa'), ...toTheirs('platform') };
			theirs.connectwise.control.create('companies', {
				name: 'Their client',
				identifier: 'THEIRS',
				site: { name: 'Main' },
			});
			for (let run = 0; run < 2; run++) {
				bench.pass(60);
				expect((await bench.run({}, all, withSyncKey('theirs'))).error).toBeUndefined();
			}
			expect(theirs.platform.control.list('company')).toMatchObject([{ name: 'Their client' }]);
			editBoth(pair);
			const before = [bench.writeRequests(), writesToTheirs().length];
			const ours = await bench.run({}, toTheirs(side));
			expect(refusalOf(ours)).toMatch(new RegExp(`the tenant of the ${side} side of the sync "theirs"`));
			const own = Object.fromEntries(
				Object.entries(all).filter(([type]) => (type === 'psaSyncConnectWiseApi') !== (side === 'psa')),
			);
			const exchanged = await bench.run({}, own, withSyncKey('theirs'));
			expect(refusalOf(exchanged)).toMatch(new RegExp(`the tenant of the ${side} side of the sync "default"`));
			expect([bench.writeRequests(), writesToTheirs().length]).toEqual(before);
		},
	);
});

test('an address with a slash and a company ID with a space lead to the same tenant: the sync goes on', async () => {
	const pair = await linkedTicket();
	editBoth(pair);
	const { companyId } = bench.connectwise.credentials;
	const spelt = {
		...connectWiseCredential({ siteUrl: `${bench.connectwise.url}/`, companyId: ` ${companyId} ` }),
		...platformCredential({ baseUrl: `${bench.platform.url}//` }),
	};
	expect((await bench.run({}, spelt)).error?.message).toBeUndefined();
	expect(bench.platform.control.get('ticket', pair.platformId).title).toBe('Edited');
});
