import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connector } from '../../sync/connectors/connector';
import { createConnectWiseConnector } from '../../sync/connectors/connectwise';
import { createPlatformConnector } from '../../sync/connectors/platform';

/* JSON of the right shape but for one record: the error names that record and field, not just "the answer". */

let server: Server;
let url: string;
let answer: unknown;
beforeEach(async () => {
	server = createServer((request, response) => {
		const codebase = request.url?.startsWith('/login/companyinfo') ? { Codebase: 'v4_6_release/' } : undefined;
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify(codebase ?? answer));
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
	server.closeAllConnections();
	await new Promise((closed) => server.close(closed));
});

const platform = (): Connector => createPlatformConnector({ baseUrl: url, apiKey: 'key', otherSystem: 'connectwise' });
const connectwise = (): Connector =>
	createConnectWiseConnector({ site: url, companyId: 'acme', publicKey: 'p', privateKey: 's', clientId: 'c' });

const good = { id: 'tk-1', title: 'Printer is on fire', updatedAt: '2026-03-02T09:00:00Z' };

test.each([
	[
		'a time that is none',
		{ ...good, id: 'tk-7', updatedAt: 'yesterday' },
		/\(ticket tk-7\).*"updatedAt": Not an ISO 8601 time/,
	],
	['custom fields that are a list', { ...good, id: 'tk-8', customFields: [1] }, /\(ticket tk-8\).*"customFields"/],
	['no id', { title: 'Error', message: 'nobody knows' }, /what the contract does not allow: "id"/],
])(
	'the platform, %s: record and field are named, and what the record is called is not taken for an error',
	async (_what, row, told) => {
		answer = { items: [good, row], nextCursor: 'c1', hasMore: false };
		const refused = platform().changes('ticket', null, 10);
		await expect(refused).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' });
		await expect(refused).rejects.toThrow(told);
		await expect(refused).rejects.not.toThrow(/Printer is on fire/);
		await expect(refused).rejects.toThrow(/Nothing was taken from it/);
	},
);

test.each([
	[
		'an id that is no number',
		[
			{ id: 1, summary: 'a' },
			{ id: 'x', summary: 'b' },
		],
		/ConnectWise \(ticket x\).*1\/id/,
	],
	[
		'custom fields that are no list',
		[{ id: 1 }, { id: 7, customFields: 'none' }],
		/ConnectWise \(ticket 7\).*1\/customFields/,
	],
	['an object instead of a list', { id: 7, message: 'a ticket' }, /ConnectWise \(ticket\).*body: Expected array/],
])('ConnectWise, %s: record and field are named', async (_what, rows, told) => {
	answer = rows;
	const refused = connectwise().changes('ticket', null, 10);
	await expect(refused).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' });
	await expect(refused).rejects.toThrow(told);
	await expect(refused).rejects.toThrow(/Nothing was taken from it/);
});
