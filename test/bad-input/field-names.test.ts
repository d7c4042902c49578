import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPlatformConnector } from '../../sync/connectors/platform';
import type { Connector } from '../../sync/connectors/connector';
import { emptyRecord } from '../../sync/model/record';

/* A platform may call a custom field whatever it likes: the name is a name, on the way in and on the way out. */

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'a/b', ''] as const;
/** As text: in a literal `__proto__` would be no key. */
const RECORD = `{"id":"tk-1","title":"Ticket","updatedAt":"2026-03-02T09:00:00Z","customFields":{${NAMES.map(
	(name, index) => `${JSON.stringify(name)}:"v${index}"`,
).join(',')}}}`;

let server: Server;
let url: string;
let bodies: string[];
beforeEach(async () => {
	bodies = [];
	server = createServer((request, response) => {
		let body = '';
		request.on('data', (chunk) => (body += String(chunk)));
		request.on('end', () => {
			if (body !== '') bodies.push(body);
			response.setHeader('content-type', 'application/json');
			response.end(
				request.url?.includes('/changes') ? `{"items":[${RECORD}],"nextCursor":"c1","hasMore":false}` : RECORD,
			);
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
	server.closeAllConnections();
	await new Promise((closed) => server.close(closed));
});

const connector = (fieldNames = {}): Connector =>
	createPlatformConnector({ baseUrl: url, apiKey: 'key', otherSystem: 'connectwise', fieldNames });

describe.each([
	['that keeps the contract', {}],
	['whose fields are named otherwise', { ticket: { title: 'subject' } }],
])('a platform %s', (_what, fieldNames) => {
	test.each(NAMES)('shows its custom field %j', async (name) => {
		const { rows } = await connector(fieldNames).changes('ticket', null, 10);
		const { record } = rows[0] ?? { record: {} };
		expect(Object.hasOwn(record, `customFields/${name}`)).toBe(true);
		expect(record[`customFields/${name}`]).toBe(`v${NAMES.indexOf(name)}`);
	});

	test.each(NAMES)('is given its custom field %j, and nothing else changes', async (name) => {
		const platform = connector(fieldNames);
		const current = (await platform.read('ticket', ['tk-1'])).get('tk-1');
		if (!current) throw new Error('The platform shows no ticket.');
		const changes = emptyRecord();
		changes[`customFields/${name}`] = 'new';
		await platform.update('ticket', current, changes);
		expect(bodies).toEqual([`{"customFields":{${JSON.stringify(name)}:"new"}}`]);
		expect(({} as Record<string, unknown>).new).toBeUndefined();
	});
});
