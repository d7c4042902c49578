import { createHash, createHmac } from 'node:crypto';
import { startHost, type N8nHost } from '../../support/n8n-host';
import { Scene } from '../support/scene';

/** What arrives sooner came by a webhook. */
const INTERVAL_S = 120;
const SOON_MS = 25_000;
/** The first load owes nothing to a webhook. */
const FIRST_LOAD_MS = 120_000;
/** Longer than a busy n8n takes from a webhook to the run that it asks for. */
const QUIET_MS = 8_000;
const TICKETS = 40;
const PSA_TRIGGER = 'When ConnectWise Changes';
/** What the template asks ConnectWise to be told of, in the vendor's words: notes and files come with their ticket. */
const TOLD_OF = ['company', 'contact', 'agreement', 'ticket', 'time', 'invoice'];

let n8n: N8nHost;
let scene: Scene;
let tickets: { psaId: number; platformId: string }[];

beforeAll(async () => {
	n8n = await startHost();
	scene = await Scene.prepare(n8n, 'webhooks', { intervalSeconds: INTERVAL_S });
	const { company } = scene.psaClient('Northwind Dental', 'NORTHWIND');
	const ids = Array.from({ length: TICKETS }, (_, index) => scene.psaTicket(company, `Ticket ${index}`));
	await scene.publish();
	const loaded = async (): Promise<boolean> => (await (await scene.both()).links('ticket')).size === TICKETS;
	await until('the first load', loaded, FIRST_LOAD_MS);
	tickets = await Promise.all(
		ids.map(async (psaId) => ({ psaId, platformId: await scene.counterpart('ticket', psaId) })),
	);
	await quiet();
});
afterAll(async () => {
	try {
		await scene?.stop();
	} finally {
		await n8n?.dispose();
	}
});

/** Resolves when `holds` does; fails when it takes as long as no webhook should. */
async function until(what: string, holds: () => boolean | Promise<boolean>, patienceMs = SOON_MS): Promise<void> {
	await n8n.client.until(what, async () => ((await holds()) ? true : undefined), patienceMs);
}

const runs = (): number =>
	scene.platform.control.requests.entries().filter(({ path }) => path === '/tickets/changes').length;

/** Resolves when no run has begun for some seconds: the echoes of the last one are over. */
async function quiet(): Promise<void> {
	await until(
		'quiet',
		async () => {
			const before = runs();
			await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
			return runs() === before;
		},
		90_000,
	);
}

/** What ConnectWise would send for a ticket, signed with its key unless it is forged. */
async function callback(psaId: number, { messageId = 'm-1', key }: { messageId?: string; key?: string } = {}) {
	const keyUrl = `${scene.connectwise.url}/v4_6_release/system/callbackkey/index.rails?companyName=sandboxmsp`;
	const { signing_key: real } = (await (await fetch(keyUrl)).json()) as { signing_key: string };
	const body = JSON.stringify({
		Action: 'updated',
		ID: psaId,
		MessageId: messageId,
		Metadata: { key_url: keyUrl },
		Type: 'ticket',
	});
	const hash = createHash('sha256')
		.update(key ?? real)
		.digest();
	const headers = {
		'content-type': 'application/json',
		'x-content-signature': createHmac('sha256', hash).update(body).digest('base64'),
	};
	return { body, headers };
}

const registered = (): string[] =>
	scene.connectwise.control.records('callbacks').map(({ url, type }) => `${String(type)} ${String(url)}`);
const address = (): string => String(scene.connectwise.control.records('callbacks')[0]?.url);
const send = async (request: Awaited<ReturnType<typeof callback>>, url = address()): Promise<number> =>
	(await fetch(`${url}1&action=updated`, { method: 'POST', ...request })).status;

test('publishing registers each webhook once, at addresses of this n8n', () => {
	const [company, ...others] = registered();
	expect(company).toMatch(new RegExp(`^company ${n8n.url}/webhook/[^ ]+\\?recordId=$`));
	expect([company, ...others]).toEqual(TOLD_OF.map((type) => `${type} ${address()}`));
});

test('an edit on either side arrives on the other one long before the interval', async () => {
	const [{ psaId, platformId }] = tickets;
	scene.connectwise.control.edit('tickets', psaId, { status: { name: 'In Progress' } });
	await until('the edit of the PSA', () => scene.ticket(platformId).status === 'in_progress');
	scene.platform.control.edit('ticket', platformId, { title: 'Edited on the platform' });
	await until('the edit of the platform', () => scene.psa(psaId).summary === 'Edited on the platform');
	await quiet();
});

test('500 edits within seconds end in a handful of runs, and all of them arrive', async () => {
	const before = runs();
	const titles = new Map<string, string>();
	for (let edit = 0; edit < 500; edit++) {
		const { psaId, platformId } = tickets[edit % TICKETS];
		scene.connectwise.control.edit('tickets', psaId, { summary: `Edit ${edit}` });
		titles.set(platformId, `Edit ${edit}`);
		if (edit % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 300));
	}
	const arrived = (): boolean => [...titles].every(([id, title]) => scene.ticket(id).title === title);
	await until('all edits', arrived, 60_000);
	await quiet();
	expect(runs() - before).toBeLessThanOrEqual(8);
});

test('an event that is delivered twice is carried out once', async () => {
	const [, { psaId, platformId }] = tickets;
	scene.platform.control.deliveryMode = 'twice';
	const before = scene.writes();
	scene.platform.control.edit('ticket', platformId, { title: 'Delivered twice' });
	await until('the edit', () => scene.psa(psaId).summary === 'Delivered twice');
	scene.platform.control.deliveryMode = 'deliver';
	await quiet();
	expect(scene.writes() - before).toBe(1);
});

test('one that comes late, when its change has long arrived, writes nothing; sent again, it starts no run', async () => {
	const written = scene.writes();
	const before = runs();
	const late = await callback(tickets[0].psaId, { messageId: 'late' });
	expect(await send(late)).toBe(200);
	await until('a run', () => runs() > before);
	await quiet();
	const after = runs();
	for (let again = 0; again < 5; again++) expect(await send(late)).toBe(200);
	await quiet();
	expect(runs()).toBe(after);
	expect(scene.writes()).toBe(written);
});

test('a forged one is refused and starts no run', async () => {
	await quiet();
	const before = runs();
	expect(await send(await callback(tickets[0].psaId, { key: 'guessed', messageId: 'forged' }))).toBe(401);
	const { body } = await callback(tickets[0].psaId);
	expect(await send({ body, headers: { 'content-type': 'application/json', 'x-content-signature': '' } })).toBe(401);
	await new Promise((resolve) => setTimeout(resolve, 3_000));
	expect(runs()).toBe(before);
});

test('a deletion, which no list of changes shows, is told of within seconds', async () => {
	const { psaId, platformId } = tickets[TICKETS - 1];
	scene.connectwise.control.remove('tickets', psaId);
	const store = await scene.store();
	const told = async () => await store.reviews(scene.sync, { status: 'open', kind: 'deleted', limit: 10 });
	await until('the review entry', async () => (await told()).length > 0);
	expect(await told()).toMatchObject([{ entity: 'ticket', psaId: String(psaId), platformId }]);
	await quiet();
});

test('one that is lost costs one poll', async () => {
	const [, , { psaId, platformId }] = tickets;
	scene.connectwise.control.set({ callbacks: false });
	scene.connectwise.control.edit('tickets', psaId, { summary: 'Told to nobody' });
	await until('the next poll', () => scene.ticket(platformId).title === 'Told to nobody', (INTERVAL_S + 15) * 1_000);
	scene.connectwise.control.set({ callbacks: true });
	await quiet();
});

test('a test in the editor waits for an event and shows it, and leaves the published webhooks alone', async () => {
	const { client } = n8n;
	const live = registered();
	const answer = await client.request<{ waitingForWebhook?: boolean }>(
		'POST',
		`/rest/workflows/${scene.workflowId}/run`,
		{ triggerToStartFrom: { name: PSA_TRIGGER }, destinationNode: { nodeName: PSA_TRIGGER, mode: 'inclusive' } },
	);
	expect(answer.waitingForWebhook).toBe(true);
	const forTest = registered().filter((one) => !live.includes(one));
	expect(forTest).toHaveLength(TOLD_OF.length);
	const url = forTest[0].split(' ')[1];
	expect(url).toContain('/webhook-test/');
	expect(await send(await callback(4711, { messageId: 'test' }), url)).toBe(200);
	const shown = await client.until('the execution of the test', async () => {
		const [newest] = (await client.executions(scene.workflowId)).filter(({ mode }) => mode === 'manual');
		if (newest?.status !== 'success') return undefined;
		const { data } = await client.execution(newest.id);
		return data.resultData.runData[PSA_TRIGGER]?.[0]?.data?.main[0]?.map(({ json }) => json);
	});
	expect(shown).toMatchObject([{ system: 'connectwise', entity: 'ticket', id: '4711', action: 'updated' }]);
	await until('the test webhooks to be removed', () => registered().length === live.length);
	expect(registered()).toEqual(live);
});

test('n8n comes up again with the same registrations, which still work', async () => {
	const before = registered();
	await n8n.restart();
	expect(registered()).toEqual(before);
	await quiet();
	const [, , , { psaId, platformId }] = tickets;
	scene.connectwise.control.edit('tickets', psaId, { summary: 'After the restart' });
	await until('the edit', () => scene.ticket(platformId).title === 'After the restart');
	await quiet();
});

test('where a system refuses the webhook, the schedule runs all the same', async () => {
	const refused = await Scene.prepare(n8n, 'refused', { intervalSeconds: 1 });
	try {
		const { control } = refused.connectwise;
		const path = '^/system/callbacks';
		control.faults.add({ kind: 'serverError', status: 400, message: 'Invalid URL', method: 'POST', path });
		await refused.publish();
		await refused.runs(2);
		expect(control.records('callbacks')).toEqual([]);
	} finally {
		await refused.stop();
	}
});

test('unpublishing removes what it has registered, and nothing else', async () => {
	const foreign = { url: 'https://other.example/hook?recordId=', objectId: 1, type: 'ticket', level: 'owner' };
	scene.connectwise.control.create('callbacks', foreign);
	// n8n does it a moment after it has answered.
	await n8n.client.unpublish(scene.workflowId);
	await until('the webhooks to be removed', () => registered().length === 1);
	expect(registered()).toEqual([`ticket ${foreign.url}`]);
	const { url, apiKey } = scene.platform;
	const ofPlatform = async (): Promise<number> => {
		const answer = await fetch(`${url}/api/v1/webhooks`, { headers: { authorization: `Bearer ${apiKey}` } });
		return ((await answer.json()) as { items: unknown[] }).items.length;
	};
	await until('that of the platform to be removed, too', async () => (await ofPlatform()) === 0);
});
