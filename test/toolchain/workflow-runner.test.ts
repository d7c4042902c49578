import type { INode } from 'n8n-workflow';
import { functionNode } from '../support/node-types';
import { runWorkflow, type WorkflowJson } from '../support/workflow-runner';

const node = (name: string, type: string, parameters: INode['parameters'] = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
});

const to = (name: string, index = 0) => ({ node: name, type: 'main' as const, index });

const trigger = node('When Due', 'n8n-nodes-base.scheduleTrigger');

describe('the in-process workflow runner', () => {
	it('hands items from node to node and evaluates expressions', async () => {
		const workflow: WorkflowJson = {
			nodes: [
				trigger,
				node('Make', 'test.make'),
				node('Read', 'test.read', { title: '={{ $json.summary.toUpperCase() }}' }),
			],
			connections: { 'When Due': { main: [[to('Make')]] }, Make: { main: [[to('Read')]] } },
		};
		const result = await runWorkflow(workflow, {
			nodes: {
				'test.make': functionNode(() => [[{ json: { summary: 'printer on fire' } }]]),
				'test.read': withProperty(
					'title',
					functionNode(([items = []], context) => [
						items.map((_, index) => ({
							json: { title: context.getNodeParameter('title', index) as string },
							pairedItem: index,
						})),
					]),
				),
			},
		});
		expect(result.error).toBeUndefined();
		expect(result.status).toBe('success');
		expect(result.json('Read')).toEqual([{ title: 'PRINTER ON FIRE' }]);
	});

	it('runs a node with two inputs and requiredInputs 1 though one branch is silent', async () => {
		const join = functionNode((inputs) => [[{ json: { sizes: inputs.map((items) => items.length) } }]], { inputs: 2 });
		const result = await runWorkflow(
			{
				nodes: [trigger, node('Silent', 'test.silent'), node('Speaks', 'test.speaks'), node('Join', 'test.join')],
				connections: {
					'When Due': { main: [[to('Silent'), to('Speaks')]] },
					Silent: { main: [[to('Join', 0)]] },
					Speaks: { main: [[to('Join', 1)]] },
				},
			},
			{
				nodes: {
					'test.silent': functionNode(() => [[]]),
					'test.speaks': functionNode(() => [[{ json: {} }, { json: {} }]]),
					'test.join': { ...join, description: { ...join.description, requiredInputs: 1 } },
				},
			},
		);
		expect(result.json('Join')).toEqual([{ sizes: [0, 2] }]);
	});

	it('shows a node the parameters of the nodes before it', async () => {
		const result = await runWorkflow(
			{
				nodes: [trigger, node('Map', 'test.map', { entity: 'ticket' }), node('Back', 'test.back')],
				connections: { 'When Due': { main: [[to('Map')]] }, Map: { main: [[to('Back')]] } },
			},
			{
				nodes: {
					'test.map': withProperty(
						'entity',
						functionNode(([items = []]) => [items]),
					),
					'test.back': functionNode((_inputs, context) => {
						const parents = context.getParentNodes(context.getNode().name, { includeNodeParameters: true });
						return [parents.map(({ name, parameters }) => ({ json: { name, entity: parameters?.entity } }))];
					}),
				},
			},
		);
		expect(result.json('Back')).toContainEqual({ name: 'Map', entity: 'ticket' });
	});

	it('gives a node its credential and reports the error that ends a run', async () => {
		const ask = functionNode(async (_inputs, context) => [[{ json: await context.getCredentials('testApi') }]]);
		const asking = { ...ask, description: { ...ask.description, credentials: [{ name: 'testApi', required: true }] } };
		const workflow: WorkflowJson = {
			nodes: [trigger, node('Ask', 'test.ask')],
			connections: { 'When Due': { main: [[to('Ask')]] } },
		};
		const nodes = { 'test.ask': asking };
		const withIt = await runWorkflow(workflow, { nodes, credentials: { testApi: { key: 'k-1' } } });
		expect(withIt.json('Ask')).toEqual([{ key: 'k-1' }]);

		const without = await runWorkflow(workflow, { nodes });
		expect(without.status).toBe('error');
		expect(without.error?.message).toBe('Node does not have any credentials set');
		expect(without.ran('Ask')).toBe(true);
	});
});

function withProperty(name: string, type: ReturnType<typeof functionNode>) {
	return {
		...type,
		description: {
			...type.description,
			properties: [{ displayName: name, name, type: 'string' as const, default: '' }],
		},
	};
}
