import { Bench, NODES } from './bench';

let bench: Bench;
beforeEach(async () => {
	bench = await Bench.start();
});
afterEach(async () => await bench.stop());

/** A linked ticket of a linked client. */
async function linkedTicket(summary = 'Printer is on fire') {
	const { company, contact } = bench.psaClient();
	const psaId = bench.psaTicket(company, summary, { contact: { id: contact } });
	await bench.settle();
	return { psaId, platformId: bench.counterpart('ticket', psaId).id, company, contact };
}

describe('statuses of several boards', () => {
	test('a status set on the platform becomes the one that the ticket’s own board has', async () => {
		const { company } = bench.psaClient();
		const psaId = bench.psaTicket(company, 'Disk is filling up', {
			board: { name: 'Alerts' },
			status: { name: 'In Progress' },
		});
		await bench.settle();
		bench.platform.control.edit('ticket', String(bench.counterpart('ticket', psaId).id), { status: 'new' });
		await bench.settle();
		expect(bench.connectwise.control.record('tickets', psaId)).toMatchObject({
			board: { name: 'Alerts' },
			status: { name: 'New (alert)' },
		});
		expect(bench.counterpart('ticket', psaId)).toMatchObject({ status: 'new' });
	});
});

describe('creates', () => {
	test('a client and a ticket of the PSA appear on the platform, parents first', async () => {
		const { psaId, company, contact } = await linkedTicket();
		const there = bench.counterpart('ticket', psaId);
		expect(there).toMatchObject({ title: 'Printer is on fire', status: 'new', priority: 'Medium' });
		expect(there.companyId).toBe(bench.counterpart('company', company).id);
		expect(there.contactId).toBe(bench.counterpart('contact', contact).id);
		expect(bench.counterpart('contact', contact)).toMatchObject({ firstName: 'Nora', email: 'nora@northwind.example' });
	});

	test('a client and a ticket of the platform appear in the PSA', async () => {
		const { control } = bench.platform;
		const companyId = control.create('company', { name: 'Contoso Legal', identifier: 'CONTOSO' }).id;
		const contactId = control.create('contact', {
			companyId,
			firstName: 'Carla',
			lastName: 'Cruz',
			email: 'carla@contoso.example',
		}).id;
		control.create('ticket', { title: 'New laptop', companyId, contactId, priority: 'High', status: 'in_progress' });
		await bench.settle();

		const [company] = bench.connectwise.control.records('companies');
		expect(company).toMatchObject({ name: 'Contoso Legal', identifier: 'CONTOSO' });
		const [contact] = bench.connectwise.control.records('contacts');
		expect(contact).toMatchObject({ firstName: 'Carla', company: { id: company?.id } });
		expect(contact?.communicationItems).toMatchObject([{ value: 'carla@contoso.example' }]);
		const tickets = bench.connectwise.control.records('tickets');
		expect(tickets).toHaveLength(1);
		expect(tickets[0]).toMatchObject({
			summary: 'New laptop',
			board: { name: 'Service Desk' },
			company: { id: company?.id },
			contact: { id: contact?.id },
			priority: { name: 'Priority 2 - High' },
			status: { name: 'In Progress' },
		});
	});

	test('records that exist on both sides before the first run are linked, not doubled', async () => {
		const { company, contact } = bench.psaClient('Northwind Dental', 'NORTHWIND');
		const { control } = bench.platform;
		const companyId = control.create('company', { name: 'Northwind Dental', identifier: 'northwind' }).id;
		const contactId = control.create('contact', {
			companyId,
			firstName: 'Nora',
			lastName: 'Winter',
			email: 'Nora@Northwind.example',
		}).id;
		bench.psaTicket(company, 'Printer is on fire', { contact: { id: contact } });
		await bench.settle();

		expect(control.list('company').map(({ id }) => id)).toEqual([companyId]);
		expect(control.list('contact').map(({ id }) => id)).toEqual([contactId]);
		expect(bench.connectwise.control.records('companies')).toHaveLength(1);
		expect(bench.connectwise.control.records('contacts')).toHaveLength(1);
		expect(control.list('ticket')).toMatchObject([{ companyId, contactId }]);
		const { links } = await (await bench.store()).status('default');
		expect(links).toMatchObject({ company: { linked: 1 }, contact: { linked: 1 }, ticket: { linked: 1 } });
	});

	test('several candidates go to a person, and nothing is created', async () => {
		const { control } = bench.platform;
		control.create('company', { name: 'Northwind Dental' });
		control.create('company', { name: 'NORTHWIND  dental' });
		bench.psaClient('Northwind Dental', 'NORTHWIND');
		const run = await bench.cycle();
		for (const [node, records] of [
			[NODES.applyPsa, 2],
			[NODES.applyPlatform, 1],
		] as const) {
			const outcomes = run.json(node).filter(({ entity }) => entity === 'company');
			expect(outcomes.map(({ outcome }) => outcome)).toEqual(Array(records).fill('review'));
		}
		expect(run.ran(NODES.tell)).toBe(true);
		await bench.settle();
		const open = await (await bench.store()).reviews('default', { status: 'open', kind: 'ambiguous', limit: 10 });
		expect(open.map(({ candidates }) => candidates.length).sort()).toEqual([1, 1, 2]);
		expect(control.list('company')).toHaveLength(2);
		expect(bench.connectwise.control.records('companies')).toHaveLength(1);
		expect(control.list('contact')).toHaveLength(0);
	});
});

describe('a business that both systems know already', () => {
	test('its clients are linked, its tickets carried over, in batches and without a write too many', async () => {
		await bench.stop();
		bench = await Bench.start({ connectwise: { seed: { companies: 8, contactsPerCompany: 4, tickets: 40 } } });
		bench.platform.control.seedMsp({ companies: 8, contactsPerCompany: 4, tickets: 0 });
		await bench.settle();
		const { links, openReviews } = await (await bench.store()).status('default');
		expect(links).toMatchObject({ company: { linked: 8 }, contact: { linked: 32 }, ticket: { linked: 40 } });
		expect(links).toMatchObject({ company: { half: 0 }, contact: { half: 0 }, ticket: { half: 0 } });
		expect(bench.platform.control.list('company')).toHaveLength(8);
		expect(bench.platform.control.list('contact')).toHaveLength(32);
		expect(bench.connectwise.control.records('companies')).toHaveLength(8);
		// Where the two disagree about a client from before, nobody knows who is right: a person does.
		expect(Object.keys(openReviews).filter((kind) => openReviews[kind])).toEqual(['conflict']);
		const { requests: psa } = bench.connectwise.control;
		expect(psa.entries().filter(({ method }) => method !== 'GET')).toEqual([]);
		expect(psa.entries({ path: '^/(company/(companies|contacts)|service/tickets)$' }).length).toBeLessThan(30);
	}, 60_000);
});

describe('edits', () => {
	test('edits of different fields on both sides within one cycle both survive', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { priority: { name: 'Priority 1 - Critical' } });
		bench.platform.control.edit('ticket', platformId, { title: 'Printer is still on fire' });
		await bench.settle();
		expect(bench.psa('tickets', psaId)).toMatchObject({
			summary: 'Printer is still on fire',
			priority: { name: 'Priority 1 - Critical' },
		});
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({
			title: 'Printer is still on fire',
			priority: 'Critical',
		});
	});

	test('a 200-character title stays 200 characters on the platform for ten cycles while ConnectWise holds 100', async () => {
		const { psaId, platformId } = await linkedTicket();
		const title = 'The label printer of the second surgery prints every label twice '.repeat(4).slice(0, 199) + '.';
		bench.platform.control.edit('ticket', platformId, { title });
		for (let run = 0; run < 10; run++) await bench.cycle();
		expect(bench.platform.control.get('ticket', platformId).title).toBe(title);
		expect(bench.psa('tickets', psaId).summary).toBe(title.slice(0, 100).trimEnd());

		bench.platform.control.edit('ticket', platformId, { priority: 'Low' });
		bench.connectwise.control.edit('tickets', psaId, { status: { name: 'In Progress' } });
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({
			title,
			status: 'in_progress',
			priority: 'Low',
		});
		expect(bench.psa('tickets', psaId)).toMatchObject({ summary: title.slice(0, 100).trimEnd() });
	});

	test('a ticket moved to another board takes its new status along and is moved back by nobody', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { board: { name: 'Alerts' }, status: { name: 'Acknowledged' } });
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId)).toMatchObject({ status: 'in_progress' });
		bench.platform.control.edit('ticket', platformId, { status: 'closed' });
		await bench.settle();
		expect(bench.psa('tickets', psaId)).toMatchObject({ board: { name: 'Alerts' }, status: { name: '>Closed' } });
	});

	test('a custom field travels there and back, and its neighbours are left alone', async () => {
		const { psaId, platformId } = await linkedTicket();
		const { control } = bench.connectwise;
		control.edit('tickets', psaId, {
			customFields: [
				{ id: 1, caption: 'Asset Tag', value: 'NW-PRT-01' },
				{ id: 3, caption: 'Impacted Users', value: 12 },
			],
		});
		await bench.settle();
		expect(bench.platform.control.get('ticket', platformId).customFields).toMatchObject({ 'Asset Tag': 'NW-PRT-01' });
		bench.platform.control.edit('ticket', platformId, { customFields: { 'Asset Tag': 'NW-PRT-02' } });
		await bench.settle();
		expect(bench.psa('tickets', psaId).customFields).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ caption: 'Asset Tag', value: 'NW-PRT-02' }),
				expect.objectContaining({ caption: 'Impacted Users', value: 12 }),
			]),
		);
	});
});

describe('rest', () => {
	test('a quiet cycle writes nothing and costs one list call per entity and side', async () => {
		await linkedTicket();
		await bench.settle();
		const marks = [bench.connectwise, bench.platform].map(({ control }) => control.requests.entries().at(-1)?.seq ?? 0);
		const run = await bench.cycle();
		const [psa, platform] = [bench.connectwise, bench.platform].map(({ control }, index) =>
			control.requests.entries({ since: marks[index] }).map(({ method, path }) => `${method} ${path}`),
		);
		expect(psa).toEqual(['GET /company/companies', 'GET /company/contacts', 'GET /service/tickets']);
		expect(platform).toEqual(['GET /companies/changes', 'GET /contacts/changes', 'GET /tickets/changes']);
		expect(run.ran(NODES.resolve)).toBe(false);
	});

	test('a preview shows the conflicts that a live run would raise, and raises none', async () => {
		const { psaId, platformId } = await linkedTicket();
		bench.connectwise.control.edit('tickets', psaId, { summary: 'PSA title' });
		bench.platform.control.edit('ticket', platformId, { title: 'Platform title' });
		const rule = { rules: { rule: [{ entity: 'ticket', field: 'title', strategy: 'manual' }] } };
		const before = bench.writeRequests();
		const run = await bench.cycle({ [NODES.resolve]: { ...rule, mode: 'preview' } });
		expect(run.json(NODES.resolve, 2)).toMatchObject([
			{ kind: 'conflict', field: 'title', psaValue: 'PSA title', platformValue: 'Platform title', platformId },
		]);
		expect(await (await bench.store()).reviews('default', { limit: 5 })).toEqual([]);
		expect(bench.writeRequests()).toBe(before);
	});

	test('a preview says which companies would be linked, which created, and which a person would be asked about', async () => {
		const { control } = bench.platform;
		for (const [name, identifier] of [
			['Northwind Dental', 'NORTHWIND'],
			['Contoso Legal', 'CONTOSO'],
			['Fabrikam', 'FABRIKAM'],
		] as const) {
			bench.psaClient(name, identifier);
		}
		const there = control.create('company', { name: 'Northwind Dental' });
		const twice = [
			control.create('company', { name: 'Contoso Legal' }),
			control.create('company', { name: 'CONTOSO  legal' }),
		];
		const shown = await bench.cycle({ [NODES.resolve]: { mode: 'preview' } });
		expect(bench.writeRequests()).toBe(0);
		const told = (node: string) =>
			shown.json(node).flatMap(({ entity, message }) => (entity === 'company' ? [message] : []));
		expect(told(NODES.applyPlatform)).toEqual([
			`would link company "Northwind Dental" to Northwind Dental (${there.id}), found by name`,
			`would ask a person: several existing companies look like company "Contoso Legal": Contoso Legal (${twice[0]?.id}), CONTOSO  legal (${twice[1]?.id})`,
			'would create company "Fabrikam": nothing on that side looks like it',
		]);
		expect(told(NODES.applyPsa)[0]).toMatch(
			/^would link company "Northwind Dental" to Northwind Dental \(NORTHWIND\) \(\d+\), found by name$/,
		);
		expect(shown.json(NODES.applyPlatform)).toContainEqual(
			expect.objectContaining({
				message: 'would create this contact, unless it is there already: then it is linked',
			}),
		);
	});

	test('a preview shows the plan, writes nothing, and the live run after it carries out the same plan', async () => {
		const { company } = bench.psaClient();
		bench.psaTicket(company, 'Printer is on fire');
		const preview = { [NODES.resolve]: { mode: 'preview' } };
		const shown = await bench.cycle(preview);
		const again = await bench.cycle(preview);
		expect(bench.writeRequests()).toBe(0);
		expect(shown.json(NODES.applyPlatform)).toMatchObject([
			{ entity: 'company', outcome: 'preview' },
			{ entity: 'contact', outcome: 'preview' },
			{ entity: 'ticket', outcome: 'preview' },
		]);
		const plan = (run: typeof shown) => run.json(NODES.resolve, 1).map(({ _sync, ...fields }) => fields);
		expect(plan(again)).toEqual(plan(shown));
		const live = await bench.cycle();
		expect(plan(live)).toEqual(plan(shown));
		expect(live.json(NODES.applyPlatform).map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
	});
});
