// Runs a workflow in this process with n8n's own engine (n8n-core): real connections, expressions, paired items and
// error handling, our node classes from source, and no server.
import { prepareInstanceSettings } from './n8n-environment';
prepareInstanceSettings();

import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	IPinData,
	IRun,
	ITaskData,
	IWorkflowBase,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';
import { additionalDataFor } from './additional-data';
import { attachCredentials, type CredentialsByType } from './credentials';
import { nodeTypesFrom, type NodeSource } from './node-types';

/** What the runner needs of a workflow's JSON: a template, an export, or a literal in a test. */
export type WorkflowJson = Pick<IWorkflowBase, 'nodes' | 'connections'> & Partial<IWorkflowBase>;

/** How to run it. */
export interface RunOptions {
	/** Node classes or instances by full type name; those of the package and a few of n8n's are there already. */
	readonly nodes?: Readonly<Record<string, NodeSource>>;
	/** Decrypted credential data by credential type, given to every node that can use the type. */
	readonly credentials?: CredentialsByType;
	/** The same for single nodes, by node name; goes before `credentials`. */
	readonly nodeCredentials?: Readonly<Record<string, CredentialsByType>>;
	/** The node to start from; without it, the one trigger of the workflow. */
	readonly startNode?: string;
	/** What the start node receives; one empty item without it. */
	readonly input?: INodeExecutionData[];
	/** `trigger` (as in production) by default; `manual` is a run from the editor. */
	readonly mode?: WorkflowExecuteMode;
	/** Kept between runs of one test as n8n keeps it in its database; changed in place. */
	readonly staticData?: IDataObject;
	readonly pinData?: IPinData;
}

/** What came of it. */
export interface RunResult {
	readonly status: IRun['status'];
	/** The error that ended the execution, as n8n would show it. */
	readonly error: Error | undefined;
	readonly run: IRun;
	/** Whether the node was executed at all. */
	ran(nodeName: string): boolean;
	/** The items on an output of a node's last run; [] where there are none. Throws if the node did not run. */
	output(nodeName: string, outputIndex?: number): INodeExecutionData[];
	/** The same, the items' `json` only. */
	json(nodeName: string, outputIndex?: number): IDataObject[];
	/** Each run of a node (a loop runs it several times). */
	runs(nodeName: string): ITaskData[];
}

/** Runs a workflow to its end. Does not reject when a node fails: look at `status` and `error`. */
export async function runWorkflow(json: WorkflowJson, options: RunOptions = {}): Promise<RunResult> {
	const nodeTypes = nodeTypesFrom(options.nodes ?? {});
	const { nodes, store } = attachCredentials(structuredClone(json.nodes), nodeTypes, options);
	const mode = options.mode ?? 'trigger';
	const workflow = new Workflow({
		id: json.id ?? 'in-process',
		name: json.name ?? 'In process',
		nodes,
		connections: json.connections,
		active: mode !== 'manual',
		nodeTypes,
		staticData: options.staticData ?? {},
		settings: { executionOrder: 'v1', ...json.settings },
		...(options.pinData && { pinData: options.pinData }),
	});
	const hooks = new ExecutionLifecycleHooks(mode, 'in-process', {
		id: workflow.id,
		name: workflow.name ?? '',
		active: workflow.active,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes,
		connections: json.connections,
	});
	const start = startNodeOf(workflow, options.startNode);
	const data = createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: start, data: { main: [options.input ?? [{ json: {} }]] }, source: null }],
		},
		resultData: { ...(options.pinData && { pinData: options.pinData }) },
	});
	const execute = new WorkflowExecute(additionalDataFor(workflow, store, hooks), mode, data);
	const run = await execute.processRunExecutionData(workflow);
	return resultOf(run);
}

function startNodeOf(workflow: Workflow, name: string | undefined): INode {
	if (name !== undefined) {
		const node = workflow.getNode(name);
		if (node === null) throw new Error(`The workflow has no node "${name}" to start from.`);
		return node;
	}
	const triggers = Object.values(workflow.nodes).filter((node) => {
		const { description } = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		return !node.disabled && description.group.includes('trigger');
	});
	const [only] = triggers;
	if (triggers.length !== 1 || only === undefined) {
		throw new Error(`The workflow has ${triggers.length} triggers: name the node to start from.`);
	}
	return only;
}

function resultOf(run: IRun): RunResult {
	const { runData, error } = run.data.resultData;
	const runs = (nodeName: string) => runData[nodeName] ?? [];
	const output = (nodeName: string, outputIndex = 0) => {
		const last = runs(nodeName).at(-1);
		if (last === undefined) {
			const cause = error === undefined ? '' : ` The execution ended with: ${error.message}`;
			throw new Error(`Node "${nodeName}" did not run.${cause}`);
		}
		return last.data?.main?.[outputIndex] ?? [];
	};
	return {
		status: run.status,
		error,
		run,
		ran: (nodeName) => runs(nodeName).length > 0,
		output,
		json: (nodeName, outputIndex) => output(nodeName, outputIndex).map((item) => item.json),
		runs,
	};
}
