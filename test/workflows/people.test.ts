import { Bench, NODES, SYNC } from './bench';

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

async function linkedTicket(summary = 'Printer is on fire') {
	const { company, contact } = bench.psaClient();
	const psaId = bench.psaTicket(company, summary, { contact: { id: contact } });
	await bench.settle();
	return { psaId, platformId: bench.counterpart('ticket', psaId).id, company, contact };
}

describe('what people type', () => {
	const hostile = [
		`" OR id > 0 OR summary = "`,
		`'; DROP TABLE links; --`,
		`<img src=x onerror=alert(1)> & "quotes"`,
		`[2016-08-20T18:04:26Z] like "*" and not`,
		'{{ $json.secret }} ={{ 1 + 1 }}',
		'Zoë – 漢字 – 🖨️🔥 – \\ back / slash % * _',
		'__proto__',
	];

	test.each(hostile)('arrives as it is on the other side: %s', async (text) => {
		const { control } = bench.connectwise;
		const company = Number(
			control.create('companies', { name: text.slice(0, 50), identifier: 'HOSTILE', site: { name: 'Main' } }).id,
		);
		const psaId = bench.psaTicket(company, text);
		await bench.settle();
		expect(bench.counterpart('company', company).name).toBe(text.slice(0, 50).trim());
		const there = bench.counterpart('ticket', psaId);
		expect(there.title).toBe(text);
		bench.platform.control.edit('ticket', there.id, { title: `${text}!` });
		await bench.settle();
		expect(bench.psa('tickets', psaId).summary).toBe(`${text}!`);
	});

	test.each(hostile)('a client of the platform with such a name is created once: %s', async (name) => {
		bench.platform.control.create('company', { name });
		await bench.settle();
		await bench.settle();
		expect(bench.connectwise.control.records('companies')).toMatchObject([{ name: name.slice(0, 50).trim() }]);
	});
});

describe('what has no counterpart in the mapping', () => {
	test('an unmapped status is kept out and shown to a person; the other fields of the ticket flow', async () => {
		const { psaId, platformId } = await linkedTicket();
		const rows = (
			template: { nodes: { name: string; parameters: Record<string, unknown> }[] },
			status: string,
		): void => {
			for (const node of template.nodes) {
				if (node.name !== 'Map Tickets') continue;
				node.parameters = JSON.parse(JSON.stringify(node.parameters).replaceAll('Scheduled', status)) as never;
			}
		};
		const cycle = async (status: string) => {
			bench.pass(60);
			const run = await bench.run({}, {}, (template) => rows(template, status));
			if (run.error) throw run.error;
			return run;
		};
		bench.connectwise.control.edit('tickets', psaId, { status: { name: 'Scheduled' }, summary: 'New title' });
		const run = await cycle('Somewhen');
		expect(run.json(NODES.tell)).toMatchObject([{ kind: 'unmapped', field: 'status', needsReview: true }]);
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({ title: 'New title', status: 'new' });
		expect(await bench.settle()).toBeGreaterThan(0);

		// The row is mended, and the person says: try again.
		const store = await bench.store();
		const [entry] = await store.reviews(SYNC, { status: 'open', kind: 'unmapped', limit: 5 });
		await store.resolveReview(entry?.id ?? '', { choice: 'retry' }, Date.now(), 'jane');
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId).status).toBe('in_progress');
		expect(await store.reviews(SYNC, { status: 'open', limit: 5 })).toEqual([]);
	});

	test('editing a mapping writes nothing by itself', async () => {
		await linkedTicket();
		const before = bench.writeRequests();
		for (let run = 0; run < 3; run++) {
			bench.pass(60);
			const result = await bench.run({}, {}, (template) => {
				for (const node of template.nodes) {
					if (node.name !== 'Map Tickets') continue;
					node.parameters = JSON.parse(JSON.stringify(node.parameters).replaceAll('Waiting on', 'Waits for')) as never;
				}
			});
			expect(result.error).toBeUndefined();
		}
		expect(bench.writeRequests()).toBe(before);
	});
});

describe('deletions and moves', () => {
	test('a ticket that is deleted on the platform is left alone in the PSA, and a person is told', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.platform.control.remove('ticket', platformId);
		await bench.settle();
		expect(bench.psa('tickets', psaId)).toMatchObject({ summary: 'Printer is on fire' });
		const reviews = await (await bench.store()).reviews(SYNC, { status: 'open', limit: 5 });
		expect(reviews).toMatchObject([{ kind: 'deleted', entity: 'ticket', side: 'platform' }]);
		bench.connectwise.control.edit('tickets', psaId, { summary: 'Still here' });
		await bench.settle();
		expect(bench.platform.control.list('ticket')).toHaveLength(0);
	});

	test('a ticket that moves to another client takes its link along', async () => {
		const { psaId, platformId } = await linkedTicket();
		const other = bench.psaClient('Contoso Legal', 'CONTOSO');
		bench.connectwise.control.edit('tickets', psaId, {
			company: { id: other.company },
			contact: { id: other.contact },
		});
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({
			companyId: bench.counterpart('company', other.company).id,
			contactId: bench.counterpart('contact', other.contact).id,
		});
	});

	test('the same client, created on both sides before the first run meets them, is one client', async () => {
		const { company } = bench.psaClient('Fabrikam Ltd', 'FABRIKAM');
		bench.platform.control.create('company', { name: 'Fabrikam Limited', identifier: 'FABRIKAM' });
		await bench.settle();
		expect(bench.platform.control.list('company')).toHaveLength(1);
		expect(bench.connectwise.control.records('companies')).toHaveLength(1);
		expect(bench.psa('companies', company).name).toBe('Fabrikam Ltd');
		const reviews = await (await bench.store()).reviews(SYNC, { status: 'open', kind: 'conflict', limit: 5 });
		expect(reviews).toMatchObject([{ entity: 'company', field: 'name', origin: 'match' }]);
	});
});
