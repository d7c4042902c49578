import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as models from '../../../sandbox/halopsa/models';
import type { Field, Model } from '../../../sandbox/halopsa/models';
import { RESOURCES } from '../../../sandbox/halopsa/resources';
import { type Answered, startForOneTest, startRecorded } from './simulator';

const ROOT = join(__dirname, '..', '..', '..');
const SHARED = join(ROOT, '..', 'shared');
const CHECKER = join(SHARED, 'tools', 'spec-check.mjs');
const SPECIFICATION = join(SHARED, 'specs', 'halopsa.json');
const RECORDED = join(SHARED, 'fixtures', 'halopsa');
const run = promisify(execFile);

// The vendor's specification stands beside the project, not in it: without it there is nothing to hold against.
const whereItIs = existsSync(CHECKER) ? describe : describe.skip;
const whereTheyAre = existsSync(RECORDED) ? describe : describe.skip;

const TYPES: Readonly<Record<Field['type'], readonly string[]>> = {
	integer: ['integer'],
	decimal: ['number'],
	flag: ['boolean'],
	text: ['string'],
	guid: ['string'],
	date: ['string'],
	customFields: ['array'],
	any: ['array', 'object', 'reference'],
};

const ALL_MODELS = Object.values(models).filter((one): one is Model => 'fields' in one);

whereItIs('the vendor’s specification (needs ../shared)', () => {
	it.each(ALL_MODELS.map((model) => [model.name, model] as const))(
		'has every field of %s, of its type',
		(name, model) => {
			const { properties } = JSON.parse(readFileSync(SPECIFICATION, 'utf8')).components.schemas[name] as Answered;
			const odd = Object.entries(model.fields).flatMap(([field, { type }]) => {
				if (model.unspecified?.includes(field)) return [];
				const known = properties[field] as Answered | undefined;
				const specified = known?.$ref ? 'reference' : String(known?.type);
				return TYPES[type].includes(specified) ? [] : [{ field, type, specified }];
			});
			expect(odd).toEqual([]);
		},
	);

	it('has every path, parameter and field that the simulator answers', async () => {
		const { simulator, http } = await startRecorded('specification');
		const reached = async (request: Promise<{ status: number; data: unknown }>): Promise<Answered> => {
			const { status, data } = await request;
			expect({ status, data: status < 300 ? '' : data }).toEqual({ status: expect.any(Number), data: '' });
			return data as Answered;
		};
		const paged = { pageinate: true, page_size: 5, page_no: 1, order: 'id', orderdesc: true };
		const client = await reached(
			http.post('/Client', [
				{ name: 'Spec', newclient_sitename: 'Here', customfields: [{ id: 5, value: 1 }], _dont_fire_automations: true },
			]),
		);
		const user = await reached(
			http.post('/Users', [
				{ firstname: 'Ada', surname: 'Byron', site_id: client.main_site_id, emailaddress: 'a@x.example' },
			]),
		);
		const ticket = await reached(
			http.post('/Tickets', [
				{
					summary: 'x',
					details: 'y',
					user_id: user.id,
					tickettype_id: 1,
					third_party_id_string: 'x',
					dont_do_rules: true,
				},
			]),
		);
		await reached(http.post('/Actions', [{ ticket_id: ticket.id, outcome: 'Note', note: 'x', timetaken: 0.5 }]));
		await reached(http.post('/Invoice', [{ client_id: client.id, invoice_date: '2026-11-30T00:00:00', total: 12.5 }]));
		const attachment = { ticket_id: ticket.id, filename: 'x.txt', data_base64: 'eA==', showforusers: true };
		const file = await reached(http.post('/Attachment', [attachment]));
		expect(await reached(http.get('/Attachment', { params: { ticket_id: ticket.id } }))).toMatchObject({
			record_count: 1,
		});
		expect(await reached(http.get(`/Attachment/${file.id}`))).toBe('x');
		await reached(http.delete(`/Attachment/${(await reached(http.post('/Attachment', [attachment]))).id}`));
		const webhook = await reached(
			http.post('/Webhook', [{ name: 'x', url: 'http://127.0.0.1:9/x', events: [{ name: 'New Ticket Logged' }] }]),
		);

		for (const { table, list } of RESOURCES) {
			const data = await reached(http.get(`/${table}`));
			const rows = list === undefined ? data : data[list];
			expect({ table, rows: rows.length > 0 }).toEqual({ table, rows: true });
			const params = { includedetails: true, ...(table === 'Actions' ? { ticket_id: rows[0].ticket_id } : {}) };
			if (!['Lookup', 'Team', 'SLA', 'Outcome', 'Category', 'TopLevel'].includes(table))
				await reached(http.get(`/${table}/${rows[0].id}`, { params }));
		}
		const changed = { lastupdatefromdate: '2020-01-01T00:00:00', lastupdatetodate: '2030-01-01T00:00:00' };
		for (const path of ['/Tickets', '/Client', '/Users', '/Site']) {
			await reached(http.get(path, { params: { ...paged, ...changed } }));
		}
		await reached(http.get('/Agent/me'));
		await reached(http.get('/AuthInfo'));
		await reached(http.get('/Webhook'));
		const notification = await reached(http.post('/Notification', [{ webhook_id: webhook.id, eventno: 76 }]));
		await reached(http.get('/Notification', { params: { webhook_id: webhook.id } }));
		await reached(http.delete(`/Notification/${notification.id}`));
		await reached(http.get(`/Webhook/${webhook.id}`));
		await reached(http.post('/Site', [{ id: client.main_site_id, phonenumber: '555' }]));
		await reached(http.post('/Tickets', [{ id: ticket.id, status_id: 9 }]));
		await reached(http.delete(`/Webhook/${webhook.id}`));
		await reached(http.delete(`/Tickets/${ticket.id}`, { params: { reason: 'x' } }));
		await reached(http.delete(`/Users/${(await reached(http.post('/Users', [{ name: 'B', site_id: 1 }]))).id}`));
		await reached(http.delete(`/Client/${(await reached(http.post('/Client', [{ name: 'C' }]))).id}`));
		await simulator.control.webhooks.settled();
		const exchanges = simulator.control.requests.entries({ path: '^/(?!auth/)' }).length;
		await simulator.close();

		const traffic = join(ROOT, 'test', '.traffic', 'halopsa-simulator-specification.jsonl');
		const { stdout } = await run(process.execPath, [CHECKER, traffic], { cwd: ROOT });
		expect(stdout).toContain(`${exchanges} exchanges`);
		expect(stdout).toContain(' 0 findings');
	}, 60_000);
});

whereTheyAre('recorded answers (need ../shared)', () => {
	const start = startForOneTest();
	const recorded = (name: string): Answered => JSON.parse(readFileSync(join(RECORDED, name), 'utf8')) as Answered;
	/** What a value is, as far as a reader can tell. */
	const kind = (value: unknown): string => {
		if (Array.isArray(value)) return 'list';
		if (typeof value !== 'string') return typeof value;
		if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return 'date';
		return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? 'guid' : 'string';
	};

	it.each([
		['ticket-01.json', 'Tickets', (all: Answered) => all],
		['client-01.json', 'Client', (all: Answered) => all],
		['site-01.json', 'Site', (all: Answered) => all],
		['user-01.json', 'Users', (all: Answered) => all],
		['priority-01.json', 'Priority', (all: Answered) => all],
		['ticket-type-01.json', 'TicketType', (all: Answered) => all],
		['action-list-01.json', 'Actions', (all: Answered) => all.actions[0]],
	] as const)('of %s have the same kind of value in every field that both have', async (file, table, pick) => {
		const simulator = await start({ seed: { companies: 2, contactsPerCompany: 2, tickets: 10 } });
		const theirs = pick(recorded(file));
		const ours = simulator.control.records(table);
		const differences = ours.flatMap((record) =>
			Object.keys(record)
				.filter((field) => Object.hasOwn(theirs, field) && record[field] !== '' && theirs[field] !== '')
				.filter((field) => kind(record[field]) !== kind(theirs[field]))
				.map((field) => ({ field, ours: record[field], theirs: theirs[field] })),
		);
		expect(differences).toEqual([]);
		// Enough of it to say so.
		expect(Object.keys(ours[0]).filter((field) => Object.hasOwn(theirs, field)).length).toBeGreaterThan(14);
	});

	it('of custom fields have every key that ours have', async () => {
		const simulator = await start({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
		const [theirs] = recorded('custom-field-list-01.json') as Answered[];
		const [ours] = simulator.control.record('Tickets', 1)?.customfields as Answered[];
		expect(Object.keys(ours).filter((key) => !Object.hasOwn(theirs, key))).toEqual([]);
	});
});
