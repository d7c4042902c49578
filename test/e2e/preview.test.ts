import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestHost, type TestHost } from './support/host';
import { Scene } from './support/scene';

const SECRETS = { privateKey: 'pk-7Zq3vT9wLmX2', apiKey: 'ak-R8sJ4nYc6HbD1' };

let host: TestHost;
let scene: Scene;

beforeAll(async () => {
	host = await startTestHost();
	scene = await Scene.prepare(host.n8n, 'preview', { resolve: { mode: 'preview' }, secrets: SECRETS, mayFail: true });
	const { company, contact } = scene.psaClient('Northwind Dental', 'NORTHWIND');
	scene.psaTicket(company, 'Printer is on fire', { contact: { id: contact } });
	// What an administrator does who wants to see everything: all data of all runs is kept.
	await scene.publish({ saveDataSuccessExecution: 'all' });
});
afterAll(async () => {
	try {
		await scene?.stop();
	} finally {
		await host?.dispose();
	}
});

test('a preview reads, plans and writes nothing; the live run after it does what was shown', async () => {
	await scene.runs(3);
	expect(scene.writes()).toBe(0);
	const store = await scene.store();
	const { links, writes } = await store.status(scene.sync);
	expect({ links, pending: writes.pending ?? 0 }).toEqual({ links: {}, pending: 0 });
	const shown = await scene.lastOutput('Apply to Platform');
	expect(shown.map(({ entity, outcome }) => `${entity} ${outcome}`)).toEqual([
		'company preview',
		'contact preview',
		'ticket preview',
	]);

	await scene.configure({ mode: 'live' });
	await scene.settle();
	expect(scene.platform.control.list('ticket')).toMatchObject([{ title: 'Printer is on fire' }]);
});

test('several processes use the store at once: reading it while n8n writes disturbs neither', async () => {
	const company = Number(scene.connectwise.control.records('companies')[0]?.id);
	for (let index = 0; index < 20; index++) scene.psaTicket(company, `Ticket ${index}`);
	const store = await scene.store();
	const { control } = scene.platform;
	const deadline = Date.now() + 60_000;
	let reads = 0;
	while (control.list('ticket').length < 21 && Date.now() < deadline) {
		await Promise.all([store.status(scene.sync), store.audit(scene.sync, { limit: 100 })]);
		// Lets the systems of this process answer n8n.
		await new Promise((resolve) => setImmediate(resolve));
		reads++;
	}
	expect(reads).toBeGreaterThan(10);
	await scene.settle();
	expect(await scene.failedRuns()).toEqual([]);
	expect((await (await scene.both()).links('ticket')).size).toBe(21);
});

test('secrets appear nowhere: not in n8n’s logs, not in its data of runs, not in the store', async () => {
	// Every kind of failure that could make somebody print a request.
	const { connectwise, platform } = scene;
	for (const kind of ['serverError', 'html', 'lostRequest', 'truncated'] as const) {
		connectwise.control.faults.add({ kind, times: 1, delayMs: 10 });
		platform.control.faults.add({ kind, times: 1, delayMs: 10, method: 'GET' });
	}
	connectwise.control.faults.add({ kind: 'serverError', status: 401, times: 4, skip: 4 });
	platform.control.faults.add({ kind: 'serverError', status: 401, times: 4, skip: 4 });
	const spent = (): boolean =>
		[connectwise, platform].every(({ control }) =>
			control.faults.list().every(({ times, struck }) => struck === times),
		);
	await scene.untilAsked(spent);
	connectwise.control.faults.clear();
	platform.control.faults.clear();
	await scene.settle();
	const failed = await scene.failedRuns();
	expect(failed.length).toBeGreaterThan(0);

	const { companyId, publicKey, privateKey } = connectwise.credentials;
	const basic = Buffer.from(`${companyId}+${publicKey}:${privateKey}`).toString('base64');
	const folder = host.n8n.userFolder;
	const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
	const written = files.filter(({ parentPath }) => !parentPath.includes('node_modules'));
	const names = written.map(({ name }) => name);
	expect(names).toEqual(expect.arrayContaining(['n8n.log', 'database.sqlite', 'sync.sqlite', 'sync.sqlite-wal']));
	const found = written.flatMap(({ parentPath, name }) => {
		const bytes = readFileSync(join(parentPath, name));
		return [privateKey, SECRETS.apiKey, basic]
			.filter((secret) => bytes.includes(secret))
			.map((secret) => `${name}: ${secret}`);
	});
	expect(found).toEqual([]);
	// The search does find what is there: the runs' data stand in n8n's database in plain words.
	const database = written.filter(({ name }) => name.startsWith('database.sqlite'));
	expect(
		database.some(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes('Printer is on fire')),
	).toBe(true);
});
