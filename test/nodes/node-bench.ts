import type { ICredentialDataDecryptedObject, IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { CredentialsByType } from '../support/credentials';
import { runWorkflow, type RunOptions, type RunResult } from '../support/workflow-runner';

/** What the node that is tried is called. */
export const NODE = 'Node';

export interface NodeRun extends RunOptions {
	/** Laid over the credential. */
	readonly credential?: ICredentialDataDecryptedObject;
	/** Laid over the node. */
	readonly settings?: Partial<INode>;
}

/** The node of a system, run alone against its simulator. */
export class NodeBench {
	/** Every run is a node of its own: the runner gives all executions one ID. */
	#runs = 0;

	/**
	 * @param type the node's own name
	 * @param credentials by their type
	 */
	constructor(
		private readonly type: string,
		private readonly credentials: () => CredentialsByType,
	) {}

	/** Runs an operation once for each item of the input. */
	async run(parameters: INode['parameters'], { credential, settings, ...options }: NodeRun = {}): Promise<RunResult> {
		const trigger: INode = {
			id: 'trigger',
			name: 'When Due',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const type = `n8n-nodes-psa-sync.${this.type}`;
		const node: INode = {
			id: `node-${++this.#runs}`,
			name: NODE,
			type,
			typeVersion: 1,
			position: [0, 0],
			parameters,
			...settings,
		};
		const connections = { 'When Due': { main: [[{ node: NODE, type: 'main' as const, index: 0 }]] } };
		const credentials = Object.fromEntries(
			Object.entries(this.credentials()).map(([name, data]) => [name, { ...data, ...credential }]),
		);
		return await runWorkflow({ nodes: [trigger, node], connections }, { ...options, credentials });
	}

	/** The items that an operation gives. @throws what the node failed with */
	async items(parameters: INode['parameters'], options?: RunOptions): Promise<INodeExecutionData[]> {
		const result = await this.run(parameters, options);
		if (result.error) throw result.error;
		return result.output(NODE);
	}

	/** The same, their `json` only. */
	async json(parameters: INode['parameters'], options?: RunOptions): Promise<IDataObject[]> {
		return (await this.items(parameters, options)).map(({ json }) => json);
	}

	/** The message that an operation fails with; '' where it does not. */
	async failure(parameters: INode['parameters']): Promise<string> {
		return (await this.run(parameters)).error?.message ?? '';
	}
}

/** A record chosen by its ID in a resource locator. */
export const byId = (value: string | number) => ({ __rl: true, mode: 'id', value: String(value) });
