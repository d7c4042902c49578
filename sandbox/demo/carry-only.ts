import type { INode } from 'n8n-workflow';
import type { Entity } from '../../sync/model/entity';

/**
 * Limits what a Get Changes node reads, as a person does under *Entities* in its panel. The Map nodes of what is not
 * read any more have nothing to do. Other nodes are left as they are.
 */
export function carryOnly<Node extends Pick<INode, 'parameters'>>(node: Node, entities: readonly Entity[]): Node {
	if (node.parameters.operation !== 'getChanges') return node;
	return { ...node, parameters: { ...node.parameters, entities: [...entities] } };
}
