import { startTestHost, type TestHost } from './support/host';
import { Scene } from './support/scene';

let host: TestHost;
let scene: Scene;
let ticket: { psaId: number; platformId: string };

beforeAll(async () => {
	host = await startTestHost();
	scene = await Scene.prepare(host.n8n, 'everyday');
});
afterAll(async () => {
	try {
		await scene?.stop();
	} finally {
		await host?.dispose();
	}
});

test('the first run links what exists on both sides and creates the rest on the other one, parents first', async () => {
	const northwind = scene.psaClient('Northwind Dental', 'NORTHWIND');
	const psaId = scene.psaTicket(northwind.company, 'Printer is on fire', { contact: { id: northwind.contact } });
	const { control } = scene.platform;
	const companyId = String(control.create('company', { name: 'Northwind Dental', identifier: 'northwind' }).id);
	const nora = { companyId, firstName: 'Nora', lastName: 'Winter', email: 'Nora@Northwind.example' };
	const contactId = String(control.create('contact', nora).id);
	const contoso = String(control.create('company', { name: 'Contoso Legal', identifier: 'CONTOSO' }).id);
	control.create('ticket', { title: 'New laptop', companyId: contoso, priority: 'High', status: 'in_progress' });

	await scene.publish();
	await scene.settle();

	expect(await scene.counterpart('company', northwind.company)).toBe(companyId);
	expect(await scene.counterpart('contact', northwind.contact)).toBe(contactId);
	expect(control.list('company')).toHaveLength(2);
	expect(control.list('contact')).toHaveLength(1);
	expect(control.list('ticket')).toHaveLength(2);
	ticket = { psaId, platformId: await scene.counterpart('ticket', psaId) };
	expect(scene.ticket(ticket.platformId)).toMatchObject({ title: 'Printer is on fire', companyId, contactId });

	const psa = scene.connectwise.control;
	expect(psa.records('companies').map(({ name }) => name)).toEqual(['Northwind Dental', 'Contoso Legal']);
	expect(psa.records('contacts')).toHaveLength(1);
	expect(psa.records('tickets')).toHaveLength(2);
	expect(psa.records('tickets')[1]).toMatchObject({
		summary: 'New laptop',
		company: { name: 'Contoso Legal' },
		priority: { name: 'Priority 2 - High' },
		status: { name: 'In Progress' },
	});
});

test('edits of different fields on both sides within one cycle both survive', async () => {
	const { psaId, platformId } = ticket;
	scene.connectwise.control.edit('tickets', psaId, { priority: { name: 'Priority 1 - Critical' } });
	scene.platform.control.edit('ticket', platformId, { title: 'Printer is still on fire' });
	await scene.settle();
	expect(scene.psa(psaId)).toMatchObject({
		summary: 'Printer is still on fire',
		priority: { name: 'Priority 1 - Critical' },
	});
	expect(scene.ticket(platformId)).toMatchObject({ title: 'Printer is still on fire', priority: 'Critical' });
});

test('a title of 200 characters stays whole on the platform for ten cycles while ConnectWise holds 100', async () => {
	const { psaId, platformId } = ticket;
	const title = `${'The label printer of the second surgery prints every label twice '.repeat(4).slice(0, 199)}.`;
	scene.platform.control.edit('ticket', platformId, { title });
	await scene.settle();
	const written = scene.writes();
	await scene.runs(10);
	expect(scene.ticket(platformId).title).toBe(title);
	expect(scene.psa(psaId).summary).toBe(title.slice(0, 100).trimEnd());
	expect(scene.writes()).toBe(written);

	scene.platform.control.edit('ticket', platformId, { priority: 'Low' });
	scene.connectwise.control.edit('tickets', psaId, { status: { name: 'In Progress' } });
	await scene.settle();
	expect(scene.ticket(platformId)).toMatchObject({ title, status: 'in_progress', priority: 'Low' });
	expect(scene.psa(psaId)).toMatchObject({
		summary: title.slice(0, 100).trimEnd(),
		status: { name: 'In Progress' },
		priority: { name: 'Priority 4 - Low' },
	});
});

test('a ticket moved to another board takes its new status along and is moved back by nobody', async () => {
	const { psaId, platformId } = ticket;
	scene.connectwise.control.edit('tickets', psaId, { board: { name: 'Alerts' }, status: { name: 'Acknowledged' } });
	await scene.settle();
	expect(scene.ticket(platformId)).toMatchObject({ status: 'in_progress' });
	scene.platform.control.edit('ticket', platformId, { status: 'closed' });
	await scene.settle();
	expect(scene.psa(psaId)).toMatchObject({ board: { name: 'Alerts' }, status: { name: '>Closed' } });
});

test('a custom field travels there and back, and its neighbours are left alone', async () => {
	const { psaId, platformId } = ticket;
	scene.connectwise.control.edit('tickets', psaId, {
		customFields: [
			{ id: 1, caption: 'Asset Tag', value: 'NW-PRT-01' },
			{ id: 3, caption: 'Impacted Users', value: 12 },
		],
	});
	await scene.settle();
	expect(scene.ticket(platformId).customFields).toMatchObject({ 'Asset Tag': 'NW-PRT-01' });
	scene.platform.control.edit('ticket', platformId, { customFields: { 'Asset Tag': 'NW-PRT-02' } });
	await scene.settle();
	expect(scene.psa(psaId).customFields).toEqual(
		expect.arrayContaining([
			expect.objectContaining({ caption: 'Asset Tag', value: 'NW-PRT-02' }),
			expect.objectContaining({ caption: 'Impacted Users', value: 12 }),
		]),
	);
});

test('a quiet cycle writes nothing and costs one list call per entity and side', async () => {
	await scene.settle();
	const marks = [scene.connectwise, scene.platform].map(({ control }) => control.requests.entries().at(-1)?.seq ?? 0);
	await scene.runs(3);
	const [psa, platform] = [scene.connectwise, scene.platform].map(({ control }, side) =>
		control.requests.entries({ since: marks[side] }).map(({ method, path }) => `${method} ${path}`),
	);
	const three = (paths: readonly string[]) => Array(3).fill(paths).flat();
	expect(psa).toEqual(three(['GET /company/companies', 'GET /company/contacts', 'GET /service/tickets']));
	expect(platform).toEqual(three(['GET /companies/changes', 'GET /contacts/changes', 'GET /tickets/changes']));
});
