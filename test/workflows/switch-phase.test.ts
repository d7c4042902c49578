import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { runWorkflow, type RunResult, type WorkflowJson } from '../support/workflow-runner';
import { Bench, NODES, SYNC } from './bench';
import { filterDouble } from './filter-double';

/* An MSP goes on to the next phase and back: two workflows on one sync key, and a switch in between. */

const TEMPLATE = resolve(__dirname, '../../templates/phase-1-connectwise.json');

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

const ofPhase = (phase: number) => (template: WorkflowJson) => {
	template.id = `workflow-${phase}`;
	template.name = `Phase ${phase} of Acme`;
	for (const node of template.nodes) {
		if (node.name === NODES.resolve) node.parameters = { ...node.parameters, phase };
	}
};

/** A minute later, one run of the workflow of a phase, however it ends. */
async function run(phase: number): Promise<RunResult> {
	bench.pass(60);
	return await bench.run({}, {}, ofPhase(phase));
}

/** Runs the workflow of a phase until it has nothing to write. */
async function settle(phase: number): Promise<void> {
	for (let runs = 0; runs < 10; runs++) {
		const before = bench.writeRequests();
		expect((await run(phase)).error).toBeUndefined();
		if (bench.writeRequests() === before && runs > 1) return;
	}
	throw new Error(`The workflow of phase ${phase} does not come to rest.`);
}

/** A PSA Sync node that somebody added to the template, beside what is there, and runs by hand. */
async function byHand(parameters: INodeParameters): Promise<IDataObject[]> {
	const template = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as WorkflowJson;
	const node = { id: 'by-hand', typeVersion: 1, position: [0, 900] as [number, number] };
	const result = await runWorkflow(
		{
			...template,
			nodes: [
				...template.nodes,
				{ ...node, id: 'clicked', name: 'When Clicked', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
				{
					...node,
					name: 'PSA Sync',
					type: 'n8n-nodes-psa-sync.psaSync',
					parameters: { resource: 'sync', ...parameters },
				},
			],
			connections: {
				...template.connections,
				'When Clicked': { main: [[{ node: 'PSA Sync', type: 'main', index: 0 }]] },
			},
		},
		{ startNode: 'When Clicked', nodes: { 'n8n-nodes-base.filter': filterDouble } },
	);
	if (result.error) throw result.error;
	return result.json('PSA Sync');
}

const switchTo = async (phase: number, more: INodeParameters = {}): Promise<IDataObject> => {
	const [verdict] = await byHand({ operation: 'switchPhase', syncKey: SYNC, phase, switchedBy: 'jane', ...more });
	return verdict ?? {};
};

async function linkedTicket() {
	const psaId = bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
	await settle(1);
	return { psaId, platformId: bench.counterpart('ticket', psaId).id };
}

const title = (platformId: string) => bench.platform.control.get('ticket', platformId).title;

test('a sync goes to phase 2 and back; the switches write nothing, and the edits of each phase travel in it', async () => {
	const { psaId, platformId } = await linkedTicket();
	const before = bench.writeRequests();
	expect(await switchTo(2)).toMatchObject({ switched: true, fromPhase: 1, toPhase: 2 });
	await settle(2);
	expect(bench.writeRequests()).toBe(before);

	bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited in phase 2' });
	await settle(2);
	expect(title(platformId)).toBe('Edited in phase 2');

	const again = bench.writeRequests();
	expect(await switchTo(1)).toMatchObject({ switched: true, fromPhase: 2, toPhase: 1 });
	await settle(1);
	expect(bench.writeRequests()).toBe(again);
	bench.platform.control.edit('ticket', platformId, { title: 'Edited in phase 1' });
	await settle(1);
	expect(bench.psa('tickets', psaId).summary).toBe('Edited in phase 1');
	expect(bench.platform.control.list('ticket')).toHaveLength(1);
});

test('both workflows stay active: the one of the former phase is stopped before its first write, the other goes on', async () => {
	const { psaId, platformId } = await linkedTicket();
	await switchTo(2);
	bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
	const before = bench.writeRequests();
	const refused = await run(1);
	expect(refused.error?.message).toMatch(/is in phase 2 \(switched there at .*PSA Sync → Switch Phase/);
	expect(bench.writeRequests()).toBe(before);
	await settle(2);
	expect(title(platformId)).toBe('Edited');
});

test('a write that is still to be carried out keeps the sync in its phase until it is', async () => {
	const { psaId, platformId } = await linkedTicket();
	bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
	bench.pass(60);
	await bench.run({}, {}, (template) => {
		ofPhase(1)(template);
		template.connections[NODES.resolve] = { main: [[], [], []] };
	});
	expect(await switchTo(2)).toMatchObject({ switched: false, state: 'blocks', whatToDo: 'Writes That Are Due' });
	expect(title(platformId)).toBe('Printer is on fire');
	await settle(1);
	expect(title(platformId)).toBe('Edited');
	expect(await switchTo(2)).toMatchObject({ switched: true });
});

test('the field maps of the workflow tell whether linked pairs have drifted apart', async () => {
	const { psaId, platformId } = await linkedTicket();
	const drift = async () => {
		const options = { conflictResolve: NODES.resolve };
		const checks = await byHand({ operation: 'checkReadiness', syncKey: SYNC, phase: 2, options });
		return checks.find(({ check }) => check === 'drift');
	};
	expect(await drift()).toMatchObject({ state: 'ok', found: '3 pairs compared: all agree.' });

	// Both edit, a person is asked, and dismisses the question: the sides stay apart, and nothing is pending.
	bench.connectwise.control.edit('tickets', psaId, { summary: 'Ours' });
	bench.platform.control.edit('ticket', platformId, { title: 'Theirs' });
	bench.pass(60);
	await bench.run({ [NODES.resolve]: { defaultStrategy: 'manual', rules: {} } }, {}, ofPhase(1));
	const store = await bench.store();
	const [asked] = await store.reviews(SYNC, { status: 'open', kind: 'conflict', limit: 5 });
	await store.resolveReview(asked?.id ?? '', { choice: 'dismiss' }, Date.now(), 'jane');
	expect(await drift()).toMatchObject({
		state: 'warns',
		count: 1,
		records: [{ entity: 'ticket', psaId: String(psaId), platformId, fields: ['title'] }],
	});
});
