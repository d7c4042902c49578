import type { Fault } from '../../sandbox/http/faults';
import { Bench, NODES, SYNC } from '../workflows/bench';
import { refusalOf } from './support';

/* An answer that is none: the run says what came instead of data, takes nothing from it, and the next run has it all. */

const SYSTEMS = [
	['ConnectWise', 'connectwise'],
	['Unified Platform', 'platform'],
] as const;

/** What the fault makes of an answer, and what a person reads of it. */
const FAULTS = [
	[
		'a web page instead of JSON',
		{ kind: 'html' },
		/a web page instead of data \("Service Unavailable"\); check the address/,
	],
	['JSON that breaks off', { kind: 'truncated' }, /an answer that breaks off in the middle/],
	[
		'a 200 with an error inside',
		{ kind: 'serverError', status: 200, message: 'The index is being rebuilt' },
		/with an error inside: .*The index is being rebuilt.*Nothing was taken from it/,
	],
] as const satisfies readonly (readonly [string, Fault, RegExp])[];

const BOTH = SYSTEMS.flatMap(([name, key]) => FAULTS.map(([what, fault, told]) => ({ name, key, what, fault, told })));

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
	// No pauses between the tries of one call.
	jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(async () => {
	jest.restoreAllMocks();
	await bench.stop();
});

const counts = () => [
	...(['companies', 'contacts', 'tickets'] as const).map((table) => bench.connectwise.control.records(table).length),
	...(['company', 'contact', 'ticket'] as const).map((entity) => bench.platform.control.list(entity).length),
];

describe('to a question what changed', () => {
	test.each(BOTH)('$name: $what stops the run with a clear error, and nothing is passed over', async (one) => {
		const { company } = bench.psaClient();
		bench.psaTicket(company, 'Printer is on fire');
		await bench.settle();
		bench.psaTicket(company, 'Second ticket');
		const client = bench.platform.control.create('company', { name: 'Contoso Legal' });
		bench.platform.control.create('ticket', { title: 'New laptop', companyId: client.id });
		bench.pass(60);
		bench[one.key].control.faults.add({ ...one.fault, method: 'GET' });
		const refusal = refusalOf(await bench.run());
		expect(refusal).toMatch(new RegExp(`^${one.name}`));
		expect(refusal).toMatch(one.told);
		bench[one.key].control.faults.clear();
		await bench.settle();
		expect(counts()).toEqual([2, 1, 3, 2, 1, 3]);
		expect((await bench.cycle()).ran(NODES.resolve)).toBe(false);
	});
});

describe('to a write', () => {
	test.each(BOTH)(
		'$name: $what is told as unclear, looked after, and nothing is doubled or missing',
		async (one) => {
			const { company, contact } = bench.psaClient();
			bench.psaTicket(company, 'Printer is on fire', { contact: { id: contact } });
			const client = bench.platform.control.create('company', { name: 'Contoso Legal' });
			bench.platform.control.create('ticket', { title: 'New laptop', companyId: client.id });
			bench[one.key].control.faults.add({ ...one.fault, method: 'POST', times: 3 });
			bench.pass(60);
			const result = await bench.run();
			expect(result.error).toBeUndefined();
			const node = one.key === 'connectwise' ? NODES.applyPsa : NODES.applyPlatform;
			const told = result.json(node).filter(({ outcome }) => outcome === 'retry' || outcome === 'created');
			expect(told.length).toBeGreaterThan(0);
			const unclear = told.filter(({ outcome }) => outcome === 'retry').map(({ message }) => String(message));
			if (one.key === 'connectwise') expect(unclear).not.toEqual([]);
			for (const message of unclear) expect(message).toMatch(one.told);
			for (let run = 0; run < 8; run++) await bench.cycle();
			expect(counts()).toEqual([2, 1, 2, 2, 1, 2]);
			const store = await bench.store();
			expect((await store.status(SYNC)).writes).toMatchObject({ pending: 0, replan: 0, held: 0, dead: 0 });
			expect(await store.reviews(SYNC, { status: 'open', limit: 5 })).toEqual([]);
			expect((await bench.cycle()).ran(NODES.resolve)).toBe(false);
		},
		60_000,
	);

	test.each(BOTH)(
		'$name: $what to an edit does not undo it',
		async (one) => {
			const { company } = bench.psaClient();
			const psaId = bench.psaTicket(company, 'Printer is on fire');
			await bench.settle();
			const { id } = bench.counterpart('ticket', psaId);
			bench[one.key].control.faults.add({ ...one.fault, method: 'PATCH', times: 1 });
			if (one.key === 'platform') bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
			else bench.platform.control.edit('ticket', id, { title: 'Edited' });
			for (let run = 0; run < 6; run++) await bench.cycle();
			expect(bench.psa('tickets', psaId).summary).toBe('Edited');
			expect(bench.platform.control.get('ticket', id).title).toBe('Edited');
			expect((await bench.cycle()).ran(NODES.resolve)).toBe(false);
		},
		60_000,
	);
});

test.each(SYSTEMS)(
	'%s answers nonsense for hours: what it was to be told waits for a person at last, by name',
	async (name, key) => {
		const { company } = bench.psaClient();
		const psaId = bench.psaTicket(company, 'Printer is on fire');
		await bench.settle();
		const { id } = bench.counterpart('ticket', psaId);
		bench[key].control.faults.add({ kind: 'html', method: 'PATCH' });
		if (key === 'platform') bench.connectwise.control.edit('tickets', psaId, { summary: 'Edited' });
		else bench.platform.control.edit('ticket', id, { title: 'Edited' });
		for (let run = 0; run < 30; run++) {
			bench.pass(900);
			await bench.run();
		}
		const store = await bench.store();
		const entries = await store.reviews(SYNC, { status: 'open', limit: 5 });
		expect(entries).toMatchObject([{ kind: 'deadLetter', entity: 'ticket', psaId: String(psaId), platformId: id }]);
		expect(entries[0]?.message).toMatch(
			new RegExp(`${name} ticket: given up after 8 tries: .*web page instead of data`),
		);

		bench[key].control.faults.clear();
		await store.resolveReview(entries[0]?.id ?? '', { choice: 'retry' }, Date.now(), 'jane');
		await bench.settle();
		expect(bench.psa('tickets', psaId).summary).toBe('Edited');
		expect(bench.platform.control.get('ticket', id).title).toBe('Edited');
		expect(await store.reviews(SYNC, { status: 'open', limit: 5 })).toEqual([]);
	},
	60_000,
);
