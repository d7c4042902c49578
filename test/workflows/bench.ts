import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { closeStores, openStore } from '../../nodes/shared/store';
import { startConnectWise, type ConnectWiseOptions, type ConnectWiseSimulator } from '../../sandbox/connectwise';
import { startPlatform, type PlatformOptions, type RunningPlatform } from '../../sandbox/platform';
import type { Store } from '../../sync/store/store';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { credentialsOf, runPhase1 } from './phase-1';

const TRAFFIC = resolve(__dirname, '../.traffic/connectwise-workflows.jsonl');

const REAL = [
	'hrtime',
	'nextTick',
	'performance',
	'queueMicrotask',
	'setImmediate',
	'clearImmediate',
	'setInterval',
	'clearInterval',
	'setTimeout',
	'clearTimeout',
] as const;

export const SYNC = 'default';
/** The nodes of the template, by what they do. */
export const NODES = {
	getPsa: 'Get ConnectWise Changes',
	getPlatform: 'Get Platform Changes',
	resolve: 'Resolve Conflicts',
	applyPsa: 'Apply to ConnectWise',
	applyPlatform: 'Apply to Platform',
	tell: 'Tell Your Team',
} as const;

export interface BenchOptions {
	readonly connectwise?: ConnectWiseOptions;
	readonly platform?: PlatformOptions;
}

/** Parameters to lay over those of the template's nodes, by node name. */
export type Changes = Readonly<Record<string, INodeParameters>>;

/** Both systems, a store of its own, and the phase 1 template between them. */
export class Bench {
	private constructor(
		readonly connectwise: ConnectWiseSimulator,
		readonly platform: RunningPlatform,
		private readonly folder: string,
	) {}

	static async start({ connectwise, platform }: BenchOptions = {}): Promise<Bench> {
		// Only the time of day: both systems and the engine read it, and a test moves it on.
		jest.useFakeTimers({ now: new Date('2026-03-02T09:00:00Z'), doNotFake: [...REAL] });
		const folder = mkdtempSync(join(tmpdir(), 'psa-sync-workflow-'));
		process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
		return new Bench(
			await startConnectWise({
				record: TRAFFIC,
				seed: { companies: 0, contactsPerCompany: 0, tickets: 0 },
				...connectwise,
			}),
			await startPlatform(platform),
			folder,
		);
	}

	async stop(): Promise<void> {
		await closeStores();
		await this.connectwise.close();
		await this.platform.close();
		delete process.env.PSA_SYNC_STORE;
		rmSync(this.folder, { recursive: true });
		jest.useRealTimers();
	}

	/** Lets time pass. */
	pass(seconds: number): void {
		jest.setSystemTime(Date.now() + seconds * 1000);
	}

	async store(): Promise<Store> {
		return await openStore();
	}

	/** A minute later, one run of the template. Fails the test where the run failed. */
	async cycle(changes: Changes = {}): Promise<RunResult> {
		this.pass(60);
		const result = await this.run(changes);
		if (result.error) throw result.error;
		expect(result.status).toBe('success');
		return result;
	}

	/**
	 * One run of the template, however it ends.
	 * @param nodeCredentials what single nodes are given instead, by the name of the node
	 */
	async run(
		changes: Changes = {},
		credentials: Readonly<Record<string, IDataObject>> = {},
		rewire: (template: WorkflowJson) => void = () => undefined,
		nodeCredentials: Readonly<Record<string, Readonly<Record<string, IDataObject>>>> = {},
	): Promise<RunResult> {
		return await runPhase1(this, { parameters: changes, credentials, rewire, nodeCredentials });
	}

	/** What leads to the two systems of this bench. */
	credentials(): Readonly<Record<'psaSyncConnectWiseApi' | 'psaSyncUnifiedPlatformApi', IDataObject>> {
		return credentialsOf(this);
	}

	/** Runs until nothing is written any more. @returns the runs that it took */
	async settle(changes: Changes = {}): Promise<number> {
		for (let runs = 1; runs <= 10; runs++) {
			const before = this.writeRequests();
			await this.cycle(changes);
			if (this.writeRequests() === before) return runs;
		}
		throw new Error('The two systems do not come to rest: writes in each of 10 runs.');
	}

	/** Requests to either system's API that change something. */
	writeRequests(): number {
		const writes = [this.connectwise, this.platform].flatMap(({ control }) =>
			control.requests.entries().filter(({ method }) => method !== 'GET'),
		);
		return writes.length;
	}

	/** A company, and in it a contact, on the PSA's side. @returns their ids */
	psaClient(name = 'Northwind Dental', identifier = 'NORTHWIND'): { company: number; contact: number } {
		const { control } = this.connectwise;
		const company = Number(control.create('companies', { name, identifier, site: { name: 'Main' } }).id);
		const contact = Number(
			control.create('contacts', {
				firstName: 'Nora',
				lastName: 'Winter',
				company: { id: company },
				communicationItems: [{ type: { id: 1 }, value: `nora@${identifier.toLowerCase()}.example`, defaultFlag: true }],
			}).id,
		);
		return { company, contact };
	}

	/** A ticket in the PSA. @returns its id */
	psaTicket(company: number, summary: string, more: IDataObject = {}): number {
		const { control } = this.connectwise;
		return Number(
			control.create('tickets', { summary, company: { id: company }, board: { name: 'Service Desk' }, ...more }).id,
		);
	}

	psa(table: 'companies' | 'contacts' | 'tickets', id: number): Record<string, unknown> {
		const record = this.connectwise.control.record(table, id);
		if (!record) throw new Error(`ConnectWise has no record ${id} in ${table}.`);
		return record;
	}

	/** The platform's counterpart of a PSA record. */
	counterpart(entity: 'company' | 'contact' | 'ticket', psaId: number): Record<string, unknown> & { id: string } {
		const found = this.platform.control.list(entity).filter(({ externalRefs }) => hasRef(externalRefs, psaId));
		expect(found).toHaveLength(1);
		return found[0] as unknown as Record<string, unknown> & { id: string };
	}
}

function hasRef(refs: unknown, psaId: number): boolean {
	return JSON.stringify(refs ?? null).includes(`"${psaId}"`);
}
