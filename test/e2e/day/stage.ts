import { resolve, join } from 'node:path';
import type { WorkflowJson } from '../../../sandbox/host';
import type { IDataObject } from 'n8n-workflow';
import { SIDES } from '../../../sync/model/entity';
import { openSqliteStore } from '../../../sync/store/sqlite';
import type { Store } from '../../../sync/store/store';
import { Pair, SYNC, type Linked } from '../../conformance/pair';
import { pairingOf } from '../../conformance/pairings';
import { startHost, type N8nHost } from '../../support/n8n-host';
import { Post } from './post';

/** What is called quiet: no run has begun for so long. */
const QUIET_MS = 4_000;

export interface StageOptions {
	/** From the start of a run to the start of the next one that nobody asked for. */
	readonly intervalSeconds: number;
	/** Fills both systems before the workflow is published. */
	readonly before: (pair: Pair) => void;
}

/** Both systems of a pairing and its template, as it is shipped, in a real n8n of their own. */
export class PairStage {
	#store: Store | undefined;

	private constructor(
		readonly pair: Pair,
		readonly n8n: N8nHost,
		readonly post: Post,
		readonly workflowId: string,
	) {}

	/** @param key of the template */
	static async start(key: string, { intervalSeconds, before }: StageOptions): Promise<PairStage> {
		const stops: (() => Promise<void>)[] = [];
		try {
			const post = await Post.open();
			stops.push(() => post.close());
			const pair = await Pair.start(pairingOf(key), (system) =>
				resolve(__dirname, `../../.traffic/${key}-e2e-${system}.jsonl`),
			);
			stops.push(() => pair.close());
			before(pair);
			const n8n = await startHost({ env: { WEBHOOK_URL: post.url } });
			stops.push(() => n8n.dispose());
			post.target = `${n8n.url}/`;
			const id = await install(n8n, pair, intervalSeconds);
			return new PairStage(pair, n8n, post, id);
		} catch (error) {
			for (const stop of stops.reverse()) await stop();
			throw error;
		}
	}

	async stop(): Promise<void> {
		await this.#store?.close();
		await this.n8n.dispose();
		await this.pair.close();
		await this.post.close();
	}

	/** The memory of the sync, opened a second time beside n8n. */
	async store(): Promise<Store> {
		this.#store ??= await openSqliteStore(join(this.n8n.userFolder, '.n8n', 'psa-sync', 'sync.sqlite'));
		return this.#store;
	}

	/** Resolves when `holds` does. @returns how long it took, milliseconds */
	async until(what: string, holds: () => boolean | Promise<boolean>, patienceMs: number): Promise<number> {
		const startedAt = performance.now();
		try {
			await this.n8n.client.until(what, async () => ((await holds()) ? true : undefined), patienceMs);
		} catch (error) {
			throw new Error(`${(error as Error).message}\n${await this.#situation()}`, { cause: error });
		}
		return performance.now() - startedAt;
	}

	/** Every ticket that is linked. */
	async tickets(): Promise<Linked[]> {
		return await this.pair.links(await this.store(), 'ticket', 'psa', this.pair.psa.people.ids('ticket'));
	}

	/** How many runs have read the platform's tickets so far. */
	runs(): number {
		const { requests, calls } = this.pair.platform;
		return requests.entries().filter(({ method, path }) => calls.list.ticket.includes(`${method} ${path}`)).length;
	}

	/** Resolves when nothing is due and no run has begun for some seconds: the echoes of the last one are over. */
	async quiet(patienceMs = 120_000): Promise<void> {
		const store = await this.store();
		await this.until(
			'quiet',
			async () => {
				const before = this.runs();
				await new Promise((resolved) => setTimeout(resolved, QUIET_MS));
				const { writes, revisits } = await store.status(SYNC);
				return this.runs() === before && (writes.pending ?? 0) + (writes.replan ?? 0) + revisits === 0;
			},
			patienceMs,
		);
	}

	/** What runs of the workflow ended badly with. */
	async failedRuns(): Promise<string[]> {
		const { client } = this.n8n;
		const failed = (await client.executions(this.workflowId, 100)).filter(({ status }) => status === 'error');
		const details = await Promise.all(failed.slice(0, 5).map(async ({ id }) => await client.execution(id)));
		return details.map(({ id, data }) => `execution ${id}: ${data.resultData.error?.message ?? 'no message'}`);
	}

	async #situation(): Promise<string> {
		const status = await (await this.store()).status(SYNC);
		const requests = SIDES.map((side) =>
			this.pair
				.on(side)
				.requests.entries()
				.slice(-8)
				.map(({ method, path, status: code }) => `${method} ${path} ${code}`),
		);
		const reviews = (await (await this.store()).reviews(SYNC, { status: 'open', limit: 3 })).map(
			({ message }) => message,
		);
		const failed = this.n8n.running ? await this.failedRuns() : ['n8n is not running'];
		return JSON.stringify({ status, requests, reviews, failed, log: this.n8n.logs.split('\n').slice(-10) }, null, 1);
	}
}

/** What a person does: enters the credentials, imports the template, chooses them in it, publishes it. */
async function install({ client }: N8nHost, pair: Pair, interval: number): Promise<string> {
	const references = await Promise.all(
		Object.entries(pair.credentials).map(
			async ([type, data]) => [type, await client.createCredential(type, type, data as IDataObject)] as const,
		),
	);
	const template = pair.template() as WorkflowJson;
	const nodes = template.nodes.map((node) =>
		node.name === pair.nodes.due ? { ...node, parameters: { ...node.parameters, interval } } : node,
	);
	const id = await client.importWorkflow({ ...template, nodes }, Object.fromEntries(references));
	await client.publish(id);
	return id;
}
