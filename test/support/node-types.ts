// The node types that an in-process run knows: ours from source, and doubles of the few built-in ones that our
// workflows start with.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type {
	IDataObject,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IExecuteFunctions,
	IVersionedNodeType,
} from 'n8n-workflow';
import { NodeConnectionTypes, NodeHelpers } from 'n8n-workflow';

export type NodeInstance = INodeType | IVersionedNodeType;
/** A node class, or an instance of one. */
export type NodeSource = NodeInstance | (new () => NodeInstance);

const root = join(__dirname, '..', '..');
const PACKAGE = 'n8n-nodes-psa-sync';

/** A node whose `execute` is the given function: takes the items of all inputs, returns those of all outputs. */
export function functionNode(
	run: (
		inputs: INodeExecutionData[][],
		context: IExecuteFunctions,
	) => INodeExecutionData[][] | Promise<INodeExecutionData[][]>,
	{ inputs = 1, outputs = 1 }: { inputs?: number; outputs?: number } = {},
): INodeType {
	return {
		description: {
			displayName: 'Function',
			name: 'function',
			group: ['transform'],
			version: 1,
			description: 'Runs a function of the test',
			defaults: { name: 'Function' },
			inputs: Array.from({ length: inputs }, () => NodeConnectionTypes.Main),
			outputs: Array.from({ length: outputs }, () => NodeConnectionTypes.Main),
			properties: [],
		},
		async execute() {
			return await run(
				Array.from({ length: inputs }, (_, index) => this.getInputData(index)),
				this,
			);
		},
	};
}

/** All node types of a run. A name given in `extra` goes before the package's and the doubles. */
export function nodeTypesFrom(extra: Readonly<Record<string, NodeSource>>): INodeTypes {
	const known = new Map<string, NodeInstance>();
	const add = (name: string, source: NodeSource) =>
		known.set(name, typeof source === 'function' ? new source() : source);
	for (const [name, source] of Object.entries(builtInDoubles())) add(name, source);
	for (const [name, source] of Object.entries(ownNodes)) add(name, source);
	for (const [name, source] of Object.entries(extra)) add(name, source);

	const get = (name: string): NodeInstance => {
		const found = known.get(name);
		if (found === undefined) throw new Error(`No node type "${name}" in this in-process run: pass it in \`nodes\`.`);
		return found;
	};
	return {
		getByName: get,
		getByNameAndVersion: (name, version) => NodeHelpers.getVersionedNodeType(get(name), version),
		getKnownTypes: (): IDataObject => Object.fromEntries([...known.keys()].map((name) => [name, {}])),
	};
}

/** The nodes that package.json registers, from their source, by full type name. */
export function packageNodes(): Record<string, NodeInstance> {
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	const instances = n8n.nodes.map((file) => instantiate(file));
	return Object.fromEntries(instances.map((node) => [`${PACKAGE}.${node.description.name}`, node]));
}

/** `dist/nodes/X/X.node.js` → a new instance of the class `X` of `nodes/X/X.node.ts`: n8n finds the class the same way. */
function instantiate(file: string): NodeInstance {
	const source = join(root, file.replace(/^dist\//, '').replace(/\.js$/, '.ts'));
	const className = /([^/]+)\.node\.js$/.exec(file)?.[1] ?? '';
	// The path is known only from package.json. Under Jest this is Jest's own require; the benchmark has Node's.
	const exported = createRequire(__filename)(source) as Record<string, new () => NodeInstance>;
	const nodeClass = exported[className];
	if (nodeClass === undefined) throw new Error(`${source} does not export the class ${className} that n8n looks for.`);
	return new nodeClass();
}

function builtInDoubles(): Record<string, INodeType> {
	const pass = functionNode(([items]) => [items ?? []]);
	const trigger: INodeType = {
		description: { ...pass.description, group: ['trigger'], inputs: [] },
		// Outside manual mode the engine hands a trigger's items on without calling it.
		trigger: async () => ({ manualTriggerFunction: async () => undefined }),
	};
	return {
		'n8n-nodes-base.manualTrigger': { ...pass, description: { ...pass.description, group: ['trigger'], inputs: [] } },
		'n8n-nodes-base.scheduleTrigger': trigger,
		'n8n-nodes-base.noOp': pass,
		'n8n-nodes-base.stickyNote': pass,
	};
}

// Compiling them takes a while on a busy machine: here it counts against no test's time limit. n8n shares them too.
const ownNodes = packageNodes();
