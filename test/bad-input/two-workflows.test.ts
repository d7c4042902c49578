import type { WorkflowJson } from '../support/workflow-runner';
import { Bench, NODES, SYNC } from '../workflows/bench';
import { refusalOf } from './support';

/* Two workflows of different phases on one sync key would undo each other's work: the second one is stopped. */

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

async function linkedTicket() {
	const psaId = bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
	for (let run = 0; run < 3; run++) {
		bench.pass(60);
		expect((await bench.run({}, {}, ofPhase(1))).error).toBeUndefined();
	}
	return { psaId, platformId: bench.counterpart('ticket', psaId).id };
}

describe('a workflow of another phase on the same sync key', () => {
	test('is stopped before anything is planned or written; the error names sync, phases, the other workflow, and the remedy', async () => {
		const { psaId, platformId } = await linkedTicket();
		const store = await bench.store();
		const { since: _since, ...standing } = (await store.phase(SYNC)) ?? { since: '' };
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.pass(60);
		const [before, status] = [bench.writeRequests(), await store.status(SYNC)];
		const result = await bench.run({}, {}, ofPhase(2));
		const refusal = refusalOf(result);
		expect(refusal).toMatch(
			/The sync "default" is in phase 1 \(the workflow "Phase 1 of Acme" \(workflow-1\) ran it last/,
		);
		expect(refusal).toMatch(/at 2026-03-02T09:\d\d:00\.000Z\), and this run belongs to phase 2/);
		expect(refusal).toMatch(/Nothing was planned or written\. Unpublish one of the two workflows/);
		expect([NODES.applyPsa, NODES.applyPlatform].filter((node) => result.ran(node))).toEqual([]);
		expect(bench.writeRequests()).toBe(before);
		// What the platform showed was accounted for already: its watermark may pass it.
		expect(await store.status(SYNC)).toEqual({ ...status, watermarks: expect.anything() as unknown });
		expect(await store.phase(SYNC)).toMatchObject(standing);
		expect(bench.platform.control.get('ticket', platformId).title).toBe('Printer is on fire');
	});

	test('takes nothing away from the first one, whose next run carries out the edit', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		for (const phase of [2, 3, 2, 1]) {
			bench.pass(60);
			await bench.run({}, {}, ofPhase(phase));
		}
		expect(bench.platform.control.get('ticket', platformId).title).toBe('Edited');
	});

	test('does not get hold of writes that a dead run of the first one left behind', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.pass(60);
		await bench.run({}, {}, (template) => {
			ofPhase(1)(template);
			template.connections[NODES.resolve] = { main: [[], [], []] };
		});
		bench.pass(60);
		refusalOf(await bench.run({}, {}, ofPhase(2)));
		expect(bench.platform.control.get('ticket', platformId).title).toBe('Printer is on fire');
		await bench.cycle();
		expect(bench.platform.control.get('ticket', platformId).title).toBe('Edited');
	});

	test('may show its plan as a preview, which writes nothing and leaves the phase as it is', async () => {
		const { psaId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		bench.pass(60);
		const before = bench.writeRequests();
		const result = await bench.run({ [NODES.resolve]: { mode: 'preview' } }, {}, (template) => {
			ofPhase(2)(template);
		});
		expect(result.error).toBeUndefined();
		expect(result.json(NODES.applyPlatform)).toMatchObject([{ outcome: 'preview' }]);
		expect(bench.writeRequests()).toBe(before);
		expect(await (await bench.store()).phase(SYNC)).toMatchObject({ phase: 1 });
	});

	test('may be the first: then it is the phase 1 workflow that is stopped', async () => {
		bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
		bench.pass(60);
		expect((await bench.run({}, {}, ofPhase(2))).error).toBeUndefined();
		bench.psaTicket(1, 'Second');
		bench.pass(60);
		expect(refusalOf(await bench.run({}, {}, ofPhase(1)))).toMatch(/is in phase 2 \(the workflow "Phase 2 of Acme"/);
	});
});

test('a preview before the first live run decides nothing', async () => {
	bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
	bench.pass(60);
	await bench.run({ [NODES.resolve]: { mode: 'preview' } }, {}, ofPhase(3));
	expect(await (await bench.store()).phase(SYNC)).toBeNull();
	await bench.cycle();
	expect(await (await bench.store()).phase(SYNC)).toMatchObject({ phase: 1 });
});

test('two workflows of the same phase cost a read, never a duplicate', async () => {
	bench.psaTicket(bench.psaClient().company, 'Printer is on fire');
	bench.pass(60);
	const results = await Promise.all([bench.run(), bench.run()]);
	expect(results.map(({ error }) => error?.message)).toEqual([undefined, undefined]);
	for (let run = 0; run < 4; run++) await bench.cycle();
	expect(bench.platform.control.list('ticket')).toHaveLength(1);
	expect(bench.platform.control.list('company')).toHaveLength(1);
});
