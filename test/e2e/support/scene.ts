import { join } from 'node:path';
import type { IDataObject, INodeParameters, IWorkflowSettings } from 'n8n-workflow';
import { startConnectWise, type ConnectWiseSimulator } from '../../../sandbox/connectwise';
import { Both, isWrite } from '../../../sandbox/demo/check/both';
import { installWorkflow } from '../../../sandbox/demo/workflow';
import type { LoggedRequest } from '../../../sandbox/http';
import { startPlatform, type RunningPlatform } from '../../../sandbox/platform';
import { openSqliteStore } from '../../../sync/store/sqlite';
import type { Store } from '../../../sync/store/store';
import type { N8nHost } from '../../support/n8n-host';

const TRAFFIC = join(__dirname, '..', '..', '.traffic', 'connectwise-e2e.jsonl');
const PATIENCE_MS = 60_000;
/** In which a run must begin and have read both systems. */
const RUN_MS = 120_000;
const RESOLVE = 'Resolve Conflicts';

export interface SceneOptions {
	/** Parameters laid over those of the Resolve Conflicts node. */
	readonly resolve?: INodeParameters;
	/** Runs are made to fail. */
	readonly mayFail?: boolean;
	/** Where the store is, if not in n8n's own folder. */
	readonly storeFile?: string;
	/** From the start of a run to the start of the next one that nobody asked for; 1 by default. */
	readonly intervalSeconds?: number;
	/** How long both systems take for every answer at least. */
	readonly latencyMs?: number;
	/** False: what is said to ConnectWise is not kept for the checks against its specification. */
	readonly record?: boolean;
	/** The credentials of both systems. */
	readonly secrets?: { readonly privateKey: string; readonly apiKey: string };
}

/** Two systems of their own, and the phase 1 template between them under a sync key of its own, in a shared n8n. */
export class Scene {
	#workflowId: string | undefined;
	#store: Store | undefined;

	private constructor(
		readonly n8n: N8nHost,
		readonly sync: string,
		readonly connectwise: ConnectWiseSimulator,
		readonly platform: RunningPlatform,
		private readonly options: SceneOptions,
	) {}

	/** Both systems are empty and nothing runs yet. */
	static async prepare(n8n: N8nHost, sync: string, options: SceneOptions = {}): Promise<Scene> {
		const { privateKey, apiKey } = options.secrets ?? {};
		const { latencyMs, record = true } = options;
		const seed = { companies: 0, contactsPerCompany: 0, tickets: 0 };
		const connectwise = await startConnectWise({
			...(record && { record: TRAFFIC }),
			seed,
			latencyMs,
			...(privateKey !== undefined && { privateKey }),
		});
		const platform = await startPlatform({ latencyMs, ...(apiKey !== undefined && { apiKey }) });
		return new Scene(n8n, sync, connectwise, platform, options);
	}

	/** Both systems' clocks go on by so many minutes. */
	passTime(minutes: number): void {
		for (const { control } of [this.connectwise, this.platform]) control.clock.advance(minutes * 60_000);
	}

	/** Imports and publishes the template, with other settings where given: from now on it runs at its interval. */
	async publish(settings?: IWorkflowSettings): Promise<void> {
		const { n8n, sync, options } = this;
		const { resolve, intervalSeconds = 1 } = options;
		const parameters = { [RESOLVE]: { ...resolve } };
		const { id } = await installWorkflow(n8n, this, intervalSeconds, { syncKey: sync, parameters });
		this.#workflowId = id;
		if (settings === undefined) return;
		const { settings: own } = await n8n.client.workflow(id);
		await n8n.client.updateWorkflow(id, { settings: { ...own, ...settings } });
		await n8n.client.publish(id);
	}

	/** Stops the workflow and both systems; fails where a run of it has failed that was not expected to. */
	async stop(): Promise<void> {
		try {
			if (this.#workflowId === undefined) return;
			if (this.n8n.running) {
				await this.n8n.client.unpublish(this.#workflowId);
				if (!this.options.mayFail) expect(await this.failedRuns()).toEqual([]);
			}
			await this.closeStore();
		} finally {
			await this.connectwise.close();
			await this.platform.close();
		}
	}

	get workflowId(): string {
		if (this.#workflowId === undefined) throw new Error('The workflow has not been published yet.');
		return this.#workflowId;
	}

	get storeFile(): string {
		return this.options.storeFile ?? join(this.n8n.userFolder, '.n8n', 'psa-sync', 'sync.sqlite');
	}

	/** The memory of the sync, opened a second time beside n8n: the test reads what n8n writes. */
	async store(): Promise<Store> {
		this.#store ??= await openSqliteStore(this.storeFile);
		return this.#store;
	}

	/** Leaves the store to n8n alone, so that n8n's death is the death of its last user. */
	async closeStore(): Promise<void> {
		await this.#store?.close();
		this.#store = undefined;
	}

	async both(): Promise<Both> {
		return new Both(this, await this.store(), this.sync);
	}

	/** Changes parameters of the Resolve Conflicts node and publishes them, as a person does in the editor. */
	async configure(resolve: INodeParameters): Promise<void> {
		const { client } = this.n8n;
		const { nodes } = await client.workflow(this.workflowId);
		const changed = nodes.map((node) =>
			node.name === RESOLVE ? { ...node, parameters: { ...node.parameters, ...resolve } } : node,
		);
		await client.updateWorkflow(this.workflowId, { nodes: changed });
		await client.publish(this.workflowId);
	}

	/** Resolves when so many more runs have read both systems. */
	async runs(count: number): Promise<void> {
		for (let run = 0; run < count; run++) await this.#read();
	}

	/**
	 * Resolves when a run that began after this call has found nothing to write, and nothing is due any more. The next
	 * run begins a moment later, so that edits made at once are read together.
	 */
	async settle(patienceMs = PATIENCE_MS): Promise<void> {
		const deadline = Date.now() + patienceMs;
		await this.runs(2);
		for (let before = this.writes(); ; before = this.writes()) {
			await this.#read();
			if (this.writes() === before && (await this.#atRest())) return;
			if (Date.now() > deadline) throw new Error(`No rest after ${patienceMs / 1000} s. ${await this.#situation()}`);
		}
	}

	/** Requests to either system that changed a record, the oldest first. */
	writeRequests(): LoggedRequest[] {
		return [this.connectwise, this.platform].flatMap(({ control }) => control.requests.entries().filter(isWrite));
	}

	writes(): number {
		return this.writeRequests().length;
	}

	/** What runs of the workflow ended badly with. */
	async failedRuns(): Promise<string[]> {
		const { client } = this.n8n;
		const failed = (await client.executions(this.workflowId, 100)).filter(({ status }) => status === 'error');
		const details = await Promise.all(failed.slice(0, 5).map(async ({ id }) => await client.execution(id)));
		return details.map(({ id, data }) => `execution ${id}: ${data.resultData.error?.message ?? 'no message'}`);
	}

	/** What a node put out in the newest run that succeeded and kept its data. */
	async lastOutput(node: string): Promise<IDataObject[]> {
		const { client } = this.n8n;
		return await client.until(`an output of ${node}`, async () => {
			const newest = (await client.executions(this.workflowId)).find(({ status }) => status === 'success');
			if (newest === undefined) return undefined;
			const { data } = await client.execution(newest.id);
			return data.resultData.runData[node]?.[0]?.data?.main[0]?.map(({ json }) => json);
		});
	}

	/** Resolves when `condition` holds after a request to either system. */
	async untilAsked(condition: () => boolean): Promise<void> {
		const asked = [this.connectwise, this.platform].map(({ control }) => control.requests.next(condition));
		await Promise.race(asked);
	}

	/**
	 * Resolves when a run that began after this call comes to the end of its reading: the template asks ConnectWise first,
	 * for companies first, and the platform last, for tickets last. A run that has much to read asks for several pages of
	 * them: that the next one has begun is what tells that the one before is over.
	 */
	async #read(): Promise<void> {
		let timer: NodeJS.Timeout | undefined;
		const tooLate = new Promise<never>((_, reject) => {
			timer = setTimeout(() => {
				this.#situation().then(
					(situation) => reject(new Error(`No run within ${RUN_MS / 1000} s. ${situation}`)),
					(error: unknown) => reject(error as Error),
				);
			}, RUN_MS);
		});
		const asked = this.connectwise.control.requests
			.next(({ method, path }) => method === 'GET' && path === '/company/companies')
			.then(async () => await this.platform.control.requests.next(({ path }) => path === '/tickets/changes'));
		try {
			await Promise.race([asked, tooLate]);
		} finally {
			clearTimeout(timer);
		}
	}

	async #atRest(): Promise<boolean> {
		const { writes, revisits } = await (await this.store()).status(this.sync);
		return (writes.pending ?? 0) + (writes.replan ?? 0) + revisits === 0;
	}

	async #situation(): Promise<string> {
		const status = await (await this.store()).status(this.sync);
		const requests = [this.connectwise, this.platform].map(({ control }) =>
			control.requests
				.entries()
				.slice(-8)
				.map(({ method, path, status: code }) => `${method} ${path} ${code}`),
		);
		const failed = this.n8n.running ? await this.failedRuns() : ['n8n is not running'];
		const log = this.n8n.logs.split('\n').slice(-15);
		return JSON.stringify({ status, requests, failed, log }, null, 1);
	}

	// What people do in the two systems.

	/** A client with one contact in ConnectWise. */
	psaClient(name: string, identifier: string): { company: number; contact: number } {
		const { control } = this.connectwise;
		const company = Number(control.create('companies', { name, identifier, site: { name: 'Main' } }).id);
		const contact = control.create('contacts', {
			firstName: 'Nora',
			lastName: 'Winter',
			company: { id: company },
			communicationItems: [{ type: { id: 1 }, value: `nora@${identifier.toLowerCase()}.example`, defaultFlag: true }],
		});
		return { company, contact: Number(contact.id) };
	}

	psaTicket(company: number, summary: string, more: IDataObject = {}): number {
		const fields = { summary, company: { id: company }, board: { name: 'Service Desk' }, ...more };
		return Number(this.connectwise.control.create('tickets', fields).id);
	}

	/** The platform's id of a record of ConnectWise, by the sync's memory; the test holds both records against each other. */
	async counterpart(entity: 'company' | 'contact' | 'ticket', psaId: number): Promise<string> {
		const found = (await (await this.both()).links(entity)).get(String(psaId));
		if (found === undefined) throw new Error(`${entity} ${psaId} of ConnectWise is not linked.`);
		return found;
	}

	psa(id: number): Record<string, unknown> {
		const record = this.connectwise.control.record('tickets', id);
		if (!record) throw new Error(`ConnectWise has no ticket ${id}.`);
		return record;
	}

	ticket(id: string): Record<string, unknown> {
		return this.platform.control.get('ticket', id) as unknown as Record<string, unknown>;
	}
}
