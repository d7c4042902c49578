import { Bench, NODES, SYNC } from './bench';

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

/** A run that dies after the plan was committed: neither Apply node is reached. */
const dyingBeforeApply = async () =>
	await bench.run({}, {}, (template) => {
		template.connections[NODES.resolve] = { main: [[], [], []] };
	});

async function linkedTicket(summary = 'Printer is on fire') {
	const { company, contact } = bench.psaClient();
	const psaId = bench.psaTicket(company, summary, { contact: { id: contact } });
	await bench.settle();
	return { psaId, platformId: bench.counterpart('ticket', psaId).id, company, contact };
}

const counts = () => ({
	psa: (['companies', 'contacts', 'tickets'] as const).map((table) => bench.connectwise.control.records(table).length),
	platform: (['company', 'contact', 'ticket'] as const).map((entity) => bench.platform.control.list(entity).length),
});

describe('a run that dies between plan and apply', () => {
	test('its writes are carried out by the next run although nothing new has changed, and once only', async () => {
		const { company } = bench.psaClient();
		bench.psaTicket(company, 'Printer is on fire');
		await dyingBeforeApply();
		expect(bench.writeRequests()).toBe(0);
		await bench.settle();
		expect(counts()).toEqual({ psa: [1, 1, 1], platform: [1, 1, 1] });
		const quiet = await bench.cycle();
		expect(quiet.ran(NODES.resolve)).toBe(false);
	});

	test('an edit made on the target meanwhile is never overwritten blindly', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
		bench.pass(60);
		await dyingBeforeApply();
		bench.platform.control.edit('ticket', platformId, { title: 'Platform title', priority: 'High' });
		await bench.settle();
		const title = bench.platform.control.get('ticket', platformId).title;
		expect(title).toBe('PSA title');
		expect(bench.psa('tickets', psaId)).toMatchObject({
			summary: 'PSA title',
			priority: { name: 'Priority 2 - High' },
		});
		const audit = await (await bench.store()).audit(SYNC, { limit: 100 });
		expect(JSON.stringify(audit.filter(({ kind }) => kind === 'lost'))).toContain('Platform title');
	});
});

describe('answers that never come', () => {
	test.each([
		['the platform', 'company', 'lostResponse'],
		['the platform', 'ticket', 'lostResponse'],
		['ConnectWise', 'company', 'lostResponse'],
		['ConnectWise', 'contact', 'lostResponse'],
		['ConnectWise', 'ticket', 'lostResponse'],
		['ConnectWise', 'ticket', 'lostRequest'],
	] as const)(
		'%s creates a %s and the connection dies (%s): nothing is doubled, nothing is missing',
		async (system, entity, kind) => {
			const paths = {
				company: '^/(company/)?companies',
				contact: '^/(company/)?contacts',
				ticket: '^/(service/)?tickets',
			};
			const target = system === 'ConnectWise' ? bench.connectwise : bench.platform;
			target.control.faults.add({ kind, method: 'POST', path: paths[entity], times: 1, delayMs: 0 });
			if (system === 'ConnectWise') {
				const { control } = bench.platform;
				const companyId = control.create('company', { name: 'Contoso Legal' }).id;
				const contactId = control.create('contact', {
					companyId,
					firstName: 'Carla',
					lastName: 'Cruz',
					email: 'c@contoso.example',
				}).id;
				control.create('ticket', { title: 'New laptop', companyId, contactId });
			} else {
				const { company, contact } = bench.psaClient();
				bench.psaTicket(company, 'Printer is on fire', { contact: { id: contact } });
			}
			for (let run = 0; run < 6; run++) await bench.cycle();
			expect(counts()).toEqual({ psa: [1, 1, 1], platform: [1, 1, 1] });
			const { links, writes } = await (await bench.store()).status(SYNC);
			expect(links).toMatchObject({ company: { linked: 1 }, contact: { linked: 1 }, ticket: { linked: 1 } });
			// ConnectWise gives the company an ID, of which the platform hears.
			const given = system === 'ConnectWise' ? 1 : 0;
			expect(writes).toMatchObject({ done: 3 + given });
			expect((await bench.cycle()).ran(NODES.resolve)).toBe(false);
		},
	);

	test.each([
		['the platform', 'ConnectWise'],
		['ConnectWise', 'the platform'],
	])(
		'what %s’s people fill in that %s had left empty, before the create is known to have landed, travels back',
		async (target) => {
			const { connectwise, platform } = bench;
			const { company } = bench.psaClient();
			await bench.settle();
			const fault = { kind: 'lostResponse', method: 'POST', path: 'tickets$', times: 1, delayMs: 0 } as const;
			if (target === 'ConnectWise') {
				const companyId = bench.counterpart('company', company).id;
				const { id } = platform.control.create('ticket', { title: 'New laptop', companyId });
				connectwise.control.faults.add(fault);
				await bench.cycle();
				const [there] = connectwise.control.records('tickets');
				connectwise.control.edit('tickets', Number(there.id), {
					customFields: [{ id: 1, caption: 'Asset Tag', value: 'LT-1' }],
				});
				for (let run = 0; run < 5; run++) await bench.cycle();
				expect(platform.control.get('ticket', id).customFields).toMatchObject({ 'Asset Tag': 'LT-1' });
			} else {
				const psaId = bench.psaTicket(company, 'New laptop');
				platform.control.faults.add(fault);
				await bench.cycle();
				const [there] = platform.control.list('ticket');
				platform.control.edit('ticket', there.id, { customFields: { 'Asset Tag': 'LT-1' } });
				for (let run = 0; run < 5; run++) await bench.cycle();
				expect(bench.psa('tickets', psaId).customFields).toEqual(
					expect.arrayContaining([expect.objectContaining({ caption: 'Asset Tag', value: 'LT-1' })]),
				);
			}
			expect(counts()).toMatchObject({ psa: [1, 1, 1], platform: [1, 1, 1] });
		},
	);

	test('an update that landed without an answer is recognised as our own, and not sent again', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.platform.control.faults.add({ kind: 'lostResponse', method: 'PATCH', times: 1, delayMs: 0 });
		bench.connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
		for (let run = 0; run < 5; run++) await bench.cycle();
		expect(bench.platform.control.get('ticket', platformId).title).toBe('PSA title');
		expect(bench.platform.control.requests.entries({ method: 'PATCH' })).toHaveLength(1);
		bench.platform.control.edit('ticket', platformId, { title: 'Later edit' });
		await bench.settle();
		expect(bench.psa('tickets', psaId).summary).toBe('Later edit');
	});

	test('an edit on top of an update without an answer is decided by the strategy, and never lost from sight', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.platform.control.faults.add({ kind: 'lostResponse', method: 'PATCH', times: 1, delayMs: 0 });
		bench.connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
		await bench.cycle();
		bench.platform.control.edit('ticket', platformId, { title: 'Later edit' });
		for (let run = 0; run < 5; run++) await bench.cycle();
		expect(bench.platform.control.get('ticket', platformId).title).toBe('PSA title');
		expect(bench.psa('tickets', psaId).summary).toBe('PSA title');
		const audit = await (await bench.store()).audit(SYNC, { limit: 100 });
		expect(audit).toEqual(
			expect.arrayContaining([expect.objectContaining({ kind: 'lost', side: 'platform', before: 'Later edit' })]),
		);
	});
});

describe('systems in trouble', () => {
	test('both refuse every other request for a while: everything arrives once they recover', async () => {
		for (const { control } of [bench.connectwise, bench.platform]) {
			control.faults.add({ kind: 'unavailable', times: 4, skip: 1 });
			control.faults.add({ kind: 'rateLimited', times: 3, skip: 3, retryAfterSeconds: 1 });
		}
		const { company } = bench.psaClient();
		for (let index = 0; index < 5; index++) bench.psaTicket(company, `Ticket ${index}`);
		for (let run = 0; run < 6; run++) {
			bench.pass(60);
			await bench.run();
		}
		await bench.settle();
		expect(counts()).toEqual({ psa: [1, 1, 5], platform: [1, 1, 5] });
	}, 60_000);

	test('an index of ConnectWise that lags behind shows a change later, and nothing twice', async () => {
		const { psaId, platformId } = await linkedTicket();
		// Within the overlap of the reader's windows.
		bench.connectwise.control.set({ indexLagMs: 100_000 });
		bench.connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
		bench.platform.control.edit('ticket', platformId, { priority: 'High' });
		for (let run = 0; run < 12; run++) await bench.cycle();
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({ title: 'PSA title', priority: 'High' });
		expect(bench.psa('tickets', psaId)).toMatchObject({
			summary: 'PSA title',
			priority: { name: 'Priority 2 - High' },
		});
		const before = bench.writeRequests();
		for (let run = 0; run < 6; run++) await bench.cycle();
		expect(bench.writeRequests()).toBe(before);
	}, 60_000);

	test('a record that ConnectWise refuses goes to a person, and the next one is written', async () => {
		// Not recorded: the old value that makes it refuse is longer than the specification lets an answer hold.
		await bench.stop();
		bench = await Bench.start({ connectwise: { record: undefined } });
		const { psaId, platformId, company } = await linkedTicket();
		const otherId = bench.psaTicket(company, 'Second');
		await bench.settle();
		const other = bench.counterpart('ticket', otherId).id;
		bench.connectwise.control.corrupt('tickets', psaId, { siteName: 'x'.repeat(80) });
		bench.platform.control.edit('ticket', platformId, { title: 'Refused' });
		bench.platform.control.edit('ticket', other, { title: 'Taken' });
		await bench.settle();
		expect(bench.psa('tickets', otherId).summary).toBe('Taken');
		const reviews = await (await bench.store()).reviews(SYNC, { status: 'open', kind: 'deadLetter', limit: 10 });
		expect(reviews).toMatchObject([{ entity: 'ticket', psaId: String(psaId) }]);
		expect(reviews[0]?.message).toMatch(/siteName/);
	});
});
