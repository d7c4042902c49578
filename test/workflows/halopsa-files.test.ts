import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startHaloPsa, type HaloPsaSimulator } from '../../sandbox/halopsa';
import { startPlatform, type RunningPlatform } from '../../sandbox/platform';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { runTemplate, type TemplateRun } from './run-template';
import { TemplateBench } from './template-bench';

const TEMPLATE = resolve(__dirname, '../../templates/phase-1-halopsa.json');
const TRAFFIC = resolve(__dirname, '../.traffic/halopsa-files.jsonl');

/** HaloPSA and the platform, and the phase 1 template as it comes. */
class HaloPsaBench extends TemplateBench {
	private constructor(
		folder: string,
		readonly halopsa: HaloPsaSimulator,
		readonly platform: RunningPlatform,
	) {
		super(folder);
	}

	static async start(): Promise<HaloPsaBench> {
		const folder = TemplateBench.prepare();
		const seed = { companies: 0, contactsPerCompany: 0, tickets: 0 };
		return new HaloPsaBench(folder, await startHaloPsa({ record: TRAFFIC, seed }), await startPlatform());
	}

	protected async closeSystems(): Promise<void> {
		await this.halopsa.close();
		await this.platform.close();
	}

	protected async once(options: TemplateRun): Promise<RunResult> {
		const { credentials, url } = this.halopsa;
		return await runTemplate(
			JSON.parse(readFileSync(TEMPLATE, 'utf8')) as WorkflowJson,
			{
				psaSyncHaloPsaApi: { ...credentials, url, authUrl: '', callsAllowed: 100_000 },
				psaSyncUnifiedPlatformApi: { baseUrl: this.platform.url, apiKey: this.platform.apiKey },
			},
			options,
		);
	}

	writeRequests(): number {
		const psa = this.halopsa.control.requests.entries();
		const writes = psa.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/token')).length;
		return writes + this.platform.control.requests.entries().filter(({ method }) => method !== 'GET').length;
	}
}

let bench: HaloPsaBench;
beforeEach(async () => (bench = await HaloPsaBench.start()));
afterEach(async () => await bench.stop());

test('files arrive once on the other side, byte for byte, for those who saw them before', async () => {
	const { control } = bench.platform;
	const companyId = control.create('company', { name: 'Northwind Dental', phone: '+1 555 010 0000' }).id;
	const ticketId = control.create('ticket', { title: 'Printer is on fire', companyId }).id;
	await bench.settle();
	const [{ id: ticket }] = bench.halopsa.control.records('Tickets');
	const [smoke, invoice] = [Buffer.from('\u0000smoke\uffff'), Buffer.from('{"data":"QUFB"}')];
	bench.halopsa.control.create('Attachment', {
		...{ ticket_id: ticket, filename: 'smoke.png', showforusers: true },
		data_base64: smoke.toString('base64'),
	});
	const sent = control.create('attachment', { ticketId, fileName: 'quote.json', visibility: 'internal' });
	control.upload(sent.id, invoice);
	await bench.settle();
	await bench.settle();

	const there = control.list('attachment');
	expect(there).toMatchObject([
		{ fileName: 'quote.json', visibility: 'internal' },
		{ fileName: 'smoke.png', visibility: 'public', ticketId, size: smoke.length },
	]);
	expect(control.content(there[1].id)).toEqual(smoke);
	expect(bench.halopsa.control.records('Attachment')).toMatchObject([
		{ filename: 'smoke.png', showforusers: true },
		{ filename: 'quote.json', showforusers: false, ticket_id: ticket, data: invoice.toString('base64') },
	]);
});
