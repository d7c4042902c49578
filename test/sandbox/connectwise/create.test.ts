import type { AxiosInstance } from 'axios';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { type Answered, startRecorded } from './simulator';

describe('creating records', () => {
	let simulator: ConnectWiseSimulator;
	let http: AxiosInstance;

	beforeAll(async () => ({ simulator, http } = await startRecorded('create')));
	afterAll(() => simulator.close());

	const refusal = async (path: string, body: unknown): Promise<Answered> => {
		const { status, data } = await http.post(path, body);
		return { status, ...data };
	};

	it('answers 201 with the whole ticket: defaults, names of references, who and when', async () => {
		simulator.control.clock.set({ frozenAt: '2026-02-03T04:05:06.789Z' });
		const { status, data } = await http.post('/service/tickets', { summary: 'Scanner offline', company: { id: 2 } });
		simulator.control.clock.set({ frozenAt: null });
		expect(status).toBe(201);
		expect(data).toMatchObject({
			summary: 'Scanner offline',
			recordType: 'ServiceTicket',
			board: { id: 1, name: 'Service Desk' },
			status: { name: 'New', sort: 0 },
			company: { id: 2, identifier: 'Northwind', name: 'Northwind Logistics LLC' },
			site: { name: 'Main' },
			priority: { name: 'Priority 3 - Normal' },
			closedFlag: false,
			_info: {
				lastUpdated: '2026-02-03T04:05:06Z',
				dateEntered: '2026-02-03T04:05:06Z',
				updatedBy: 'psasync',
				enteredBy: 'psasync',
			},
		});
		expect((await http.get(`/service/tickets/${data.id}`)).data).toEqual(data);
	});

	it('leaves unset fields out, and shows every custom field with a value only where it is set', async () => {
		const customFields = [{ caption: 'Impacted Users', value: 12 }];
		const { data } = await http.post('/service/tickets', {
			summary: 'x',
			company: { id: 1 },
			contact: null,
			customFields,
		});
		expect(data).not.toHaveProperty('contact');
		expect(Object.values(data)).not.toContain(null);
		expect(data.customFields.map((f: Answered) => [f.caption, 'value' in f ? f.value : 'absent'])).toEqual([
			['Asset Tag', 'absent'],
			['Root Cause', 'absent'],
			['Impacted Users', 12],
			['Change Approved', 'absent'],
		]);
	});

	it('finds references by name or identifier, statuses on the ticket’s own board', async () => {
		const { data } = await http.post('/service/tickets', {
			summary: 'x',
			company: { identifier: 'oconnell' },
			board: { name: 'Alerts' },
			status: { name: '>Closed' },
			priority: { name: 'Priority 1 - Critical' },
			owner: { identifier: 'tchang' },
		});
		expect(data).toMatchObject({
			company: { name: "O'Connell Construction, Inc." },
			board: { name: 'Alerts' },
			status: { name: '>Closed' },
			closedFlag: true,
			closedBy: 'psasync',
			owner: { name: 'Tessa Chang' },
			resources: 'tchang',
		});
		expect(data.closedDate).toBe(data._info.lastUpdated);
	});

	it('turns the initial texts into notes and answers without them', async () => {
		const { data } = await http.post('/service/tickets', {
			summary: 'x',
			company: { id: 1 },
			initialDescription: 'It smokes.',
			initialInternalAnalysis: 'Old model.',
		});
		expect(data).not.toHaveProperty('initialDescription');
		const notes = (await http.get(`/service/tickets/${data.id}/notes`)).data;
		expect(notes.map((n: Answered) => [n.text, n.detailDescriptionFlag, n.internalAnalysisFlag])).toEqual([
			['It smokes.', true, false],
			['Old model.', false, true],
		]);
	});

	it('copies how to reach the contact into the ticket', async () => {
		const contact = simulator.control.record('contacts', 1) as Answered;
		const { data } = await http.post('/service/tickets', { summary: 'x', company: { id: 1 }, contact: { id: 1 } });
		expect(data).toMatchObject({
			contactName: `${contact.firstName} ${contact.lastName}`,
			contactEmailAddress: contact.communicationItems[0].value,
			contactPhoneNumber: contact.communicationItems[1].value,
		});
	});

	it('wants a site for a company, and makes it', async () => {
		const company = { identifier: 'NewCo', name: 'New Company' };
		expect(await refusal('/company/companies', company)).toMatchObject({
			status: 400,
			code: 'InvalidObject',
			message: 'company object is invalid',
			errors: [{ code: 'MissingRequiredField', resource: 'company', field: 'site' }],
		});
		const { status, data } = await http.post('/company/companies', { ...company, site: { name: 'Head Office' } });
		expect(status).toBe(201);
		expect(data).toMatchObject({ identifier: 'NewCo', status: { name: 'Active' }, site: { name: 'Head Office' } });
		const sites = (await http.get(`/company/companies/${data.id}/sites`)).data;
		expect(sites).toMatchObject([{ id: data.site.id, name: 'Head Office' }]);
	});

	it('keeps company identifiers unique, whatever their case', async () => {
		const twin = { identifier: 'NORTHWIND', name: 'Twin', site: { name: 'Main' } };
		expect(await refusal('/company/companies', twin)).toMatchObject({
			status: 400,
			errors: [{ code: 'ObjectExists', field: 'identifier' }],
		});
	});

	it('wants a type for each communication item, and derives medium and domain', async () => {
		const contact = { firstName: 'Ada', lastName: 'Byron', company: { id: 1 } };
		const items = [{ value: 'ada@x.example' }];
		expect(await refusal('/company/contacts', { ...contact, communicationItems: items })).toMatchObject({
			status: 400,
			errors: [{ code: 'MissingRequiredField', field: 'communicationItems/type/id' }],
		});
		const typed = [
			{ type: { id: 1 }, value: 'ada@x.example', defaultFlag: true },
			{ type: { id: 2 }, value: '555-0100', extension: '7', defaultFlag: true },
		];
		const { data } = await http.post('/company/contacts', { ...contact, communicationItems: typed });
		expect(data).toMatchObject({
			defaultPhoneType: 'Direct',
			defaultPhoneNbr: '555-0100',
			defaultPhoneExtension: '7',
			communicationItems: [
				{ type: { id: 1, name: 'Email' }, communicationType: 'Email', domain: '@x.example' },
				{ type: { name: 'Direct' }, communicationType: 'Phone' },
			],
		});
		expect((await http.get(`/company/contacts/${data.id}/communications`)).data).toEqual(data.communicationItems);
	});

	it('lists every problem of a record at once', async () => {
		const { status, errors } = await refusal('/service/tickets', {
			summary: 'x'.repeat(101),
			board: { id: 99 },
			externalXRef: 'y'.repeat(101),
		});
		expect(status).toBe(400);
		expect(errors.map((e: Answered) => [e.code, e.field])).toEqual([
			['MaxLengthField', 'summary'],
			['NotFound', 'board/id'],
			['MaxLengthField', 'externalXRef'],
			['MissingRequiredField', 'company'],
		]);
	});

	it.each([
		[
			'a ticket of an unknown company',
			'/service/tickets',
			{ summary: 'x', company: { identifier: 'Nobody' } },
			'NotFound',
			'company/identifier',
		],
		[
			'a status of another board',
			'/service/tickets',
			{ summary: 'x', company: { id: 1 }, status: { id: 17 } },
			'NotFound',
			'status/id',
		],
		['a blank summary', '/service/tickets', { summary: '', company: { id: 1 } }, 'MissingRequiredField', 'summary'],
		[
			'a fraction of a second',
			'/service/tickets',
			{ summary: 'x', company: { id: 1 }, requiredDate: '2026-01-01T00:00:00.5Z' },
			'InvalidField',
			'requiredDate',
		],
		[
			'an identifier of 31 characters',
			'/company/companies',
			{ identifier: 'x'.repeat(31), name: 'x', site: { name: 'x' } },
			'MaxLengthField',
			'identifier',
		],
		['a contact without a first name', '/company/contacts', { lastName: 'x' }, 'MissingRequiredField', 'firstName'],
		[
			'an unknown custom field',
			'/service/tickets',
			{ summary: 'x', company: { id: 1 }, customFields: [{ id: 99, value: 1 }] },
			'NotFound',
			'customFields',
		],
		[
			'an option that a custom field lacks',
			'/service/tickets',
			{ summary: 'x', company: { id: 1 }, customFields: [{ id: 2, value: 'Aliens' }] },
			'InvalidField',
			'customFields',
		],
		[
			'a time entry of no ticket',
			'/time/entries',
			{ chargeToId: 99999, chargeToType: 'ServiceTicket', timeStart: '2026-01-05T09:00:00Z' },
			'NotFound',
			'chargeToId',
		],
		[
			'a time entry without a start',
			'/time/entries',
			{ chargeToId: 1, chargeToType: 'ServiceTicket' },
			'MissingRequiredField',
			'timeStart',
		],
	])('refuses %s', async (_what, path, body, code, field) => {
		const answered = await refusal(path, body);
		expect(answered).toMatchObject({ status: 400, code: 'InvalidObject' });
		expect(answered.errors).toEqual([{ code, field, resource: expect.any(String), message: expect.any(String) }]);
	});

	it('words a status that is not on the board as live systems do', async () => {
		const { errors } = await refusal('/service/tickets', { summary: 'x', company: { id: 1 }, status: { id: 17 } });
		expect(errors[0].message).toBe('Service Status 17 not found for Service Board 1');
	});

	it('refuses a field that the model does not have', async () => {
		const answered = await refusal('/service/tickets', { summary: 'x', company: { id: 1 }, enteredBy: 'me' });
		expect(answered).toMatchObject({ status: 400, code: 'ConnectWiseApi' });
		expect(answered.message).toContain("Could not find member 'enteredBy' on object of type 'Ticket'");
	});

	it.each([
		['text for a reference', { company: 'Northwind' }],
		['a text for a number', { company: { id: 1 }, budgetHours: 'many' }],
		['an object for a text', { company: { id: 1 }, summary: { text: 'x' } }],
		['a value that is none of the listed', { company: { id: 1 }, severity: 'Dreadful' }],
	])('answers 500 “Error converting value” to %s: bad data, not to be tried again', async (_what, body) => {
		const answered = await refusal('/service/tickets', { summary: 'x', ...body });
		expect(answered).toMatchObject({ status: 500, code: 'ConnectWiseApi' });
		expect(answered.message).toContain('Error converting value');
	});

	it.each([
		['no JSON', 'not json'],
		['an array', '[]'],
		['a poisoned prototype', '{"__proto__": {"x": 1}, "summary": "x"}'],
	])('answers 400 in the vendor’s shape to %s', async (_what, body) => {
		const headers = { 'content-type': 'application/json' };
		const { status, data } = await http.post('/service/tickets', body, {
			headers,
			transformRequest: [(sent: string) => sent],
		});
		expect(status).toBe(400);
		expect(data.code).toBe('ConnectWiseApi');
	});

	it('turns line breaks of single-line text into spaces, and keeps them in notes', async () => {
		const { data } = await http.post('/service/tickets', { summary: 'one\r\ntwo\nthree', company: { id: 1 } });
		expect(data.summary).toBe('one two three');
		const note = await http.post(`/service/tickets/${data.id}/notes`, { text: 'one\ntwo', internalAnalysisFlag: true });
		expect(note.data.text).toBe('one\ntwo');
	});

	it('marks notes as live systems do, and stamps their ticket', async () => {
		const { status, data } = await http.post('/service/tickets/1/notes', {
			text: 'Rebooted.',
			detailDescriptionFlag: true,
		});
		expect(status).toBe(201);
		expect(data).toMatchObject({
			ticketId: 1,
			detailDescriptionFlag: true,
			internalAnalysisFlag: false,
			internalFlag: true,
			externalFlag: true,
			member: { identifier: 'psasync' },
			createdBy: 'psasync',
		});
		expect((await http.get('/service/tickets/1')).data._info).toMatchObject({
			lastUpdated: data._info.lastUpdated,
			updatedBy: 'psasync',
		});
		expect((await http.get(`/service/tickets/2/notes/${data.id}`)).status).toBe(404);
	});

	it('counts the hours of a time entry from its ends, and shows its text where it says', async () => {
		const { data } = await http.post('/time/entries', {
			chargeToId: 2,
			chargeToType: 'ServiceTicket',
			timeStart: '2026-01-05T09:00:00Z',
			timeEnd: '2026-01-05T10:30:00Z',
			actualHours: 9,
			notes: 'On site.',
			addToInternalAnalysisFlag: true,
		});
		expect(data).toMatchObject({ actualHours: 1.5, status: 'Open', billableOption: 'Billable', ticket: { id: 2 } });
		const shown = { text: 'On site.', internalAnalysisFlag: true, detailDescriptionFlag: false };
		const all = (await http.get('/service/tickets/2/allNotes')).data;
		expect(all.at(-1)).toMatchObject({ ...shown, id: data.id, noteType: 'TimeEntryNote' });
		const notes = (await http.get('/service/tickets/2/notes')).data as Array<{ text: string }>;
		expect(notes.map(({ text }) => text)).not.toContain('On site.');
		expect((await http.get('/service/tickets/2')).data).toMatchObject({ actualHours: 1.5 });
	});
});
