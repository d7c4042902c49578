import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INode } from 'n8n-workflow';
import { startConnectWise, type ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { runWorkflow, type RunResult } from '../../support/workflow-runner';
import { useStore } from './support';

const NODE = 'Node';
const bench = useStore();
let psa: ConnectWiseSimulator;
let root: string;

beforeEach(async () => {
	psa = await startConnectWise({ seed: { companies: 2, contactsPerCompany: 1, tickets: 3 } });
	root = mkdtempSync(join(tmpdir(), 'psa-sync-retire-'));
	process.env.N8N_RESTRICT_FILE_ACCESS_TO = root;
});
afterEach(async () => {
	delete process.env.N8N_RESTRICT_FILE_ACCESS_TO;
	await psa.close();
	rmSync(root, { recursive: true, force: true });
});

const folder = (): string => join(root, 'export');

/** Runs one node of the package alone. */
async function run(type: 'connectWise' | 'psaSync', parameters: IDataObject): Promise<RunResult> {
	const common = { typeVersion: 1, position: [0, 0] as [number, number] };
	const nodes: INode[] = [
		{ ...common, id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
		{
			...common,
			id: 'node',
			name: NODE,
			type: `n8n-nodes-psa-sync.${type}`,
			parameters: { resource: 'sync', syncKey: 'default', ...parameters } as INode['parameters'],
		},
	];
	return await runWorkflow(
		{ nodes, connections: { Start: { main: [[{ node: NODE, type: 'main', index: 0 }]] } } },
		{ credentials: { psaSyncConnectWiseApi: { environment: 'onPremise', siteUrl: psa.url, ...psa.credentials } } },
	);
}

const items = (result: RunResult): IDataObject[] => {
	if (result.error) throw result.error;
	return result.json(NODE);
};
const exportHistory = async (more: IDataObject = {}): Promise<RunResult> =>
	await run('connectWise', { operation: 'exportHistory', folder: folder(), recordsPerRun: 5000, ...more });
const getChanges = async (): Promise<RunResult> =>
	await run('connectWise', { operation: 'getChanges', entities: ['company', 'ticket'], recordsPerRun: 100 });
const retire = async (retireAction: string, more: IDataObject = {}): Promise<IDataObject[]> =>
	items(await run('psaSync', { operation: 'retire', retireAction, folder: folder(), retiredBy: 'Jane', ...more }));

/** The sync has come to its third phase. */
async function inPhase3(): Promise<void> {
	await getChanges();
	const batch = { sync: 'default', now: Date.now(), pulls: [], changes: [], notices: [] };
	await bench().store.commit({ ...batch, run: { phase: 3, workflow: null } });
}

describe('the end of a PSA', () => {
	it('is an export, a look, a decision, and then no call any more', async () => {
		await inPhase3();
		const [first] = items(await exportHistory({ recordsPerRun: 2 }));
		expect(first).toMatchObject({ done: false, readNow: 2 });
		const [refused] = await retire('retire');
		expect(refused).toMatchObject({ check: 'verdict', state: 'blocks', retired: false, whatToDo: 'Export' });

		const [whole] = items(await exportHistory());
		expect(whole).toMatchObject({ done: true, records: { company: 2, contact: 2, ticket: 3 }, leftToRead: [] });
		const manifest = JSON.parse(readFileSync(join(folder(), 'manifest.json'), 'utf8')) as IDataObject;
		expect(manifest).toMatchObject({
			system: 'connectwise',
			product: expect.stringMatching(/^n8n-nodes-psa-sync \d/) as string,
		});
		expect(JSON.stringify(manifest)).not.toContain(psa.credentials.privateKey);

		expect((await retire('look'))[0]).toMatchObject({ name: 'Ready', retired: false });
		const [verdict, ...checks] = await retire('retire');
		expect(verdict).toMatchObject({ name: 'Retired', state: 'ok', retired: true });
		expect(checks.map(({ check, state }) => [check, state])).toEqual(
			['phase', 'export', 'writes', 'exportAge', 'records', 'files', 'review'].map((check) => [check, 'ok']),
		);

		psa.control.requests.clear();
		const after = await getChanges();
		expect(items(after)).toEqual([]);
		const [task] = after.runs(NODE);
		expect(JSON.stringify(task.hints)).toContain('retired by Jane');
		const exported = await exportHistory();
		expect(exported.error?.message).toContain('was retired by Jane');
		expect(psa.control.requests.entries()).toEqual([]);

		expect((await retire('takeBack'))[0]).toMatchObject({ name: 'Taken back', retired: false });
		expect(items(await getChanges()).length).toBeGreaterThan(0);
	});

	it('goes into no folder that this n8n keeps for itself', async () => {
		const { error } = await exportHistory({ folder: join(tmpdir(), 'elsewhere') });
		expect(error?.message).toContain('N8N_RESTRICT_FILE_ACCESS_TO');
		expect(psa.control.requests.entries()).toEqual([]);
	});
});
