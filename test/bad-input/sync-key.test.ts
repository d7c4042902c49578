import { startPlatform, type RunningPlatform } from '../../sandbox/platform';
import { Bench, NODES } from '../workflows/bench';
import { platformCredential, refusalOf, withSyncKey } from './support';

/* Everything is remembered under the sync key. Under another one the same two tenants would be matched anew. */

let bench: Bench;
let other: RunningPlatform | undefined;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => {
	await other?.close();
	other = undefined;
	await bench.stop();
});

async function linkedTicket() {
	const psaId = bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
	await bench.settle();
	return { psaId, platformId: bench.counterpart('ticket', psaId).id };
}

describe('a changed sync key', () => {
	test('is refused in the first run: the error names the former key, why, and the remedy', async () => {
		const { psaId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.pass(60);
		const before = bench.writeRequests();
		const result = await bench.run({}, {}, withSyncKey('acme'));
		const refusal = refusalOf(result);
		expect(refusal).toMatch(/ConnectWise 127\.0\.0\.1:\d+\/sandboxmsp and Unified Platform 127\.0\.0\.1:\d+\/api/);
		expect(refusal).toMatch(
			/are the sync "default" already\. Under the sync key "acme" every record would be matched anew/,
		);
		expect(refusal).toMatch(/Set the sync key back to "default" in every node/);
		expect(result.ran(NODES.resolve)).toBe(false);
		expect(bench.writeRequests()).toBe(before);
		expect((await (await bench.store()).status('acme')).links).toEqual({});
	});

	test('set back, the sync goes on where it stood', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.pass(60);
		await bench.run({}, {}, withSyncKey('acme'));
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId).title).toBe('Edited');
		expect(bench.platform.control.list('ticket')).toHaveLength(1);
	});

	test.each([
		NODES.getPsa,
		NODES.getPlatform,
		'Map Tickets',
		NODES.resolve,
		'Map Back to ConnectWise',
		NODES.applyPsa,
		NODES.applyPlatform,
	])('in the node "%s" alone is told by the node that notices, and nothing is lost', async (node) => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.platform.control.edit('ticket', platformId, { priority: 'High' });
		bench.pass(60);
		const refusal = refusalOf(await bench.run({ [node]: { syncKey: 'acme' } }));
		expect(refusal).toMatch(/"(default|acme)".*"(default|acme)"/);
		expect(refusal).toMatch(/the same sync key|Set the sync key back/);
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({ title: 'Edited', priority: 'High' });
		expect(bench.psa('tickets', psaId)).toMatchObject({ summary: 'Edited', priority: { name: 'Priority 2 - High' } });
	});

	test.each(['   ', 'x'.repeat(65), 'two\nlines'])('to one that is none (%j) is refused by name', async (syncKey) => {
		expect(refusalOf(await bench.run({}, {}, withSyncKey(syncKey)))).toMatch(
			/The sync key (is empty|is longer than 64 characters|contains control characters)\. Give all nodes/,
		);
	});
});

test('one PSA and two platforms are two syncs, each under a key of its own', async () => {
	await linkedTicket();
	other = await startPlatform({ apiKey: 'other-key' });
	const toOther = platformCredential({ baseUrl: other.url, apiKey: other.apiKey });
	for (let run = 0; run < 3; run++) {
		bench.pass(60);
		expect((await bench.run({}, toOther, withSyncKey('second platform'))).error).toBeUndefined();
	}
	expect(other.control.list('ticket')).toMatchObject([{ title: 'Printer is on fire' }]);
	expect(bench.platform.control.list('ticket')).toHaveLength(1);
	await bench.settle();
});
