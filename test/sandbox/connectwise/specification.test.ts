import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RESOURCES } from '../../../sandbox/connectwise/resources';
import { type Answered, startRecorded } from './simulator';

const ROOT = join(__dirname, '..', '..', '..');
const CHECKER = join(ROOT, '..', 'shared', 'tools', 'spec-check.mjs');
const run = promisify(execFile);

// The vendor's specification stands beside the project, not in it: without it there is nothing to hold against.
const whereItIs = existsSync(CHECKER) ? describe : describe.skip;

whereItIs('the vendor’s specification (needs ../shared)', () => {
	let started: Awaited<ReturnType<typeof startRecorded>>;

	beforeAll(async () => {
		started = await startRecorded('specification');
	});
	afterAll(() => started.simulator.close());

	it('has every path, parameter and field that the simulator answers', async () => {
		const { simulator, http } = started;
		const reached = async (request: Promise<{ status: number; data: unknown }>): Promise<Answered> => {
			const { status, data } = await request;
			expect({ status, data: status < 300 ? '' : data }).toEqual({ status: expect.any(Number), data: '' });
			return data as Answered;
		};

		const company = await reached(
			http.post('/company/companies', { identifier: 'Spec', name: 'Spec', site: { name: 'Main' } }),
		);
		const contact = await reached(
			http.post('/company/contacts', {
				firstName: 'Ada',
				lastName: 'Byron',
				company: { id: company.id },
				communicationItems: [{ type: { id: 1 }, value: 'ada@x.example', defaultFlag: true }],
				customFields: [{ id: 8, value: true }],
			}),
		);
		const ticket = await reached(
			http.post('/service/tickets', {
				summary: 'x',
				company: { id: company.id },
				contact: { id: contact.id },
				owner: { identifier: 'tchang' },
				initialDescription: 'x',
			}),
		);
		const note = await reached(http.post(`/service/tickets/${ticket.id}/notes`, { text: 'x', resolutionFlag: true }));
		const entry = await reached(
			http.post('/time/entries', {
				chargeToId: ticket.id,
				chargeToType: 'ServiceTicket',
				timeStart: '2026-01-05T09:00:00Z',
				timeEnd: '2026-01-05T10:00:00Z',
			}),
		);
		const callback = await reached(
			http.post('/system/callbacks', {
				url: 'http://127.0.0.1:9/x?recordId=',
				objectId: 1,
				type: 'contact',
				level: 'owner',
			}),
		);

		simulator.control.bill({ entries: [Number(entry.id)] });
		const [{ id: invoice }] = simulator.control.records('invoices');
		simulator.control.creditMemo(Number(invoice), 10);
		simulator.control.reopen(Number(invoice));
		await reached(http.get(`/service/tickets/${ticket.id}/allNotes`));
		for (const { path, table } of RESOURCES) {
			const at = path.replace(
				':parentId',
				path.startsWith('/service/boards') ? '1' : String(path.startsWith('/company') ? company.id : ticket.id),
			);
			const rows = await reached(
				http.get(at, { params: { pageSize: 1000, conditions: 'id > 0', orderBy: 'id desc' } }),
			);
			expect({ table, rows: rows.length > 0 }).toEqual({ table, rows: true });
			await reached(http.get(`${at}/count`));
			await reached(http.get(`${at}/${rows[0].id}`));
			await reached(http.get(at, { params: { pageId: 0 }, headers: { 'pagination-type': 'forward-only' } }));
		}
		await reached(http.get(`/company/contacts/${contact.id}/communications`));
		await reached(http.get('/system/info'));
		await reached(http.post('/service/tickets/search', { conditions: 'id > 0' }));
		await reached(
			http.get('/company/contacts', {
				params: {
					childConditions: 'types/id = 1',
					customFieldConditions: 'caption = "VIP"',
					fields: 'id,company/name',
				},
			}),
		);

		const set = (path: string, value: unknown): object[] => [{ op: 'replace', path, value }];
		await reached(http.patch(`/service/tickets/${ticket.id}`, set('status', { name: '>Closed' })));
		await reached(http.patch(`/company/contacts/${contact.id}`, set('/communicationItems/0/value', 'b@x.example')));
		await reached(http.patch(`/company/companies/${company.id}`, set('customFields', [{ id: 5, value: 'Gold' }])));
		await reached(http.patch(`/service/tickets/${ticket.id}/notes/${note.id}`, set('text', 'y')));
		await reached(http.patch(`/time/entries/${entry.id}`, set('notes', 'y')));
		await reached(http.patch(`/system/callbacks/${callback.id}`, set('inactiveFlag', true)));
		await reached(http.put(`/service/tickets/${ticket.id}`, { summary: 'y', company: { id: company.id } }));
		await reached(http.put(`/company/companies/${company.id}`, { identifier: 'Spec', name: 'Spec 2' }));
		await reached(http.put(`/company/contacts/${contact.id}`, { firstName: 'Ada' }));
		await reached(http.delete(`/time/entries/${entry.id}`));
		await reached(http.delete(`/service/tickets/${ticket.id}/notes/${note.id}`));
		await reached(http.delete(`/service/tickets/${ticket.id}`));
		await reached(http.delete(`/company/contacts/${contact.id}`));
		await reached(http.delete(`/company/companies/${company.id}`));
		await reached(http.delete(`/system/callbacks/${callback.id}`));
		const exchanges = simulator.control.requests.entries().length;
		await simulator.close();

		const { stdout } = await run(process.execPath, [CHECKER, trafficFileOf('specification')], { cwd: ROOT });
		expect(stdout).toContain(`${exchanges} exchanges`);
		expect(stdout).toContain(' 0 findings');
	}, 60_000);
});

/** The file that {@link startRecorded} writes; `trafficFile` would remove it. */
function trafficFileOf(suite: string): string {
	return join(ROOT, 'test', '.traffic', `connectwise-simulator-${suite}.jsonl`);
}
