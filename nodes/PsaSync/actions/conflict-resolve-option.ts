import type { INodeProperties } from 'n8n-workflow';

/** The option that names the Conflict Resolve node before which the field maps are found. @param use what they are for */
export function conflictResolveOption(use: string): INodeProperties {
	return {
		displayName: 'Conflict Resolve Node',
		name: 'conflictResolve',
		type: 'string',
		default: '',
		placeholder: 'Resolve Conflicts',
		description: `The name of the Conflict Resolve node of this workflow: ${use}. Empty: the field maps before this node, if there are any.`,
	};
}
