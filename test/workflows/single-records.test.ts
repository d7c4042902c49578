import { randomBytes } from 'node:crypto';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import { startConnectWise, type ConnectWiseSimulator } from '../../sandbox/connectwise';
import { startPlatform } from '../../sandbox/platform';
import { runWorkflow } from '../support/workflow-runner';

// Without any sync: nodes that work with single records, one behind the other.

let connectwise: ConnectWiseSimulator;
let platform: Awaited<ReturnType<typeof startPlatform>>;

beforeAll(async () => {
	connectwise = await startConnectWise({ seed: { companies: 1, contactsPerCompany: 1, tickets: 1 } });
	platform = await startPlatform();
});
afterAll(async () => await Promise.all([connectwise.close(), platform.close()]));

const PACKAGE = 'n8n-nodes-psa-sync';
const byId = (value: string | number) => ({ __rl: true, mode: 'id', value: String(value) });

/** A chain of nodes behind a trigger. */
async function chain(steps: ReadonlyArray<readonly [name: string, type: string, parameters: INodeParameters]>) {
	const trigger = ['When Due', 'n8n-nodes-base.scheduleTrigger', {}] as const;
	const all = [trigger, ...steps];
	const nodes = all.map(([name, type, parameters], index): INode => {
		return { id: `${index}`, name, type, typeVersion: 1, position: [index * 200, 0], parameters };
	});
	const connections: IConnections = Object.fromEntries(
		steps.map(([name], index) => [all[index][0], { main: [[{ node: name, type: 'main', index: 0 }]] }]),
	);
	return await runWorkflow(
		{ nodes, connections },
		{
			credentials: {
				psaSyncConnectWiseApi: { environment: 'onPremise', siteUrl: connectwise.url, ...connectwise.credentials },
				psaSyncUnifiedPlatformApi: { baseUrl: platform.url, apiKey: platform.apiKey },
			},
		},
	);
}

test('each file of a ticket goes from one system to the other as n8n’s binary data, for the staff alone', async () => {
	const ticket = Number(connectwise.control.records('tickets')[0].id);
	const files = { 'scan.pdf': randomBytes(40_000), 'empty.txt': Buffer.alloc(0), 'log.txt': randomBytes(3) };
	for (const [name, bytes] of Object.entries(files)) connectwise.control.attach(ticket, name, bytes, true);
	const companyId = platform.control.create('company', { name: 'Northwind', identifier: 'NORTHWIND' }).id;
	const ticketId = platform.control.create('ticket', { title: 'Printer', companyId }).id;
	const result = await chain([
		[
			'Files of the Ticket',
			`${PACKAGE}.connectWise`,
			{ resource: 'attachment', operation: 'getMany', ticketId: byId(ticket), returnAll: true },
		],
		[
			'Download',
			`${PACKAGE}.connectWise`,
			{ resource: 'attachment', operation: 'download', attachmentId: '={{ $json.id }}', binaryPropertyName: 'data' },
		],
		[
			'Upload',
			`${PACKAGE}.unifiedPlatform`,
			{ resource: 'attachment', operation: 'upload', ticketId: byId(ticketId), binaryPropertyName: 'data' },
		],
	]);
	expect(result.error).toBeUndefined();
	const made = platform.control.list('attachment');
	expect(made.map(({ fileName, visibility, externalRefs }) => [fileName, visibility, externalRefs])).toEqual(
		Object.keys(files).map((name) => [name, 'internal', []]),
	);
	expect(made.map(({ id }) => platform.control.content(id)?.toString('hex'))).toEqual(
		Object.values(files).map((bytes) => bytes.toString('hex')),
	);
	expect(result.output('Upload').map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
});
