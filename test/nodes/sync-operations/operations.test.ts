import type { NodeExecutionHint } from 'n8n-workflow';
import { onWakeUp } from '../../../nodes/shared/wake-up';
import { Bench, NODES, SYNC } from '../../workflows/bench';

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

/** Counts the wake-ups of the sync while `work` is done. */
async function wakeUps(work: () => Promise<unknown>): Promise<number> {
	let heard = 0;
	const stop = onWakeUp(SYNC, () => heard++);
	try {
		await work();
		return heard;
	} finally {
		stop();
	}
}

describe('Get Changes', () => {
	test('takes no more records than it may, and asks for another run for the rest', async () => {
		for (let index = 0; index < 5; index++) bench.psaClient(`Client ${index}`, `CLIENT${index}`);
		const few = { [NODES.getPsa]: { recordsPerRun: 4 } };
		let sizes: number[] = [];
		const heard = await wakeUps(async () => {
			sizes = [(await bench.cycle(few)).json(NODES.getPsa).length];
		});
		expect(heard).toBeGreaterThan(0);
		await bench.settle(few);
		expect(sizes).toEqual([4]);
		expect(bench.platform.control.list('company')).toHaveLength(5);
		expect(bench.platform.control.list('contact')).toHaveLength(5);
		expect(await wakeUps(async () => await bench.cycle(few))).toBe(0);
	});

	test('reads the fields of the live system once a day', async () => {
		bench.psaClient();
		const reads = () => bench.platform.control.requests.entries({ path: '^/metadata/fields' }).length;
		await bench.cycle();
		await bench.cycle();
		expect(reads()).toBe(3);
		bench.pass(25 * 3600);
		await bench.cycle();
		expect(reads()).toBe(6);
	});

	test('goes on where the fields of the live system cannot be read, and asks again only after an hour', async () => {
		const fault = bench.platform.control.faults.add({ kind: 'unavailable', path: '^/metadata/fields' });
		const { company } = bench.psaClient();
		bench.psaTicket(company, 'Printer is on fire');
		await bench.settle();
		expect(bench.platform.control.list('ticket')).toHaveLength(1);
		const tried = bench.platform.control.requests.entries({ path: '^/metadata/fields' }).length;
		await bench.cycle();
		expect(bench.platform.control.requests.entries({ path: '^/metadata/fields' })).toHaveLength(tried);
		bench.platform.control.faults.remove(fault);
		bench.pass(3700);
		await bench.cycle();
		expect(bench.platform.control.requests.entries({ path: '^/metadata/fields' })).toHaveLength(tried + 3);
	});

	test('a system that asks for a pause ends the run with a hint and no error; the next one goes on', async () => {
		const { company } = bench.psaClient();
		bench.psaTicket(company, 'Printer is on fire');
		const fault = bench.platform.control.faults.add({ kind: 'rateLimited', retryAfterSeconds: 300 });
		const run = await bench.cycle();
		expect(run.status).toBe('success');
		expect(hints(run.runs(NODES.getPlatform))).toMatchObject([
			{ type: 'warning', message: expect.stringMatching(/the next run goes on from here/) as string },
		]);
		// Within the pause nothing is sent at all.
		const sent = bench.platform.control.requests.entries().length;
		expect((await bench.cycle()).status).toBe('success');
		expect(bench.platform.control.requests.entries()).toHaveLength(sent);
		bench.platform.control.faults.remove(fault);
		bench.pass(300);
		await bench.settle();
		expect(bench.platform.control.list('ticket')).toHaveLength(1);
	});

	test('says what to do where a key is refused, and shows none', async () => {
		const run = await bench.run({}, { psaSyncUnifiedPlatformApi: { apiKey: 'wrong-secret-key' } });
		expect(run.status).toBe('error');
		expect(run.error).toMatchObject({ description: expect.stringContaining('credential') as string });
		expect(run.error?.message).toMatch(/Unified Platform/);
		expect(JSON.stringify([run.error?.message, run.error])).not.toContain('wrong-secret-key');
	});
});

const hints = (hintsOf: { hints?: NodeExecutionHint[] }[]) => hintsOf.flatMap(({ hints: some }) => some ?? []);

describe('Apply Changes', () => {
	test('a pause that the system asks for is a hint and no error, and the writes stay due', async () => {
		bench.psaClient();
		bench.platform.control.faults.add({ kind: 'rateLimited', method: 'POST', times: 20, retryAfterSeconds: 50 });
		const run = await bench.cycle();
		expect(run.json(NODES.applyPlatform)).toMatchObject([{ outcome: 'retry' }, expect.anything()]);
		expect(hints(run.runs(NODES.applyPlatform))).toMatchObject([
			{ type: 'warning', message: expect.stringContaining('Unified Platform') as string },
		]);
		expect(bench.platform.control.list('company')).toHaveLength(0);
		bench.platform.control.faults.clear();
		await bench.settle();
		expect(bench.platform.control.list('contact')).toHaveLength(1);
	});

	test('one record that the system refuses goes to a person; the others are written', async () => {
		const { company } = bench.psaClient();
		bench.psaTicket(company, 'First');
		bench.psaTicket(company, 'Second');
		await bench.cycle({ [NODES.getPsa]: { entities: ['company', 'contact'] } });
		bench.platform.control.faults.add({
			kind: 'serverError',
			status: 422,
			method: 'POST',
			path: '^/tickets',
			times: 1,
		});
		const run = await bench.cycle();
		const outcomes = run.json(NODES.applyPlatform).map(({ outcome }) => outcome);
		expect(outcomes.sort()).toEqual(['created', 'review']);
		expect(run.json(NODES.tell)).toMatchObject([{ outcome: 'review', entity: 'ticket' }]);
		expect(bench.platform.control.list('ticket')).toHaveLength(1);
	});

	test('changes that were never resolved are refused, with what to connect', async () => {
		bench.psaClient();
		const run = await bench.run({}, {}, (template) => {
			template.connections[NODES.getPsa] = { main: [[{ node: NODES.applyPlatform, type: 'main', index: 0 }]] };
		});
		expect(run.error?.message).toMatch(/Connect Apply Changes behind Conflict Resolve/);
		expect(bench.writeRequests()).toBe(0);
	});
});

describe('Conflict Resolve', () => {
	test('says which Field Map is missing, and nothing is written', async () => {
		bench.psaClient();
		const run = await bench.run({}, {}, (template) => {
			template.connections['Map Companies'] = { main: [[{ node: 'Map Tickets', type: 'main', index: 0 }]] };
			template.connections['Map Contacts'] = { main: [] };
		});
		expect(run.error?.message).toMatch(/Field Map node for "contact"/);
		expect(bench.writeRequests()).toBe(0);
	});

	test('says when the two sides are connected the wrong way round', async () => {
		bench.psaClient();
		const run = await bench.run({}, {}, (template) => {
			template.connections['Map Tickets'] = { main: [[{ node: NODES.resolve, type: 'main', index: 1 }]] };
		});
		expect(run.error?.message).toMatch(/arrived at the input "Platform"/);
	});

	test('hands out no more writes than it may, and asks for another run for the rest', async () => {
		for (let index = 0; index < 3; index++) bench.psaClient(`Client ${index}`, `CLIENT${index}`);
		const few = { [NODES.resolve]: { options: { writesPerRun: 2 } } };
		let items = 0;
		expect(
			await wakeUps(async () => {
				items = (await bench.cycle(few)).json(NODES.resolve, 1).length;
			}),
		).toBeGreaterThan(0);
		expect(items).toBe(2);
		await bench.settle(few);
		expect(bench.platform.control.list('contact')).toHaveLength(3);
	});
});
