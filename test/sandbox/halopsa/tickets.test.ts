import type { AxiosInstance } from 'axios';
import type { HaloPsaSimulator } from '../../../sandbox/halopsa';
import { type Answered, startRecorded } from './simulator';

let simulator: HaloPsaSimulator;
let http: AxiosInstance;

beforeAll(async () => ({ simulator, http } = await startRecorded('tickets')));
beforeEach(() => simulator.control.reset());
afterAll(() => simulator.close());

const post = async (path: string, record: object): Promise<Answered> => {
	const { status, data } = await http.post(path, [record]);
	expect({ status, data }).toEqual({ status: 201, data: expect.anything() });
	return data;
};
const read = async (id: number): Promise<Answered> => (await http.get(`/Tickets/${id}`)).data;

describe('a ticket', () => {
	it('belongs to a user’s site and client, to a site’s client, or to a client’s main site', async () => {
		expect(await post('/Tickets', { summary: 'x', user_id: 5 })).toMatchObject({
			user_id: 5,
			site_id: 2,
			client_id: 2,
		});
		expect(await post('/Tickets', { summary: 'x', site_id: 3 })).toMatchObject({
			user_id: 0,
			site_id: 3,
			client_id: 3,
		});
		expect(await post('/Tickets', { summary: 'x', client_id: 4 })).toMatchObject({
			user_id: 0,
			site_id: 4,
			client_id: 4,
		});
		expect(await post('/Tickets', { summary: 'x' })).toMatchObject({
			user_id: 0,
			site_id: 0,
			client_id: 0,
			client_name: '',
		});
	});

	it('loses its user when it moves to another client, and keeps them otherwise', async () => {
		const { id } = await post('/Tickets', { summary: 'x', user_id: 5 });
		expect(await post('/Tickets', { id, summary: 'y', client_id: 2 })).toMatchObject({ user_id: 5 });
		expect(await post('/Tickets', { id, client_id: 3 })).toMatchObject({ user_id: 0, client_id: 3, site_id: 3 });
	});

	it('gets status, SLA, priority and team of its type where it says none', async () => {
		expect(await post('/Tickets', { summary: 'x', tickettype_id: 4 })).toMatchObject({
			status_id: 1,
			sla_id: 2,
			priority_id: 2,
			team: 'Alerts',
			agent_id: 1,
		});
	});

	it.each([
		[{ details: 'x' }, 'Summary'],
		[{ summary: 'x', status_id: 999 }, 'Status'],
		[{ summary: 'x', tickettype_id: 999 }, 'Ticket Type'],
		[{ summary: 'x', priority_id: 9 }, 'Priority'],
		[{ summary: 'x', tickettype_id: 4, priority_id: 4 }, 'Priority'],
		[{ summary: 'x', agent_id: 999 }, 'Agent'],
		[{ summary: 'x', client_id: 999 }, 'Customer'],
		[{ summary: 'x', user_id: 999 }, 'User'],
		[{ summary: 'x', team: 'Nobody' }, 'Team'],
	])('is refused as %p, naming the %s', async (record, named) => {
		const { status, data } = await http.post('/Tickets', [record]);
		expect({ status, data }).toMatchObject({ status: 400, data: { Message: expect.stringContaining(named) } });
		expect(simulator.control.records('Tickets')).toHaveLength(60);
	});

	it('has a date of closure only while it is closed', async () => {
		const { id } = await post('/Tickets', { summary: 'x', client_id: 1 });
		expect(await post('/Tickets', { id, status_id: 9 })).toMatchObject({
			hasbeenclosed: true,
			dateclosed: expect.stringMatching(/Z$/),
		});
		expect(await read(id)).toHaveProperty('dateclosed');
		await post('/Tickets', { id, status_id: 2 });
		expect(await read(id)).not.toHaveProperty('dateclosed');
		expect(await read(id)).toMatchObject({ hasbeenclosed: true });
	});

	it('keeps its description as text and as HTML', async () => {
		const written = await post('/Tickets', { summary: 'x', details: 'a < b\nc' });
		expect(written).toMatchObject({ details: 'a < b\nc', details_html: 'a &lt; b<br>c' });
		const html = await post('/Tickets', { id: written.id, details_html: '<p>one</p><p>two &amp; <b>three</b></p>' });
		expect(html.details).toBe('one\ntwo & three');
	});

	it('keeps references of other systems, which no list shows', async () => {
		const { id } = await post('/Tickets', { summary: 'x', third_party_id: 12, third_party_id_string: 'cw-12' });
		expect(await read(id)).toMatchObject({ third_party_id: 12, third_party_id_string: 'cw-12' });
	});

	it('is only marked when it is deleted: gone from lists, there by its id, found among the deleted', async () => {
		expect(await http.delete('/Tickets/7')).toMatchObject({ status: 200, data: { id: 7, deleted: true } });
		const listed = async (params: object): Promise<number[]> =>
			(await http.get('/Tickets', { params })).data.tickets.map(({ id }: Answered) => id);
		expect(await listed({})).not.toContain(7);
		expect(await listed({ ticketids: '7' })).toEqual([]);
		expect(await listed({ deleted: true })).toEqual([7]);
		expect(await read(7)).toMatchObject({ id: 7, deleted: true });
	});
});

describe('actions', () => {
	const actionsOf = async (ticket_id: number, params: object = {}): Promise<Answered[]> =>
		(await http.get('/Actions', { params: { ticket_id, ...params } })).data.actions;

	it('count from 1 within their ticket, the system’s own first', async () => {
		const { id } = await post('/Tickets', { summary: 'x', client_id: 1 });
		const [first] = await actionsOf(id);
		expect(first).toMatchObject({ id: 1, ticket_id: id, outcome: 'Rule Applied', who: 'System', who_agentid: 0 });
		expect(await post('/Actions', { ticket_id: id, outcome: 'Note', note: 'hello' })).toMatchObject({
			id: 2,
			ticket_id: id,
		});
		expect(await actionsOf(id, { excludesys: true })).toMatchObject([{ id: 2, note: 'hello' }]);
		const withHtml = await actionsOf(id, { excludesys: true, includehtmlnote: true });
		expect(withHtml).toMatchObject([{ id: 2, note: 'hello', note_html: 'hello' }]);
		expect((await http.get('/Actions/2', { params: { ticket_id: id } })).data).toMatchObject({ note: 'hello' });
		expect((await http.get('/Actions/2')).status).toBe(404);
	});

	it('have no pages, only a count', async () => {
		for (let i = 0; i < 4; i++) await post('/Actions', { ticket_id: 1, outcome: 'Note', note: String(i) });
		expect(await actionsOf(1, { count: 2 })).toMatchObject([{ note: '3' }, { note: '2' }]);
	});

	it('are changed by their number and their ticket’s together', async () => {
		const { id } = await post('/Actions', { ticket_id: 1, outcome: 'Note', note: 'a' });
		expect(await post('/Actions', { ticket_id: 1, id, note: 'b' })).toMatchObject({ id, note: 'b', note_html: 'b' });
		expect((await http.post('/Actions', [{ ticket_id: 2, id: 77, note: 'c' }])).status).toBe(404);
	});

	it('change the status and the time of their ticket, and date it', async () => {
		simulator.control.clock.set({ frozenAt: '2026-04-01T08:00:00Z' });
		await post('/Actions', { ticket_id: 60, outcome_id: 5, note: 'done', timetaken: 0.25 });
		const ticket = await read(60);
		expect(ticket).toMatchObject({
			status_id: 9,
			dateclosed: '2026-04-01T08:00:00',
			lastactiondate: '2026-04-01T08:00:00',
		});
		expect(ticket.last_update).toBe('2026-04-01T08:00:00');
		const [action] = await actionsOf(60);
		expect(action).toMatchObject({ outcome: 'Close Ticket', old_status: 2, new_status: 9, timetaken: 0.25 });
	});

	it('are hidden from users where they say so, or their outcome does', async () => {
		await post('/Actions', { ticket_id: 1, outcome: 'Note', note: 'secret', hiddenfromuser: true });
		expect(await post('/Actions', { ticket_id: 1, outcome_id: 1, note: 'quiet' })).toMatchObject({
			hiddenfromuser: true,
		});
		const notes = (await actionsOf(1, { excludeprivate: true })).map(({ note }) => note);
		expect(notes).not.toEqual(expect.arrayContaining(['secret']));
	});

	it.each([
		['without an outcome', { note: 'x' }],
		['with one that the workflow does not offer', { note: 'x', outcome_id: 999 }],
	])('are refused %s, without a word', async (_what, record) => {
		expect(await http.post('/Actions', [{ ticket_id: 1, ...record }])).toMatchObject({ status: 400, data: '' });
	});

	it('need a ticket', async () => {
		const { status, data } = await http.post('/Actions', [{ ticket_id: 999, outcome: 'Note' }]);
		expect({ status, data }).toMatchObject({ status: 400, data: { ClassName: 'System.Exception' } });
	});
});

describe('look-ups', () => {
	const list = async (path: string, params: object = {}): Promise<Answered[]> =>
		(await http.get(path, { params })).data;

	it('offers each ticket type its own statuses', async () => {
		const names = async (tickettype_id: number): Promise<string[]> =>
			(await list('/Status', { tickettype_id })).map(({ name }) => name);
		expect(await names(1)).toContain('With User');
		expect(await names(4)).toEqual(['New', 'In Progress', 'Closed', 'Acknowledged']);
		expect((await list('/Status', { tickettype_id: 4, excludeclosed: true })).map(({ id }) => id)).not.toContain(9);
	});

	it('offers each SLA its own priorities, by priorityid; id is something else', async () => {
		const priorities = await list('/Priority', { slaid: 2 });
		expect(priorities.map(({ priorityid, name }) => [priorityid, name])).toEqual([
			[1, 'Outage'],
			[2, 'Warning'],
			[3, 'Information'],
		]);
		const [{ id }] = priorities;
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
		expect((await http.get(`/Priority/${String(id)}`)).data).toMatchObject({ priorityid: 1, slaid: 2 });
		expect(await list('/Priority')).toHaveLength(7);
	});

	it('defines custom fields, with the values of a select field where they are asked for', async () => {
		const fields = await list('/FieldInfo', { includevalues: true });
		const cause = fields.find(({ name }) => name === 'CFrootCause');
		expect(cause).toMatchObject({ type: 2, usage: 1, custom: 1, label: 'Root Cause' });
		expect(cause?.values).toMatchObject([{ id: 1, name: 'Hardware' }, {}, {}, {}]);
		expect((await list('/FieldInfo')).every((field) => !('values' in field))).toBe(true);
		expect((await http.get(`/FieldInfo/${String(cause?.id)}`, { params: { includedetails: true } })).data).toEqual(
			cause,
		);
		expect(await list('/Lookup', { lookupid: cause?.lookup })).toMatchObject([{ id: 1, name: 'Hardware' }, {}, {}, {}]);
	});

	it('lists agents without the one that stands for nobody, and tells who the application is', async () => {
		const agents = await list('/Agent');
		expect(agents.map(({ name }) => name)).not.toContain('Unassigned');
		expect((await list('/Agent', { includeunassigned: true }))[0]).toMatchObject({ id: 1, name: 'Unassigned' });
		expect((await http.get('/Agent/me')).data).toMatchObject({ id: simulator.agent, isapiagent: true });
	});
});
