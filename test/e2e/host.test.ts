import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startHost, type N8nHost, type WorkflowJson } from '../support/n8n-host';

const manifest = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
	n8n: { nodes: string[] };
};

const workflow: WorkflowJson = {
	name: 'Greets',
	nodes: [
		{
			id: 'a',
			name: 'When Clicked',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'b',
			name: 'Greet',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [200, 0],
			parameters: { mode: 'raw', jsonOutput: '={{ JSON.stringify({ greeting: "hello" }) }}', options: {} },
		},
	],
	connections: { 'When Clicked': { main: [[{ node: 'Greet', type: 'main', index: 0 }]] } },
};

describe('a real n8n with the packed package', () => {
	let host: N8nHost;

	beforeAll(async () => {
		host = await startHost();
	});

	afterAll(async () => {
		await host?.dispose();
	});

	it('runs a workflow to its end', async () => {
		const id = await host.client.importWorkflow(workflow);
		const execution = await host.client.run(id, 'When Clicked');
		expect(execution.status).toBe('success');
		const [item] = execution.data.resultData.runData.Greet?.[0]?.data?.main[0] ?? [];
		expect(item?.json).toEqual({ greeting: 'hello' });
	});

	it('lists every node that package.json registers, under the name of the package', async () => {
		const types = await host.client.nodeTypes('n8n-nodes-psa-sync.');
		// Nodes that are usable as a tool are listed a second time, as the tool.
		const names = types.map(({ name }) => name).filter((name) => !name.endsWith('Tool'));
		expect(names).toHaveLength(manifest.n8n.nodes.length);
	});

	it('comes up again after a SIGKILL with what it had stored', async () => {
		const id = await host.client.importWorkflow({ ...workflow, name: 'Survives' });
		await host.kill();
		expect(host.running).toBe(false);
		await host.restart();
		expect((await host.client.workflow(id)).name).toBe('Survives');
	});
});
