import { resolve } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { startConnectWise, type ConnectWiseOptions, type ConnectWiseSimulator } from '../../sandbox/connectwise';
import { startPlatform, type PlatformOptions, type RunningPlatform } from '../../sandbox/platform';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { credentialsOf, runPhase1 } from './phase-1';
import type { Given, TemplateRun } from './run-template';
import { TemplateBench, type Changes } from './template-bench';

const TRAFFIC = resolve(__dirname, '../.traffic/connectwise-workflows.jsonl');

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

/** Both systems, a store of its own, and the phase 1 template between them. */
export class Bench extends TemplateBench {
	private constructor(
		folder: string,
		readonly connectwise: ConnectWiseSimulator,
		readonly platform: RunningPlatform,
	) {
		super(folder);
	}

	static async start({ connectwise, platform }: BenchOptions = {}): Promise<Bench> {
		const folder = TemplateBench.prepare();
		return new Bench(
			folder,
			await startConnectWise({
				record: TRAFFIC,
				seed: { companies: 0, contactsPerCompany: 0, tickets: 0 },
				...connectwise,
			}),
			await startPlatform(platform),
		);
	}

	protected async closeSystems(): Promise<void> {
		await this.connectwise.close();
		await this.platform.close();
	}

	/**
	 * One run of the template, however it ends.
	 * @param nodeCredentials what single nodes are given instead, by the name of the node
	 */
	async run(
		changes: Changes = {},
		credentials: Given = {},
		rewire: (template: WorkflowJson) => void = () => undefined,
		nodeCredentials: Readonly<Record<string, Given>> = {},
	): Promise<RunResult> {
		return await this.once({ parameters: changes, credentials, rewire, nodeCredentials });
	}

	protected async once(options: TemplateRun): Promise<RunResult> {
		return await runPhase1(this, options);
	}

	/** What leads to the two systems of this bench. */
	credentials(): Readonly<Record<'psaSyncConnectWiseApi' | 'psaSyncUnifiedPlatformApi', IDataObject>> {
		return credentialsOf(this);
	}

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
