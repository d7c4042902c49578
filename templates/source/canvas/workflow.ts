import type { IConnections, INode, INodeParameters, NodeConnectionType } from 'n8n-workflow';
import { createHash } from 'node:crypto';
import type { Position } from './layout';

/** A workflow as n8n imports it. Credentials are left out: the editor asks for them. */
export interface WorkflowTemplate {
	readonly name: string;
	readonly nodes: readonly TemplateNode[];
	readonly connections: IConnections;
	readonly settings: Readonly<Record<string, string | boolean | number>>;
	readonly pinData: Readonly<Record<string, never>>;
	readonly meta: { readonly templateCredsSetupCompleted: boolean };
}

export type TemplateNode = Pick<INode, 'id' | 'name' | 'type' | 'typeVersion' | 'position' | 'parameters'> & {
	readonly notesInFlow?: boolean;
	readonly notes?: string;
};

/** n8n's own colours of sticky notes. */
const STICKY_COLORS = { yellow: 1, red: 3, white: 7 } as const;

/** Draws a workflow node by node; the same calls give the same JSON, ids included. */
export class WorkflowDrawing {
	readonly #name: string;
	readonly #nodes: TemplateNode[] = [];
	readonly #connections: Record<
		string,
		{ main: ({ node: string; type: NodeConnectionType; index: number }[] | null)[] }
	> = {};

	constructor(name: string) {
		this.#name = name;
	}

	/** @returns the node's name, by which it is connected. */
	node(name: string, type: string, position: Position, parameters: INodeParameters, typeVersion = 1): string {
		this.#nodes.push({ id: this.#id(name), name, type, typeVersion, position: [...position], parameters });
		return name;
	}

	sticky(
		name: string,
		color: keyof typeof STICKY_COLORS,
		{ position, width, height }: { position: Position; width: number; height: number },
		content: string,
	): void {
		const parameters = { content, height, width, color: STICKY_COLORS[color] };
		this.#nodes.push({
			id: this.#id(name),
			name,
			type: 'n8n-nodes-base.stickyNote',
			typeVersion: 1,
			position: [...position],
			parameters,
		});
	}

	/** From an output of one node to an input of another. */
	connect(from: string, to: string, { output = 0, input = 0 }: { output?: number; input?: number } = {}): void {
		const { main } = (this.#connections[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output]?.push({ node: to, type: 'main', index: input });
	}

	build(settings: WorkflowTemplate['settings']): WorkflowTemplate {
		return {
			name: this.#name,
			nodes: this.#nodes,
			connections: this.#connections,
			settings,
			pinData: {},
			meta: { templateCredsSetupCompleted: false },
		};
	}

	/** A UUID that depends on the names only, so that generating twice gives no difference. */
	#id(node: string): string {
		const hex = createHash('sha256').update(`${this.#name}/${node}`).digest('hex');
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
	}
}
