import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import { FieldMap } from '../../../nodes/FieldMap/FieldMap.node';
import { toNodeParameters } from '../../../nodes/FieldMap/parameters';
import { closeStores, openStore } from '../../../nodes/shared/store';
import type { Entity } from '../../../sync/model/entity';
import type { ChangeEnvelope, WriteEnvelope } from '../../../sync/model/envelope';
import type { Mapping } from '../../../sync/model/mapping';
import type { LinkChange } from '../../../sync/model/commit-batch';
import { functionNode } from '../../support/node-types';
import { runWorkflow, type RunOptions, type RunResult } from '../../support/workflow-runner';

export const FIELD_MAP = 'n8n-nodes-psa-sync.fieldMap';

/** Gives each test of a file an empty store of its own. */
export function useFreshStore(): void {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'field-map-'));
		process.env.PSA_SYNC_STORE = join(folder, 'sync.sqlite');
	});
	afterEach(async () => {
		await closeStores();
		delete process.env.PSA_SYNC_STORE;
		rmSync(folder, { recursive: true });
	});
}

/** Remembers that two records are one. */
export async function link(entity: Entity, psaId: string, platformId: string, sync = 'default'): Promise<void> {
	const change: LinkChange = {
		expect: null,
		entity,
		psaId,
		platformId,
		state: 'linked',
		writes: [],
		withdraw: [],
		confirm: [],
		reviews: [],
		closeReviews: [],
		audit: [],
		revisits: [],
		seen: [],
	};
	const { links } = await (await openStore()).commit({ sync, now: 0, pulls: [], changes: [change] });
	expect(links[0]).toMatchObject({ psaId, platformId });
}

export function change(given: Partial<ChangeEnvelope> & Pick<ChangeEnvelope, 'record'>): IDataObject {
	const envelope: ChangeEnvelope = {
		kind: 'change',
		sync: 'default',
		side: 'psa',
		system: 'connectwise',
		entity: 'ticket',
		id: '1',
		shadow: null,
		view: null,
		shadowView: null,
		linkId: null,
		revision: null,
		changedAt: null,
		author: null,
		url: null,
		etag: null,
		externalIds: [],
		deleted: false,
		force: [],
		revisits: [],
		pull: null,
		problems: [],
		...given,
	};
	return { ...given.record, _sync: envelope } as unknown as IDataObject;
}

export function write(given: Partial<WriteEnvelope> & Pick<WriteEnvelope, 'fields'>): IDataObject {
	const envelope: WriteEnvelope = {
		kind: 'write',
		sync: 'default',
		writeId: 'w1',
		target: 'psa',
		entity: 'ticket',
		action: 'update',
		targetId: '1',
		payload: null,
		preview: false,
		problems: [],
		...given,
	};
	return { ...given.fields, _sync: envelope } as unknown as IDataObject;
}

export const wake: IDataObject = {
	_sync: { kind: 'wake', sync: 'default', side: 'psa', pull: null, reason: 'writes are due' },
};

export function fieldMapNode(name: string, parameters: INode['parameters'], more: Partial<INode> = {}): INode {
	return { id: name, name, type: FIELD_MAP, typeVersion: 1, position: [0, 0], parameters, ...more };
}

export function mapNode(mapping: Mapping, more: Partial<INode> = {}): INode {
	return fieldMapNode(`Map ${mapping.entity}`, toNodeParameters(mapping), more);
}

/**
 * Runs nodes in a row behind a start. `between` stands before the node called `before`, and its output takes the place
 * of what flows there, as Conflict Resolve does.
 */
export async function runChain(
	nodes: readonly INode[],
	items: readonly IDataObject[],
	options: { before?: string; between?: IDataObject[] } = {},
): Promise<RunResult> {
	const start: INode = {
		id: 'start',
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const plan: INode = { id: 'plan', name: 'Plan', type: 'test.plan', typeVersion: 1, position: [0, 0], parameters: {} };
	const chain = [start, ...nodes.flatMap((node) => (node.name === options.before ? [plan, node] : [node]))];
	const connections = Object.fromEntries(
		chain
			.slice(0, -1)
			.map((node, index) => [
				node.name,
				{ main: [[{ node: chain[index + 1]?.name ?? '', type: 'main' as const, index: 0 }]] },
			]),
	);
	const planned = (options.between ?? []).map((json): INodeExecutionData => ({ json }));
	const run: RunOptions = {
		nodes: { [FIELD_MAP]: new FieldMap(), 'test.plan': functionNode(() => [planned]) },
		startNode: 'Start',
		// A branch without items does not run.
		input: (items.length > 0 ? items : [wake]).map((json) => ({ json })),
	};
	return await runWorkflow({ nodes: chain, connections }, run);
}
