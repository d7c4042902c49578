import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import type { Connector } from '../../../sync/connectors/connector';
import { createHaloPsaConnector } from '../../../sync/connectors/halopsa';
import type { Entity } from '../../../sync/model/entity';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

describe('apply', () => {
	let simulator: HaloPsaSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 5 });
		connector = createHaloPsaConnector(optionsFor(simulator));
	});
	afterAll(() => simulator.close());

	async function read(entity: Entity, id: string): Promise<NativeRecord> {
		const record = (await connector.read(entity, [id])).get(id);
		if (!record) throw new Error(`no ${entity} ${id}`);
		return record;
	}

	const posted = (path = '') =>
		simulator.control.requests.entries({ method: 'POST', path: `^/${path}` }).map(({ body }) => body);

	describe('update', () => {
		it('sends exactly what changed, in an array, names as ids', async () => {
			simulator.control.edit('Tickets', 1, { tickettype_id: 1, status_id: 1 });
			const before = await read('ticket', '1');
			simulator.control.requests.clear();
			const after = await connector.update('ticket', before, {
				summary: 'New title',
				status_name: 'In Progress',
				deadlinedate: '2026-05-01T10:00:00.750Z',
			});
			expect(posted('Tickets')).toEqual([
				[{ id: 1, summary: 'New title', status_id: 2, deadlinedate: '2026-05-01T10:00:00.750' }],
			]);
			expect(after.record).toMatchObject({ summary: 'New title', status_name: 'In Progress', status_id: 2 });
			expect(after.record).toEqual((await read('ticket', '1')).record);
		});

		it('clears fields, references and times by the values that stand for none', async () => {
			const agent = simulator.control.records('Agent').find(({ name }) => name !== 'Unassigned');
			simulator.control.edit('Tickets', 1, {
				userdef1: 'x',
				deadlinedate: '2026-05-01T10:00:00',
				agent_id: Number(agent?.['id']),
				customfields: [{ name: 'CFassetTag', value: 'A-1' }],
			});
			const before = await read('ticket', '1');
			expect(before.record['agent_name']).toBe(agent?.['name']);
			const cleared = {
				userdef1: null,
				deadlinedate: null,
				agent_name: null,
				user_id: null,
				'customFields/CFassetTag': null,
			};
			const after = await connector.update('ticket', before, cleared);
			expect(after.record).toMatchObject({ ...cleared, agent_id: null });
			expect((await read('ticket', '1')).record).toMatchObject(cleared);
		});

		it('leaves custom fields alone that are not meant', async () => {
			simulator.control.edit('Tickets', 2, { customfields: [{ name: 'CFassetTag', value: 'A-1' }] });
			const other = (await connector.fields('ticket')).find(
				({ custom, type, name }) => custom && type === 'boolean' && name !== 'customFields/CFassetTag',
			);
			if (!other) throw new Error('the sandbox has no check box');
			const after = await connector.update('ticket', await read('ticket', '2'), { [other.name]: true });
			expect(after.record).toMatchObject({ 'customFields/CFassetTag': 'A-1', [other.name]: true });
		});

		it('takes a synonym that the ticket’s type has, and refuses a status that no ticket of it can have', async () => {
			const before = await read('ticket', '1');
			const after = await connector.update(
				'ticket',
				before,
				{ status_name: 'Nonsense' },
				{ synonyms: { status_name: ['Closed'] } },
			);
			expect(after.record['status_name']).toBe('Closed');
			const error = await failureOf(connector.update('ticket', before, { status_name: 'Nonsense' }));
			expect(error.code).toBe('BAD_INPUT');
			expect(error.message).toContain('Closed');
		});

		it('writes a client’s telephone and address to its main site, and loses no line of it', async () => {
			simulator.control.edit('Site', Number(simulator.control.record('Client', 2)?.['main_site_id']), {
				delivery_address: { line1: 'Old Street 1', line3: 'Town', postcode: '12345' },
			});
			const after = await connector.update('company', await read('company', '2'), {
				name: 'Renamed Ltd',
				main_phonenumber: '+1 555 0123',
				'main_delivery_address/line1': 'New Street 2',
			});
			const shown = {
				name: 'Renamed Ltd',
				main_phonenumber: '+1 555 0123',
				'main_delivery_address/line1': 'New Street 2',
				'main_delivery_address/line3': 'Town',
				'main_delivery_address/postcode': '12345',
			};
			expect(after.record).toMatchObject(shown);
		});

		it('leaves a person who was entered with a full name only the other part of it', async () => {
			for (const [part, value, other] of [
				['surname', 'Smith', { firstname: 'Jane' }],
				['firstname', 'Ann', { surname: 'van Doe' }],
			] as const) {
				simulator.control.corrupt('Users', 1, { name: 'Jane van Doe', firstname: '', surname: '' });
				const before = await read('contact', '1');
				expect(before.record).toMatchObject({ firstname: 'Jane', surname: 'van Doe' });
				const after = await connector.update('contact', before, { [part]: value });
				expect(after.record).toMatchObject({ [part]: value, ...other });
			}
			const cleared = await connector.update('contact', await read('contact', '1'), { surname: null });
			expect(cleared.record).toMatchObject({ firstname: 'Ann', surname: null, name: 'Ann' });
		});

		it('moves a person to the main site of another client, and keeps the full name', async () => {
			const before = await read('contact', '1');
			const site = simulator.control.record('Client', 3)?.['main_site_id'];
			const after = await connector.update('contact', before, { client_id: '3', surname: 'Newname' });
			expect(after.record).toMatchObject({ client_id: 3, site_id: site, surname: 'Newname' });
			expect(after.record['name']).toBe(`${String(before.record['firstname'])} Newname`);
		});

		it('refuses what HaloPSA would ignore without a word', async () => {
			const before = await read('ticket', '1');
			expect((await failureOf(connector.update('ticket', before, { sumary: 'x' }))).message).toContain('no field');
			expect((await failureOf(connector.update('ticket', before, { datecreated: 'x' }))).message).toContain(
				'read-only',
			);
			const unknown = await failureOf(connector.update('ticket', before, { 'customFields/CFnope': 'x' }));
			expect(unknown.message).toContain('no custom field');
			expect(posted('Tickets')).toEqual([]);
		});

		it('says that a record is gone', async () => {
			const before = await read('contact', '1');
			simulator.control.edit('Tickets', 1, {});
			for (const ticket of simulator.control.records('Tickets')) {
				if (ticket['user_id'] === 1) simulator.control.edit('Tickets', Number(ticket['id']), { user_id: 0 });
			}
			simulator.control.remove('Users', 1);
			expect((await failureOf(connector.update('contact', before, { title: 'x' }))).code).toBe('NOT_FOUND');
		});

		it('does not say what became of a write whose answer was lost', async () => {
			const before = await read('ticket', '1');
			simulator.control.faults.add({ kind: 'lostResponse', method: 'POST', times: 1, delayMs: 5 });
			const error = await failureOf(connector.update('ticket', before, { summary: 'Landed' }));
			expect(error.subject.uncertain).toBe(true);
			expect((await read('ticket', '1')).record['summary']).toBe('Landed');
		});
	});

	describe('several updates at a time', () => {
		const summaries = () => simulator.control.records('Tickets').map(({ summary }) => summary);
		const current = async () => await Promise.all([1, 2, 3].map((id) => read('ticket', String(id))));

		it('go out in one call, each answered with its own record', async () => {
			const before = await current();
			const after = await Promise.all(
				before.map((one) => connector.update('ticket', one, { summary: `New ${one.id}` })),
			);
			expect(after.map(({ id, record }) => [id, record['summary']])).toEqual(
				[1, 2, 3].map((id) => [String(id), `New ${id}`]),
			);
			expect(posted('Tickets')).toHaveLength(1);
			for (const [index, one] of after.entries()) expect(one.record).toEqual((await current())[index].record);
		});

		it('do not stop each other: one that is refused leaves the others written', async () => {
			const before = await current();
			const changes: FlatRecord[] = [{ summary: 'First' }, { team: 'No such team' }, { summary: 'Third' }];
			const done = await Promise.allSettled(
				before.map((one, index) => connector.update('ticket', one, changes[index])),
			);
			expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
			expect((done[1] as PromiseRejectedResult).reason).toMatchObject({ code: 'REJECTED', subject: { id: '2' } });
			expect(summaries()).toEqual(expect.arrayContaining(['First', 'Third']));
		});

		it('do not fail with one over which the server stumbles without saying why', async () => {
			const before = await current();
			simulator.control.faults.add({ kind: 'serverError', method: 'POST', path: '^/Tickets', times: 1 });
			const done = await Promise.allSettled(
				before.map((one) => connector.update('ticket', one, { summary: `Past it ${one.id}` })),
			);
			expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
			expect(summaries()).toEqual(expect.arrayContaining(['Past it 1', 'Past it 2', 'Past it 3']));
		});

		it('all say that nothing is known of them when their answer is lost', async () => {
			const before = await current();
			simulator.control.faults.add({ kind: 'lostResponse', method: 'POST', times: 1, delayMs: 5 });
			const done = await Promise.allSettled(
				before.map((one) => connector.update('ticket', one, { summary: 'Landed' })),
			);
			for (const one of done)
				expect(one).toMatchObject({ status: 'rejected', reason: { subject: { uncertain: true } } });
			expect(posted('Tickets')).toHaveLength(1);
		});

		it('of one record are two calls', async () => {
			const [one] = await current();
			await Promise.all(['First', 'Second'].map((summary) => connector.update('ticket', one, { summary })));
			expect(posted('Tickets')).toEqual([[{ id: 1, summary: 'First' }], [{ id: 1, summary: 'Second' }]]);
		});
	});

	describe('create', () => {
		it('gives a ticket its reference, type, client and person', async () => {
			const created = await connector.create(
				'ticket',
				{ summary: 'Help', details: 'Lines\nof text', tickettype_name: 'Incident', client_id: '2', user_id: null },
				'PSA-77',
				'key',
			);
			expect(created.record).toMatchObject({
				summary: 'Help',
				details: 'Lines\nof text',
				client_id: 2,
				tickettype_name: 'Incident',
			});
			expect(created.externalIds).toEqual(['PSA-77']);
		});

		it('gives a client its address in the same call', async () => {
			const created = await connector.create(
				'company',
				{ name: 'Fresh Ltd', main_phonenumber: '+1 555 0199', 'main_delivery_address/line1': 'Long Road 4' },
				'9',
				'key',
			);
			expect(created.record).toMatchObject({
				main_phonenumber: '+1 555 0199',
				'main_delivery_address/line1': 'Long Road 4',
			});
			expect(posted()).toHaveLength(1);
		});

		it('puts a person at the main site of their client', async () => {
			const site = simulator.control.record('Client', 2)?.['main_site_id'];
			const created = await connector.create(
				'contact',
				{ firstname: 'Ana', surname: 'Ruiz', client_id: '2', emailaddress: 'ana@ruiz.example' },
				'5',
				'key',
			);
			expect(created.record).toMatchObject({ name: 'Ana Ruiz', client_id: 2, site_id: site });
		});

		it('creates tickets one after the other', async () => {
			await Promise.all(
				[1, 2, 3].map((n) => connector.create('ticket', { summary: `T${n}`, client_id: 1 }, `S${n}`, 'key')),
			);
			const entries = simulator.control.requests.entries({ method: 'POST', path: '^/Tickets' });
			expect(entries).toHaveLength(3);
			for (const [index, { at }] of entries.entries()) {
				if (index > 0) expect(at).toBeGreaterThanOrEqual(entries[index - 1].at + entries[index - 1].ms);
			}
		});

		it('goes on with the next ticket after one that was refused', async () => {
			const [refused, taken] = await Promise.allSettled([
				connector.create('ticket', { summary: 'No such client', client_id: 999 }, 'A', 'key'),
				connector.create('ticket', { summary: 'Good', client_id: 1 }, 'B', 'key'),
			]);
			expect([refused.status, taken.status]).toEqual(['rejected', 'fulfilled']);
		});
	});

	describe('texts', () => {
		it.each(['"quotes" <b>&amp;</b>', '{"__proto__": 1}', "'; DROP TABLE--", 'Ünïcödé 😀 漢字', '[1,2]'])(
			'%s arrives as it is',
			async (text) => {
				const after = await connector.update('ticket', await read('ticket', '1'), { summary: text, details: text });
				expect(after.record).toMatchObject({ summary: text, details: text });
			},
		);
	});
});
