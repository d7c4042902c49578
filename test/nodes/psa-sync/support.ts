import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode, INodeExecutionData } from 'n8n-workflow';
import { closeStores, openStore } from '../../../nodes/shared/store';
import type { Link } from '../../../sync/model/link';
import type { ReviewDraft, Store } from '../../../sync/store/store';
import { runWorkflow, type RunResult } from '../../support/workflow-runner';

const NODE = 'PSA Sync';

/** A store of the test's own. */
export interface Bench {
	readonly store: Store;
	/** A linked ticket with the given open entries. */
	linked(number: number, reviews: readonly Partial<ReviewDraft>[]): Promise<Link>;
}

export function useStore(): () => Bench {
	let folder = '';
	let bench: Bench | undefined;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'psa-sync-node-'));
		process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
		const store = await openStore();
		bench = { store, linked: async (number, reviews) => await linkedTicket(store, number, reviews) };
	});
	afterEach(async () => {
		await closeStores();
		delete process.env.PSA_SYNC_STORE;
		rmSync(folder, { recursive: true });
	});
	return () => {
		if (!bench) throw new Error('The store is open only while a test runs.');
		return bench;
	};
}

async function linkedTicket(store: Store, number: number, reviews: readonly Partial<ReviewDraft>[]): Promise<Link> {
	const { links } = await store.commit({
		sync: 'default',
		now: Date.parse('2026-03-02T09:00:00Z'),
		pulls: [],
		changes: [
			{
				expect: null,
				entity: 'ticket',
				psaId: String(number),
				platformId: `tk-${number}`,
				psaShadow: { id: number, summary: 'Base' },
				platformShadow: { id: `tk-${number}`, title: 'Base' },
				state: 'linked',
				writes: [],
				withdraw: [],
				confirm: [],
				reviews: reviews.map((review) => ({ ...conflict, ...review })),
				closeReviews: [],
				audit: [],
				revisits: [],
				seen: [],
			},
		],
	});
	const [link] = links;
	if (!link) throw new Error('The link was not committed.');
	return link;
}

const conflict: ReviewDraft = {
	kind: 'conflict',
	field: 'title',
	origin: 'edit',
	base: 'Base',
	psa: { value: 'From PSA', changedAt: '2026-03-02T08:59:00.000Z', author: 'jrivera', url: 'https://psa.example/1' },
	platform: { value: 'From platform', changedAt: '2026-03-02T08:59:30.000Z', author: 'Pat', url: null },
	side: null,
	writeId: null,
	message: 'both sides changed "title"',
	candidates: [],
};

/** Runs one PSA Sync node. */
export async function runNode(
	parameters: INode['parameters'],
	{ input, onError }: { input?: INodeExecutionData[]; onError?: INode['onError'] } = {},
): Promise<RunResult> {
	return await runWorkflow(
		{
			nodes: [
				{
					id: 'start',
					name: 'When Clicked',
					type: 'n8n-nodes-base.manualTrigger',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: 'node',
					name: NODE,
					type: 'n8n-nodes-psa-sync.psaSync',
					typeVersion: 1,
					position: [200, 0],
					parameters: { syncKey: 'default', ...parameters },
					...(onError && { onError }),
				},
			],
			connections: { 'When Clicked': { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
		},
		{ ...(input && { input }) },
	);
}

export const outputOf = (run: RunResult) => {
	if (run.error) throw run.error;
	return run.json(NODE);
};
