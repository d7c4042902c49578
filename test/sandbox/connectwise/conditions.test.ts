import type { AxiosInstance } from 'axios';
import fc from 'fast-check';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { parseConditions } from '../../../sandbox/connectwise/conditions/parse';
import { VendorError } from '../../../sandbox/connectwise/errors';
import { type Answered, startRecorded } from './simulator';

describe('conditions', () => {
	let simulator: ConnectWiseSimulator;
	let http: AxiosInstance;
	let all: Answered[];

	beforeAll(async () => {
		({ simulator, http } = await startRecorded('conditions'));
		all = simulator.control.records('tickets');
	});
	afterAll(() => simulator.close());

	const tickets = async (conditions: string): Promise<Answered[]> => {
		const { status, data } = await http.get('/service/tickets', { params: { conditions, pageSize: 1000 } });
		expect({ status, conditions, data: status === 200 ? '' : data }).toEqual({ status: 200, conditions, data: '' });
		return data;
	};
	const noon = '2025-11-01T12:00:00Z';

	it.each<[string, (ticket: Answered) => boolean]>([
		['id = 7', (t) => t.id === 7],
		['id != 7', (t) => t.id !== 7],
		['id >= 10 and id < 20', (t) => t.id >= 10 && t.id < 20],
		['id in (3, 5, 999)', (t) => [3, 5].includes(t.id)],
		['id not in (3, 5)', (t) => ![3, 5].includes(t.id)],
		['board/name = "Service Desk"', (t) => t.board.name === 'Service Desk'],
		["board/name = 'Service Desk'", (t) => t.board.name === 'Service Desk'],
		['board/name = "service desk"', (t) => t.board.name === 'Service Desk'],
		['board/name in ("Alerts", "Projects")', (t) => ['Alerts', 'Projects'].includes(t.board.name)],
		['company/identifier = "Northwind"', (t) => t.company.identifier === 'Northwind'],
		['summary contains "printer"', (t) => /printer/i.test(t.summary)],
		['summary not contains "printer"', (t) => !/printer/i.test(t.summary)],
		['summary like "Backup*"', (t) => /^backup/i.test(t.summary)],
		['summary like "*on*:*"', (t) => /on.*:/is.test(t.summary)],
		['summary like "Backup"', () => false],
		['closedFlag = True', (t) => t.closedFlag],
		['closedFlag = false', (t) => !t.closedFlag],
		['contact/id = null', (t) => t.contact === undefined],
		['contact/id != null', (t) => t.contact !== undefined],
		[
			'owner/identifier = "jrivera" or owner/identifier = "tchang"',
			(t) => ['jrivera', 'tchang'].includes(t.owner?.identifier),
		],
		['not (closedFlag = true or board/id = 1)', (t) => !(t.closedFlag || t.board.id === 1)],
		['id = 1 or id = 2 and board/id = 99', (t) => t.id === 1],
		['(id = 1 or id = 2) and board/id = 99', () => false],
		[`lastUpdated > [${noon}]`, (t) => t._info.lastUpdated > noon],
		[`_info/lastUpdated <= [${noon}]`, (t) => t._info.lastUpdated <= noon],
		['_info/updatedBy = "tchang"', (t) => t._info.updatedBy === 'tchang'],
		['priority/sort < 3', (t) => t.priority.sort < 3],
	])('%s', async (conditions, holds) => {
		expect((await tickets(conditions)).map(({ id }) => id)).toEqual(all.filter(holds).map(({ id }) => id));
	});

	it('compares dates at whole seconds, the limit itself included by >=', async () => {
		const { lastUpdated } = all[9]._info;
		expect((await tickets(`lastUpdated >= [${lastUpdated}] and id = 10`)).map(({ id }) => id)).toEqual([10]);
		expect(await tickets(`lastUpdated > [${lastUpdated}] and id = 10`)).toEqual([]);
	});

	it.each([
		'ticket = 1',
		'id',
		'id = ',
		'id = 1 and',
		'id == 1',
		'id = 1 id = 2',
		'(id = 1',
		'id = 1)',
		'summary = "unterminated',
		'summary = unquoted',
		'id = "text"',
		'id contains "1"',
		'summary > 5',
		'lastUpdated > "2025-01-01"',
		'lastUpdated > [2025-01-01T00:00:00.000Z]',
		'lastUpdated > [yesterday]',
		'lastUpdated > [2025-01-01T00:00:00Z',
		'id in ()',
		'board = 1',
		'board/nonsense = 1',
		'company/status/name = "Active"',
		'customFields/value = "x"',
		'summary < null',
		'__proto__ = 1',
		'constructor/name = "x"',
		'id = 1; id = 2',
		`${'('.repeat(500)}id = 1${')'.repeat(500)}`,
	])('answers 400 ApiFindCondition to %s', async (conditions) => {
		const { status, data } = await http.get('/service/tickets', { params: { conditions } });
		expect({ status, code: data.code }).toEqual({ status: 400, code: 'ApiFindCondition' });
		expect(data.errors).toBeUndefined();
	});

	it('words an unknown name as the vendor does', async () => {
		const { data } = await http.get('/service/tickets', { params: { conditions: 'nonsense = 1' } });
		expect(data).toEqual({ code: 'ApiFindCondition', message: 'nonsense is not a recognized name.' });
	});

	it('refuses a list in conditions and points to childConditions', async () => {
		const params = { conditions: 'communicationItems/value = "x"' };
		const { status, data } = await http.get('/company/contacts', { params });
		expect(status).toBe(400);
		expect(data.message).toContain('childConditions');
	});

	it('finds contacts by an e-mail address through childConditions', async () => {
		const [contact] = simulator.control.records('contacts');
		const items = contact.communicationItems as Answered[];
		const childConditions = `communicationItems/value = "${items[0].value}" and communicationItems/communicationType = "Email"`;
		const { data } = await http.get('/company/contacts', { params: { childConditions } });
		expect(data.map(({ id }: Answered) => id)).toEqual([contact.id]);
		const other = childConditions.replace('"Email"', '"Phone"');
		expect((await http.get('/company/contacts', { params: { childConditions: other } })).data).toEqual([]);
	});

	it('finds records by a custom field through customFieldConditions', async () => {
		const tagged = all.filter((t) => t.customFields[0].value === 'SRV-01').map(({ id }) => id);
		expect(tagged.length).toBeGreaterThan(0);
		const params = { customFieldConditions: 'caption = "Asset Tag" AND value = "SRV-01"', pageSize: 1000 };
		const { data } = await http.get('/service/tickets', { params });
		expect(data.map(({ id }: Answered) => id)).toEqual(tagged);
		const unset = { customFieldConditions: 'caption = "Asset Tag" AND value != null' };
		const { count } = (await http.get('/service/tickets/count', { params: unset })).data;
		expect(count).toBe(all.filter((t) => t.customFields[0].value !== undefined).length);
	});

	it('keeps what is inside quotes a value: no text of a record can widen a search', async () => {
		const hostile = [
			'" or id > 0 or summary = "',
			`' or id > 0 or summary = '`,
			'x" or ""="',
			'\\',
			'\\" or id > 0',
			'*',
			'%',
		];
		for (const text of hostile) {
			const escaped = text.replace(/[\\"]/g, '\\$&');
			expect(await tickets(`summary = "${escaped}"`)).toEqual([]);
			const { id } = simulator.control.create('tickets', { summary: text, company: { id: 1 } });
			expect((await tickets(`summary = "${escaped}"`)).map((ticket) => ticket.id)).toEqual([id]);
			simulator.control.remove('tickets', id as number);
		}
	});

	it('shows why quoting matters: unescaped, the same text does widen it', async () => {
		const conditions = `summary = "${'" or id > 0 or summary = "'}"`;
		expect((await tickets(conditions)).length).toBe(all.length);
	});

	it('finds through the index what a full search finds, null included', async () => {
		const { id } = simulator.control.create('tickets', {
			summary: 'x',
			company: { id: 1 },
			externalXRef: 'Platform-7',
		});
		expect((await tickets('externalXRef = "platform-7"')).map((ticket) => ticket.id)).toEqual([id]);
		expect((await tickets('externalXRef = null')).length).toBe(all.length);
		simulator.control.remove('tickets', id as number);
	});

	it('takes conditions that are too long for an address by POST …/search', async () => {
		const conditions = `id in (${Array.from({ length: 3000 }, (_, i) => i + 1).join(',')})`;
		expect((await http.get('/service/tickets', { params: { conditions } })).status).toBe(414);
		const { status, data } = await http.post('/service/tickets/search', { conditions, orderBy: 'id desc' });
		expect(status).toBe(200);
		expect(data[0].id).toBe(all.length);
	});
});

describe('the parser of conditions', () => {
	it('reads back any text that is quoted with backslashes', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('"', "'"), (text, quote) => {
				const escaped = text.replace(/[\\"']/g, '\\$&');
				expect(parseConditions(`summary = ${quote}${escaped}${quote}`)).toMatchObject({
					path: 'summary',
					literal: { type: 'text', value: text },
				});
			}),
		);
	});

	it('either understands a text or refuses it as the vendor does, whatever it is', () => {
		const piece = fc.constantFrom(
			'id',
			'a/b',
			'=',
			'!=',
			'and',
			'or',
			'not',
			'in',
			'(',
			')',
			',',
			'"x"',
			'1',
			'[2025-01-01]',
			'null',
			' ',
			'\\',
			'"',
			'[',
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string(),
					fc.array(piece).map((pieces) => pieces.join(' ')),
				),
				(text) => {
					try {
						parseConditions(text);
					} catch (error) {
						expect(error).toBeInstanceOf(VendorError);
					}
				},
			),
		);
	});
});
