import type { INode } from 'n8n-workflow';
import { fromNodeParameters, toNodeParameters } from '../../nodes/FieldMap/parameters';

/**
 * Adds a row for a custom field of the tenant to a Field Map node, as a person does in its panel: the templates cannot
 * know what custom fields an MSP has.
 */
export function withCustomField<Node extends Pick<INode, 'parameters'>>(node: Node, caption: string): Node {
	const mapping = fromNodeParameters(node.parameters);
	const field = `customFields/${caption}`;
	const row = { psaField: field, platformField: field, direction: 'both', transform: { kind: 'copy' } } as const;
	return {
		...node,
		parameters: { ...node.parameters, ...toNodeParameters({ ...mapping, rows: [...mapping.rows, row] }) },
	};
}
