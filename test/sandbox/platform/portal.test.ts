import { useBench } from './setup';

const bench = useBench();

describe('the mails of the portal', () => {
	const started = async () => {
		const { client, companyId, platform } = bench();
		const { body: contact } = await client.post('/contacts', {
			companyId,
			firstName: 'Ada',
			lastName: 'Lovelace',
			email: 'ada@client.example',
		});
		const create = async (values: object = {}, headers: Record<string, string> = {}) =>
			(await client.post('/tickets', { companyId, title: 'T', contactId: contact.id, ...values }, headers)).body;
		const causes = () => platform.control.mails().map(({ cause }) => cause);
		return { client, companyId, platform, contact, create, causes };
	};
	const quiet = { 'x-notify': 'none' };

	test('go to the contact of the ticket, when it is created, answered, resolved or closed', async () => {
		const { client, create, platform } = await started();
		const ticket = await create();
		await client.post('/notes', { ticketId: ticket.id, text: 'Done', visibility: 'public' });
		await client.patch(`/tickets/${ticket.id}`, { status: 'resolved' });
		const mail = { to: 'ada@client.example', ticketId: ticket.id };
		expect(platform.control.mails()).toMatchObject([
			{ ...mail, cause: 'ticketCreated' },
			{ ...mail, cause: 'publicNote' },
			{ ...mail, cause: 'ticketResolved' },
		]);
		const response = await fetch(`${platform.url}/_sandbox/mails`);
		expect(await response.json()).toEqual(platform.control.mails());
	});

	test('tell of each event once: a ticket that was resolved is closed, a public note is edited', async () => {
		const { client, create, causes } = await started();
		const ticket = await create();
		for (const status of ['resolved', 'closed', 'closed']) await client.patch(`/tickets/${ticket.id}`, { status });
		const { body: note } = await client.post('/notes', { ticketId: ticket.id, text: 'x', visibility: 'internal' });
		expect(causes()).toEqual(['ticketCreated', 'ticketResolved']);
		await client.patch(`/notes/${note.id}`, { visibility: 'public' });
		await client.patch(`/notes/${note.id}`, { text: 'y' });
		expect(causes()).toEqual(['ticketCreated', 'ticketResolved', 'publicNote']);
		await client.patch(`/tickets/${ticket.id}`, { status: 'new' });
		await client.patch(`/tickets/${ticket.id}`, { status: 'closed' });
		expect(causes()).toEqual(['ticketCreated', 'ticketResolved', 'publicNote', 'ticketClosed']);
	});

	test('are not sent for internal notes, the contact’s own words, tickets without a contact, and time entries', async () => {
		const { client, create, causes, companyId, contact } = await started();
		const ticket = await create();
		const note = { ticketId: ticket.id, text: 'x' };
		await client.post('/notes', note);
		await client.post('/notes', { ...note, visibility: 'public', author: contact.name });
		await client.post('/tickets', { companyId, title: 'Nobody’s' });
		const startedAt = '2026-03-01T09:00:00Z';
		await client.post('/time-entries', { ticketId: ticket.id, technician: 'S', startedAt, visibility: 'public' });
		await create({ status: 'closed' });
		expect(causes()).toEqual(['ticketCreated']);
	});

	test('are not sent for quiet writes', async () => {
		const { client, create, causes } = await started();
		const ticket = await create({}, quiet);
		await client.post('/notes', { ticketId: ticket.id, text: 'x', visibility: 'public' }, quiet);
		await client.patch(`/tickets/${ticket.id}`, { status: 'closed' }, quiet);
		expect(causes()).toEqual([]);
		expect(await client.patch(`/tickets/${ticket.id}`, { status: 'new' }, { 'x-notify': 'some' })).toMatchObject({
			status: 400,
			body: { code: 'invalid_parameter' },
		});
		await client.patch(`/tickets/${ticket.id}`, { status: 'new' });
		await client.patch(`/tickets/${ticket.id}`, { status: 'closed' });
		expect(causes()).toEqual(['ticketClosed']);
	});

	test('are sent for the companies that use the portal, and for no record of the past', async () => {
		const { create, causes, platform, companyId } = await started();
		platform.control.portalCompanies = [];
		await create();
		expect(causes()).toEqual([]);
		platform.control.portalCompanies = [companyId];
		await create();
		expect(causes()).toEqual(['ticketCreated']);
		platform.control.seed({ ticket: [{ companyId, title: 'Old', contactId: 'ct-1' }] });
		expect(causes()).toEqual(['ticketCreated']);
	});
});
