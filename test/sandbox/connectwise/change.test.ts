import type { AxiosInstance } from 'axios';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { type Answered, startRecorded } from './simulator';

describe('changing records', () => {
	let simulator: ConnectWiseSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('change')));
	afterAll(() => simulator.close());

	const newTicket = async (fields: object = {}): Promise<Answered> =>
		(await http.post('/service/tickets', { summary: 'x', company: { id: 1 }, ...fields })).data;
	const patch = async (path: string, ...operations: object[]): Promise<Answered> => {
		const { status, data } = await http.patch(path, operations);
		return { status, data };
	};
	const replace = (path: string, value: unknown): object => ({ op: 'replace', path, value });

	it('replaces, adds and removes fields, with and without a leading slash, and stamps the record', async () => {
		const { id } = await newTicket({ externalXRef: 'A-1' });
		simulator.control.clock.set({ frozenAt: '2030-01-01T00:00:00Z' });
		const { status, data } = await patch(
			`/service/tickets/${id}`,
			replace('summary', 'new'),
			{ op: 'add', path: '/poNumber', value: 'PO-7' },
			{ op: 'remove', path: 'externalXRef' },
		);
		simulator.control.clock.set({ frozenAt: null });
		expect(status).toBe(200);
		expect(data).toMatchObject({ summary: 'new', poNumber: 'PO-7', _info: { lastUpdated: '2030-01-01T00:00:00Z' } });
		expect(data).not.toHaveProperty('externalXRef');
	});

	it('answers a false 200 to a path into a reference: nothing changed, not even the stamp', async () => {
		const ticket = await newTicket();
		simulator.control.clock.advance(5_000);
		const { status, data } = await patch(`/service/tickets/${ticket.id}`, replace('company/identifier', 'Northwind'));
		simulator.control.clock.advance(-5_000);
		expect(status).toBe(200);
		expect(data).toEqual(ticket);
		expect((await http.get(`/service/tickets/${ticket.id}`)).data).toEqual(ticket);
	});

	it('replaces references whole, by id or by name', async () => {
		const { id } = await newTicket();
		const { data } = await patch(
			`/service/tickets/${id}`,
			replace('company', { identifier: 'Northwind' }),
			replace('priority', { id: 1 }),
		);
		expect(data).toMatchObject({
			company: { id: 2, identifier: 'Northwind' },
			priority: { name: 'Priority 1 - Critical' },
		});
	});

	it('gives a ticket that moves to another board that board’s default status', async () => {
		const { id } = await newTicket({ status: { name: 'In Progress' }, type: { name: 'Incident' } });
		const { data } = await patch(`/service/tickets/${id}`, replace('board', { name: 'Alerts' }));
		expect(data).toMatchObject({ board: { name: 'Alerts' }, status: { name: 'New (alert)' } });
		expect(data).not.toHaveProperty('type');
	});

	it('takes a status of the new board that comes with the board, in any order, and refuses one of the old', async () => {
		const { id } = await newTicket();
		const both = [replace('status', { name: 'On Hold' }), replace('board', { name: 'Projects' })];
		expect((await patch(`/service/tickets/${id}`, ...both)).data).toMatchObject({ status: { name: 'On Hold' } });
		const { status, data } = await patch(
			`/service/tickets/${id}`,
			replace('board', { id: 1 }),
			replace('status', { name: 'On Hold' }),
		);
		expect(status).toBe(400);
		expect(data.errors).toMatchObject([{ code: 'NotFound', field: 'status/name' }]);
	});

	it('closes and opens a ticket by its status alone', async () => {
		const { id } = await newTicket();
		const closed = await patch(`/service/tickets/${id}`, replace('status', { name: '>Closed' }));
		expect(closed.data).toMatchObject({ closedFlag: true, closedBy: 'psasync' });
		const kept = await patch(`/service/tickets/${id}`, replace('closedFlag', false));
		expect(kept.data.closedFlag).toBe(true);
		const opened = await patch(`/service/tickets/${id}`, replace('status', { name: 'In Progress' }));
		expect(opened.data.closedFlag).toBe(false);
		expect(opened.data).not.toHaveProperty('closedDate');
	});

	it('clears the custom fields that the array leaves out', async () => {
		const { id } = await newTicket({
			customFields: [
				{ id: 1, value: 'WS-1' },
				{ id: 3, value: 4 },
			],
		});
		const { data } = await patch(`/service/tickets/${id}`, replace('customFields', [{ id: 3, value: 5 }]));
		expect(data.customFields.map((f: Answered) => f.value)).toEqual([undefined, undefined, 5, undefined]);
	});

	it('validates the whole stored record again: an old value that is too long blocks every change', async () => {
		const { id } = await newTicket();
		simulator.control.corrupt('tickets', id as number, { poNumber: 'p'.repeat(51) });
		const { status, data } = await patch(`/service/tickets/${id}`, replace('summary', 'new'));
		expect(status).toBe(400);
		expect(data.errors).toMatchObject([{ code: 'MaxLengthField', field: 'poNumber' }]);
		expect((await patch(`/service/tickets/${id}`, replace('poNumber', 'p'))).status).toBe(200);
	});

	it.each([
		['a field of another case', [{ op: 'replace', path: 'Summary', value: 'x' }]],
		['an unknown field', [{ op: 'replace', path: 'nonsense', value: 'x' }]],
		['the id', [{ op: 'replace', path: 'id', value: 1 }]],
		['_info', [{ op: 'replace', path: '_info/updatedBy', value: 'x' }]],
		['an unknown operation', [{ op: 'move', path: 'summary', from: 'poNumber' }]],
		['the removal of a required field', [{ op: 'remove', path: 'summary' }]],
		['a prototype', [{ op: 'add', path: '__proto__/polluted', value: 1 }]],
		['an object instead of an array', { op: 'replace', path: 'summary', value: 'x' }],
	])('refuses a patch of %s', async (_what, operations) => {
		const { status, data } = await http.patch('/service/tickets/1', operations);
		expect(status).toBe(400);
		expect(typeof data.code).toBe('string');
		expect({}).not.toHaveProperty('polluted');
	});

	it('changes nothing at all when one operation of a patch is refused', async () => {
		const ticket = await newTicket();
		await patch(`/service/tickets/${ticket.id}`, replace('poNumber', 'PO-1'), replace('summary', 'x'.repeat(101)));
		expect((await http.get(`/service/tickets/${ticket.id}`)).data).toEqual(ticket);
	});

	describe('communication items', () => {
		const newContact = async (): Promise<Answered> => {
			const communicationItems = [
				{ type: { id: 1 }, value: 'a@x.example', defaultFlag: true },
				{ type: { id: 2 }, value: '555-0100', defaultFlag: true },
			];
			return (await http.post('/company/contacts', { firstName: 'Ada', company: { id: 1 }, communicationItems })).data;
		};
		const shown = (contact: Answered): unknown[] =>
			contact.communicationItems.map((item: Answered) => [item.value, item.defaultFlag]);

		it('are patched by index: replace, add, remove', async () => {
			const { id, communicationItems } = await newContact();
			const { data } = await patch(
				`/company/contacts/${id}`,
				replace('/communicationItems/0/value', 'b@x.example'),
				{ op: 'add', path: '/communicationItems/2', value: { type: { id: '3' }, value: '555-0199' } },
				{ op: 'remove', path: '/communicationItems/1' },
			);
			expect(shown(data)).toEqual([
				['b@x.example', true],
				['555-0199', false],
			]);
			expect(data.communicationItems[0].id).toBe(communicationItems[0].id);
		});

		it('let the newest default win, wherever it stands', async () => {
			const { id } = await newContact();
			const first = { type: { id: 5 }, value: 'private@x.example', defaultFlag: true };
			const { data } = await patch(`/company/contacts/${id}`, {
				op: 'add',
				path: '/communicationItems/0',
				value: first,
			});
			expect(shown(data)).toEqual([
				['private@x.example', true],
				['a@x.example', false],
				['555-0100', true],
			]);
		});

		it('refuse an index that is not there', async () => {
			const { id } = await newContact();
			expect((await patch(`/company/contacts/${id}`, replace('communicationItems/7/value', 'x'))).status).toBe(400);
		});
	});

	it('clears by PUT what the body leaves out', async () => {
		const ticket = await newTicket({ poNumber: 'PO-1', externalXRef: 'A' });
		const body = { summary: 'y', company: { id: 1 }, status: { name: 'Assigned' } };
		const { status, data } = await http.put(`/service/tickets/${ticket.id}`, body);
		expect(status).toBe(200);
		expect(data).toMatchObject({ id: ticket.id, summary: 'y', status: { name: 'Assigned' } });
		expect(data).not.toHaveProperty('poNumber');
		expect(data).not.toHaveProperty('externalXRef');
		expect(data._info.dateEntered).toBe(ticket._info.dateEntered);
	});

	it('deletes a ticket with its notes; afterwards it is 404', async () => {
		const { id } = await newTicket({ initialDescription: 'x' });
		expect((await http.delete(`/service/tickets/${id}`)).status).toBe(204);
		const { status, data } = await http.get(`/service/tickets/${id}`);
		expect({ status, data }).toEqual({ status: 404, data: { code: 'NotFound', message: `Ticket ${id} not found` } });
		expect(simulator.control.records('notes').some((note) => note.ticketId === id)).toBe(false);
		expect((await http.delete(`/service/tickets/${id}`)).status).toBe(404);
	});

	it('does not delete a company that contacts or tickets refer to', async () => {
		expect((await http.delete('/company/companies/1')).status).toBe(400);
		const created = await http.post('/company/companies', { identifier: 'Gone', name: 'Gone', site: { name: 'Main' } });
		expect((await http.delete(`/company/companies/${created.data.id}`)).status).toBe(204);
	});

	it('shows a renamed company under its new name in its tickets', async () => {
		const { id } = await newTicket({ company: { id: 3 } });
		await patch('/company/companies/3', replace('name', 'Castellan & Partners'));
		expect((await http.get(`/service/tickets/${id}`)).data.company.name).toBe('Castellan & Partners');
	});

	it('keeps the identifier of a company unique when it changes, and lets it keep its own', async () => {
		expect((await patch('/company/companies/3', replace('identifier', 'Northwind'))).status).toBe(400);
		expect((await patch('/company/companies/3', replace('identifier', 'CASTELLANLAW'))).status).toBe(200);
	});
});
