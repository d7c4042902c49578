import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { installWorkflow } from '../../sandbox/demo/workflow';
import type { WorkflowJson } from '../support/n8n-host';
import { startTestHost, type TestHost } from './support/host';
import { Scene } from './support/scene';

/* Two workflows of one sync in a real n8n: phase 1, phase 2, and back. */

const SYNC = 'phases';
const RESOLVE = 'Resolve Conflicts';
const TEMPLATE = join(__dirname, '../../templates/phase-1-connectwise.json');

let host: TestHost;
let scene: Scene;
let ticket: { psaId: number; platformId: string };
/** The workflow of phase 2. */
let second: string;
/** A workflow that a person runs by hand. */
let byHand: string;

beforeAll(async () => {
	host = await startTestHost();
	scene = await Scene.prepare(host.n8n, SYNC, { mayFail: true });
	const { company } = scene.psaClient('Northwind Dental', 'NORTHWIND');
	const psaId = scene.psaTicket(company, 'Printer is on fire');
	await scene.publish();
	await scene.settle();
	ticket = { psaId, platformId: await scene.counterpart('ticket', psaId) };
	byHand = await host.n8n.client.importWorkflow(withSwitch(SYNC));
});
afterAll(async () => {
	try {
		if (second !== undefined && host.n8n.running) await host.n8n.client.unpublish(second);
		await scene?.stop();
	} finally {
		await host?.dispose();
	}
});

/** The template with a PSA Sync node beside it, as a person adds one. */
function withSwitch(syncKey: string): WorkflowJson {
	const template = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as WorkflowJson;
	const nodes = template.nodes.map((node) => ({
		...node,
		parameters: { ...node.parameters, ...(node.parameters.syncKey !== undefined && { syncKey }) },
	}));
	const common = { typeVersion: 1, position: [0, 900] as [number, number] };
	return {
		...template,
		name: 'By Hand',
		nodes: [
			...nodes,
			{ ...common, id: 'clicked', name: 'When Clicked', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				...common,
				id: 'by-hand',
				name: 'PSA Sync',
				type: 'n8n-nodes-psa-sync.psaSync',
				parameters: { resource: 'sync', operation: 'switchPhase', syncKey },
			},
		],
		connections: {
			...template.connections,
			'When Clicked': { main: [[{ node: 'PSA Sync', type: 'main', index: 0 }]] },
		},
	};
}

/** Runs the PSA Sync node with these parameters. */
async function psaSync(parameters: INodeParameters): Promise<INodeExecutionData[]> {
	const { client } = host.n8n;
	const { nodes } = await client.workflow(byHand);
	const given = { resource: 'sync', syncKey: SYNC, options: { conflictResolve: RESOLVE }, ...parameters };
	await client.updateWorkflow(byHand, {
		nodes: nodes.map((node) => (node.name === 'PSA Sync' ? { ...node, parameters: given } : node)),
	});
	const { data, status } = await client.run(byHand, 'When Clicked');
	const { error, runData } = data.resultData;
	expect({ status, message: error?.message }).toEqual({ status: 'success', message: undefined });
	return runData['PSA Sync']?.[0]?.data?.main[0] ?? [];
}

/** Switches as soon as nothing stands in the way any more: a run may be under way. */
async function switchTo(phase: number): Promise<IDataObject> {
	return await host.n8n.client.until(`the switch to phase ${phase}`, async () => {
		const [verdict] = await psaSync({ operation: 'switchPhase', phase, switchedBy: 'jane@example.com' });
		return verdict?.json.switched === true ? verdict.json : undefined;
	});
}

const title = (): unknown => scene.ticket(ticket.platformId).title;
const summary = (): unknown => scene.psa(ticket.psaId).summary;

async function arrived(what: string, holds: () => boolean): Promise<void> {
	await host.n8n.client.until(what, async () => (holds() ? true : undefined));
}

async function refusals(workflowId: string): Promise<string[]> {
	const { client } = host.n8n;
	const failed = (await client.executions(workflowId, 100)).filter(({ status }) => status === 'error');
	const messages = await Promise.all(
		failed.map(async ({ id }) => (await client.execution(id)).data.resultData.error?.message ?? ''),
	);
	return messages.filter((message) => /belongs to phase/.test(message));
}

test('the readiness is a table and a page, drift included, in the editor’s own run', async () => {
	const [verdict, ...checks] = await psaSync({ operation: 'checkReadiness', phase: 2 });
	expect(verdict?.json).toMatchObject({ check: 'verdict', fromPhase: 1, toPhase: 2, switched: false });
	expect(verdict?.binary?.page).toMatchObject({ mimeType: 'text/html', fileExtension: 'html' });
	const drift = checks.find(({ json }) => json.check === 'drift');
	expect(drift?.json).toMatchObject({ state: 'ok', found: '3 pairs compared: all agree.' });
});

test('the switch to phase 2 writes nothing, though both workflows are active afterwards', async () => {
	const before = scene.writes();
	expect(await switchTo(2)).toMatchObject({ fromPhase: 1, toPhase: 2 });
	({ id: second } = await installWorkflow(host.n8n, scene, 1, {
		syncKey: SYNC,
		parameters: { [RESOLVE]: { phase: 2 } },
	}));
	await scene.runs(6);
	expect(scene.writes()).toBe(before);
	expect(await (await scene.store()).phase(SYNC)).toMatchObject({ phase: 2 });
});

test('an edit is carried over by the workflow of phase 2, once; that of phase 1 is stopped before it writes', async () => {
	const before = scene.writes();
	let edits = 0;
	// The one of phase 1 is refused when it sees an edit before the other one has committed it.
	while ((await refusals(scene.workflowId)).length === 0) {
		const text = `Edited in phase 2, ${++edits}`;
		scene.connectwise.control.edit('tickets', ticket.psaId, { summary: text });
		await arrived(text, () => title() === text);
		if (edits > 60) throw new Error('The workflow of phase 1 was never refused.');
	}
	expect((await refusals(scene.workflowId))[0]).toMatch(/is in phase 2 .*belongs to phase 1.*PSA Sync → Switch Phase/);
	expect(await refusals(second)).toEqual([]);
	expect(scene.writes() - before).toBe(edits);
});

test('going back works: phase 1 carries on, nothing was doubled, and it is on record who switched', async () => {
	const { client } = host.n8n;
	await client.unpublish(second);
	const before = scene.writes();
	expect(await switchTo(1)).toMatchObject({ fromPhase: 2, toPhase: 1 });
	await scene.runs(3);
	expect(scene.writes()).toBe(before);
	scene.platform.control.edit('ticket', ticket.platformId, { title: 'Edited in phase 1' });
	await arrived('the edit of phase 1', () => summary() === 'Edited in phase 1');
	await scene.settle();
	expect(scene.platform.control.list('ticket')).toHaveLength(1);
	const [status] = await psaSync({ operation: 'status' });
	expect(status?.json.phase).toMatchObject({
		number: 1,
		workflowId: scene.workflowId,
		switches: [
			{ from: 2, to: 1, by: 'jane@example.com' },
			{ from: 1, to: 2, by: 'jane@example.com' },
		],
	});
});
