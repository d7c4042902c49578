import type { INode } from 'n8n-workflow';
import { fromNodeParameters, toNodeParameters } from '../../nodes/FieldMap/parameters';

/**
 * Adds a row for a custom field of the tenant to a Field Map node, as a person does in its panel: the templates cannot
 * know what custom fields an MSP has.
 * @param caption what the PSA calls the field
 * @param platformCaption what the other side calls it; the same by default
 */
export function withCustomField<Node extends Pick<INode, 'parameters'>>(
	node: Node,
	caption: string,
	platformCaption = caption,
): Node {
	const mapping = fromNodeParameters(node.parameters);
	const row = {
		psaField: `customFields/${caption}`,
		platformField: `customFields/${platformCaption}`,
		direction: 'both',
		transform: { kind: 'copy' },
	} as const;
	return {
		...node,
		parameters: { ...node.parameters, ...toNodeParameters({ ...mapping, rows: [...mapping.rows, row] }) },
	};
}
