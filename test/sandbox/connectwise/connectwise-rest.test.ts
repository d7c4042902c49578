import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { globalAgent } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { ManageAPI } from 'connectwise-rest';
import { verifyMessage, type CallbackPayload } from 'connectwise-rest/dist/utils/Callback';
import type { ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { startRecorded } from './simulator';

const certificate = (name: string): string =>
	readFileSync(join(__dirname, '..', '..', 'bad-input', 'certificate', `${name}.pem`), 'utf8');

/** The client speaks https only, as the vendor's cloud does: TLS in front of the simulator, bytes passed on as they are. */
async function tlsInFrontOf(port: number): Promise<Server> {
	const server = createTlsServer({ cert: certificate('good'), key: certificate('key') }, (outer) => {
		const inner = connect(port, '127.0.0.1');
		outer.pipe(inner).pipe(outer);
		for (const socket of [outer, inner]) socket.on('error', () => [outer, inner].forEach((one) => one.destroy()));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

describe('the client connectwise-rest, which nobody of this project wrote', () => {
	let simulator: ConnectWiseSimulator;
	let front: Server;
	let manage: ManageAPI;

	/** Prints nothing of what was refused. */
	const clientWith = (credentials: Partial<ConnectWiseSimulator['credentials']> = {}): ManageAPI =>
		new ManageAPI({
			...simulator.credentials,
			...credentials,
			companyUrl: `127.0.0.1:${(front.address() as AddressInfo).port}`,
			logger: () => undefined,
		});

	beforeAll(async () => {
		globalAgent.options.ca = certificate('authority');
		({ simulator } = await startRecorded('connectwise-rest'));
		front = await tlsInFrontOf(simulator.port);
	});
	beforeEach(() => {
		simulator.control.reset();
		manage = clientWith();
	});
	afterAll(async () => {
		delete globalAgent.options.ca;
		await simulator.close();
		front.close();
	});

	const company = async (): Promise<{ id: number }> => {
		const site = { name: 'Main' } as object;
		const made = await manage.CompanyAPI.postCompanyCompanies({ identifier: 'SIRIUS', name: 'Sirius Corp', site });
		return { id: Number(made.id) };
	};

	test('makes, reads, changes and counts companies, contacts and tickets', async () => {
		const { id } = await company();
		const contact = await manage.CompanyAPI.postCompanyContacts({ firstName: 'Zaphod', company: { id } });
		const ticket = await manage.ServiceAPI.postServiceTickets({
			summary: 'It is dark',
			company: { id },
			contact: { id: contact.id },
		});
		const ticketId = Number(ticket.id);
		await manage.ServiceAPI.patchServiceTicketsById(ticketId, [
			// Its types know objects only; the vendor's own examples put texts there.
			{ op: 'replace', path: 'summary', value: 'It is light' as never },
			{ op: 'replace', path: 'priority', value: { name: 'Priority 1 - Critical' } },
		]);
		expect(await manage.ServiceAPI.getServiceTicketsById(ticketId)).toMatchObject({
			summary: 'It is light',
			priority: { name: 'Priority 1 - Critical' },
			company: { id, identifier: 'SIRIUS' },
			contact: { name: 'Zaphod' },
		});
		const conditions = `company/identifier="SIRIUS" and summary contains "light"`;
		expect(await manage.ServiceAPI.getServiceTicketsCount({ conditions })).toEqual({ count: 1 });
		expect(await manage.ServiceAPI.getServiceTickets({ conditions, fields: 'id,summary' })).toEqual([
			{ id: ticketId, summary: 'It is light' },
		]);
		await manage.ServiceAPI.deleteServiceTicketsById(ticketId);
		await expect(manage.ServiceAPI.getServiceTicketsById(ticketId)).rejects.toMatchObject({
			status: 404,
			data: { code: 'NotFound' },
		});
	});

	test('pages through all tickets, each of them once', async () => {
		const there = simulator.control.records('tickets').map(({ id }) => id);
		const tickets = (await manage.paginate(
			manage.ServiceAPI.getServiceTickets.bind(manage.ServiceAPI),
			{ pageSize: 7 },
			{ orderBy: 'id asc' },
		)) as { id: number }[];
		expect(tickets.map(({ id }) => id)).toEqual([...there].sort((a, b) => Number(a) - Number(b)));
	});

	test('writes notes of a ticket and reads them back', async () => {
		const { id } = await company();
		const ticket = Number((await manage.ServiceAPI.postServiceTickets({ summary: 'x', company: { id } })).id);
		await manage.ServiceAPI.postServiceTicketsByParentIdNotes(ticket, { text: 'Seen', internalAnalysisFlag: true });
		expect(await manage.ServiceAPI.getServiceTicketsByParentIdNotes(ticket, {})).toMatchObject([
			{ text: 'Seen', internalAnalysisFlag: true, detailDescriptionFlag: false },
		]);
	});

	test('registers a callback, verifies what it is told with its own code, and takes it back', async () => {
		const listener = createServer();
		const heard = new Promise<{ body: string; signature: unknown }>((resolve) => {
			listener.on('request', (request, response) => {
				const parts: Buffer[] = [];
				request.on('data', (part: Buffer) => parts.push(part));
				request.on('end', () => {
					response.end();
					resolve({ body: Buffer.concat(parts).toString(), signature: request.headers['x-content-signature'] });
				});
			});
		});
		await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
		const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/?recordId=`;
		try {
			const entry = { url, objectId: 1, type: 'ticket', level: 'owner' } as object;
			const { id } = await manage.SystemAPI.postSystemCallbacks(entry as never);
			const [ticket] = simulator.control.records('tickets');
			simulator.control.edit('tickets', Number(ticket.id), { summary: 'Told' });
			const { body, signature } = await heard;
			const payload = JSON.parse(body) as CallbackPayload;
			const key = await fetch(payload.Metadata.key_url).then(async (answer) => (await answer.json()) as object);
			const { signing_key: signingKey } = key as { signing_key: string };
			expect(verifyMessage(payload, String(signature), signingKey)).toBe(true);
			expect(verifyMessage({ ...payload, ID: 4711 }, String(signature), signingKey)).toBe(false);
			await manage.SystemAPI.deleteSystemCallbacksById(Number(id));
			expect(await manage.SystemAPI.getSystemCallbacks({})).toEqual([]);
		} finally {
			await simulator.control.callbacks.settled();
			listener.close();
		}
	});

	test('is told what is wrong with a record, and who may not come in', async () => {
		await expect(manage.ServiceAPI.postServiceTickets({ summary: 'No company' })).rejects.toMatchObject({
			status: 400,
			data: { code: 'InvalidObject' },
		});
		const stranger = clientWith({ privateKey: 'wrong' });
		await expect(stranger.ServiceAPI.getServiceTicketsCount()).rejects.toMatchObject({ status: 401 });
	});
});
