import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { createConnectWiseConnector } from '../../../sync/connectors/connectwise';
import type { Connector } from '../../../sync/connectors/connector';
import type { Entity } from '../../../sync/model/entity';
import type { NativeRecord } from '../../../sync/model/record';
import { failureOf, optionsFor, startRecorded } from './support';

describe('apply', () => {
	let simulator: ConnectWiseSimulator;
	let connector: Connector;

	beforeAll(async () => {
		simulator = await startRecorded();
	});
	beforeEach(() => {
		simulator.control.reset({ companies: 3, contactsPerCompany: 2, tickets: 5 });
		connector = createConnectWiseConnector(optionsFor(simulator));
	});
	afterAll(() => simulator.close());

	async function read(entity: Entity, id: string): Promise<NativeRecord> {
		const record = (await connector.read(entity, [id])).get(id);
		if (!record) throw new Error(`no ${entity} ${id}`);
		return record;
	}

	const writes = (method: string) => simulator.control.requests.entries({ method }).map(({ body }) => body);

	describe('update', () => {
		it('sends exactly what changed, references whole', async () => {
			const before = await read('ticket', '1');
			const after = await connector.update('ticket', before, {
				summary: 'New title',
				'status/name': 'In Progress',
				'board/name': 'Service Desk',
				'priority/id': '2',
				requiredDate: '2026-05-01T10:00:00.750Z',
			});
			expect(writes('PATCH')).toEqual([
				[
					{ op: 'replace', path: 'summary', value: 'New title' },
					{ op: 'replace', path: 'board', value: { name: 'Service Desk' } },
					{ op: 'replace', path: 'status', value: { name: 'In Progress' } },
					{ op: 'replace', path: 'priority', value: { id: 2 } },
					{ op: 'replace', path: 'requiredDate', value: '2026-05-01T10:00:00Z' },
				],
			]);
			expect(after.record).toMatchObject({
				summary: 'New title',
				'status/name': 'In Progress',
				'priority/name': 'Priority 2 - High',
				requiredDate: '2026-05-01T10:00:00Z',
			});
		});

		it('clears fields and references', async () => {
			simulator.control.edit('tickets', 1, { poNumber: 'PO', budgetHours: 3, owner: { id: 1 } });
			const after = await connector.update('ticket', await read('ticket', '1'), {
				poNumber: null,
				budgetHours: null,
				'owner/identifier': null,
			});
			expect(after.record).toMatchObject({ poNumber: null, budgetHours: null, 'owner/identifier': null });
		});

		it('moves a ticket to another board with its status there', async () => {
			const after = await connector.update('ticket', await read('ticket', '1'), {
				'status/name': 'Acknowledged',
				'board/name': 'Alerts',
			});
			expect(after.record).toMatchObject({ 'board/name': 'Alerts', 'status/name': 'Acknowledged' });
		});

		it('keeps the custom fields that are not meant', async () => {
			const all = {
				'customFields/Asset Tag': 'A-1',
				'customFields/Impacted Users': 4,
				'customFields/Change Approved': true,
			};
			const filled = await connector.update('ticket', await read('ticket', '2'), all);
			expect(filled.record).toMatchObject(all);
			const after = await connector.update('ticket', filled, {
				'customFields/Root Cause': 'User',
				'customFields/Asset Tag': null,
			});
			expect(after.record).toMatchObject({ ...all, 'customFields/Asset Tag': null, 'customFields/Root Cause': 'User' });
		});

		it('does not put back a custom field that somebody changed since the record was read', async () => {
			simulator.control.clock.set({ frozenAt: '2026-04-01T10:00:00Z' });
			const before = await connector.update('ticket', await read('ticket', '2'), { 'customFields/Asset Tag': 'A-1' });
			simulator.control.clock.advance(5000);
			simulator.control.edit('tickets', 2, { customFields: [{ caption: 'Asset Tag', value: 'A-2' }] });
			const error = await failureOf(connector.update('ticket', before, { 'customFields/Impacted Users': 9 }));
			expect(error.code).toBe('PRECONDITION');
			expect((await read('ticket', '2')).record['customFields/Asset Tag']).toBe('A-2');
		});

		it('changes the e-mail and phone of a contact and nothing else of its items', async () => {
			simulator.control.edit('contacts', 1, {
				communicationItems: [
					{ type: { id: 3 }, value: '+1 555 0001', defaultFlag: false },
					{ type: { id: 5 }, value: 'private@example.org', defaultFlag: false },
					{ type: { id: 1 }, value: 'work@example.com', defaultFlag: true },
					{ type: { id: 2 }, value: '+1 555 0002', extension: '12', defaultFlag: true },
				],
			});
			const before = await read('contact', '1');
			expect(before.record).toMatchObject({
				email: 'work@example.com',
				phone: '+1 555 0002',
				phoneExtension: '12',
				fax: null,
			});
			const after = await connector.update('contact', before, {
				email: 'new@example.com',
				phoneExtension: null,
				fax: '+1 555 0009',
			});
			expect(after.record).toMatchObject({
				email: 'new@example.com',
				phone: '+1 555 0002',
				phoneExtension: null,
				fax: '+1 555 0009',
			});
			const items = simulator.control.record('contacts', 1)?.['communicationItems'] as Array<{
				value: string;
				defaultFlag: boolean;
			}>;
			expect(items.map(({ value, defaultFlag }) => [value, defaultFlag])).toEqual([
				['+1 555 0001', false],
				['private@example.org', false],
				['new@example.com', true],
				['+1 555 0002', true],
				['+1 555 0009', true],
			]);
		});

		it('makes another address of the contact the default one where it is there already', async () => {
			simulator.control.edit('contacts', 1, {
				communicationItems: [
					{ type: { id: 1 }, value: 'one@example.com', defaultFlag: true },
					{ type: { id: 5 }, value: 'two@example.com', defaultFlag: false },
				],
			});
			const after = await connector.update('contact', await read('contact', '1'), { email: 'two@example.com' });
			expect(after.record['email']).toBe('two@example.com');
			const items = simulator.control.record('contacts', 1)?.['communicationItems'] as Array<{ value: string }>;
			expect(items.map(({ value }) => value)).toEqual(['one@example.com', 'two@example.com']);
		});

		it('removes an address', async () => {
			const after = await connector.update('contact', await read('contact', '1'), { email: null, phone: null });
			expect(after.record).toMatchObject({ email: null, phone: null });
		});

		it('writes nothing for nothing', async () => {
			const before = await read('contact', '1');
			expect(await connector.update('contact', before, {})).toBe(before);
			const same = await connector.update('contact', before, { email: before.record['email'] });
			expect(same.record).toEqual(before.record);
			expect(writes('PATCH')).toEqual([]);
		});

		it.each([
			['no_such_field', 'x', 'is no field of it'],
			['__proto__', 'x', 'is no field of it'],
			['closedFlag', true, 'read-only'],
			['initialDescription', 'x', 'on create only'],
			['requiredDate', 'tomorrow', 'must be a time'],
			['budgetHours', 'many', 'must be a number'],
			['priority/id', '1.5', 'whole number'],
			['customFields/Nobody', 'x', 'no custom field'],
			['customFields/Impacted Users', 'few', 'must be a number'],
		])('refuses %s = %s and says why', async (field, value, reason) => {
			const changes = Object.fromEntries([[field, value]]);
			const error = await failureOf(connector.update('ticket', await read('ticket', '1'), changes));
			expect(error.code).toBe('BAD_INPUT');
			expect(error.message).toContain(field);
			expect(error.message).toContain(reason);
			expect(writes('PATCH')).toEqual([]);
		});

		it('names the field that the vendor rejects', async () => {
			const error = await failureOf(
				connector.update('ticket', await read('ticket', '1'), { summary: 'x'.repeat(101) }),
			);
			expect(error.code).toBe('REJECTED');
			expect(error.subject.field).toBe('summary');
			expect(error.retryable).toBe(false);
		});
	});

	describe('create', () => {
		it('stores the other side’s id in a ticket', async () => {
			const payload = {
				summary: 'Hello',
				'company/id': 1,
				'contact/id': '1',
				'board/name': 'Service Desk',
				'customFields/Asset Tag': 'A-9',
				initialDescription: 'It broke.\nTwice.',
				poNumber: null,
			};
			const created = await connector.create('ticket', payload, 'tkt_42', 'key');
			expect(created.externalIds).toEqual(['tkt_42']);
			expect(created.record).toMatchObject({
				summary: 'Hello',
				'company/id': 1,
				'contact/id': 1,
				'customFields/Asset Tag': 'A-9',
			});
			expect(simulator.control.record('tickets', Number(created.id))).toMatchObject({ externalXRef: 'tkt_42' });
		});

		it('creates a contact with its ways of being reached', async () => {
			const payload = {
				firstName: 'Ada',
				lastName: 'Byron',
				'company/id': 2,
				email: 'ada@example.com',
				phone: '+44 1',
				phoneExtension: '7',
			};
			const created = await connector.create('contact', payload, 'c1', 'key');
			expect(created.record).toMatchObject(payload);
		});

		it('gives a company a site and an identifier of its own', async () => {
			const created = await connector.create('company', { name: 'Müller & Söhne Präzisionstechnik GmbH' }, 'c1', 'key');
			expect(created.record).toMatchObject({ identifier: 'MullerSohnePrazisionstech', 'site/name': 'Main' });
		});

		it('takes the next identifier when a different company has it', async () => {
			simulator.control.create('companies', {
				identifier: 'AcmeDental',
				name: 'Acme D. E. Ntal',
				site: { name: 'Main' },
			});
			const created = await connector.create('company', { name: 'Acme Dental' }, 'c1', 'key');
			expect(created.record['identifier']).toBe('AcmeDental2');
		});

		it('never makes a second company of the same name', async () => {
			await connector.create('company', { name: 'Acme Dental' }, 'c1', 'key');
			const error = await failureOf(connector.create('company', { name: 'Acme Dental' }, 'c1', 'key'));
			expect(error.code).toBe('REJECTED');
			expect(error.message).toContain('link that one');
		});

		it('makes no second company while the first one is not listed yet', async () => {
			simulator.control.set({ indexLagMs: 60_000 });
			await connector.create('company', { name: 'Acme Dental' }, 'c1', 'key');
			const error = await failureOf(connector.create('company', { name: 'Acme Dental' }, 'c1', 'key'));
			expect(error.code).toBe('PRECONDITION');
			expect(simulator.control.records('companies').filter(({ name }) => name === 'Acme Dental')).toHaveLength(1);
		});

		it('passes on that a given identifier is taken', async () => {
			const identifier = String(simulator.control.record('companies', 1)?.['identifier']);
			const error = await failureOf(connector.create('company', { name: 'Other', identifier }, 'c1', 'key'));
			expect(error.code).toBe('REJECTED');
			expect(error.subject.field).toBe('identifier');
		});

		it('says when the outcome is unknown, and then finds the record', async () => {
			simulator.control.faults.add({ kind: 'lostResponse', method: 'POST', delayMs: 0, times: 1 });
			const payload = { summary: 'Once', 'company/id': 1 };
			const error = await failureOf(connector.create('ticket', payload, 'tkt_1', 'key'));
			expect(error.subject.uncertain).toBe(true);
			const [found] = await connector.find('ticket', [{ sourceId: 'tkt_1', targetId: null, payload }]);
			expect(found.map(({ record, rule }) => [record.record['summary'], rule])).toEqual([['Once', 'externalId']]);
		});
	});

	describe('fields', () => {
		it('tells the options and custom fields of this tenant', async () => {
			const fields = await connector.fields('ticket');
			const byName = new Map(fields.map((field) => [field.name, field]));
			expect(byName.get('board/name')?.options?.map(({ value }) => value)).toEqual([
				'Service Desk',
				'Alerts',
				'Projects',
			]);
			expect(byName.get('status/name')?.options?.map(({ value }) => value)).toContain('>Closed');
			expect(byName.get('status/id')?.options?.[0].label).toBe('New (Service Desk)');
			expect(byName.get('priority/name')?.options).toHaveLength(4);
			expect(byName.get('customFields/Root Cause')).toMatchObject({
				type: 'option',
				custom: true,
				options: expect.arrayContaining([{ value: 'User', label: 'User' }]) as unknown,
			});
			expect(byName.get('customFields/Impacted Users')).toMatchObject({ type: 'number' });
			expect(byName.get('customFields/Change Approved')).toMatchObject({ type: 'boolean' });
			expect(byName.has('customFields/VIP')).toBe(false);
		});

		it('tells custom fields where no record exists yet', async () => {
			simulator.control.reset({ companies: 0, contactsPerCompany: 0, tickets: 0 });
			const fields = await connector.fields('contact');
			expect(fields.filter((field) => field.custom).map((field) => field.name)).toEqual([
				'customFields/VIP',
				'customFields/Platform Id',
			]);
		});
	});
});
