import type { INodeProperties } from 'n8n-workflow';

/** Under which name records of this platform name their counterparts. */
export const psaSystemProperty: INodeProperties = {
	displayName: 'PSA System',
	name: 'psaSystem',
	type: 'options',
	options: [
		{ name: 'Autotask', value: 'autotask' },
		{ name: 'ConnectWise', value: 'connectwise' },
		{ name: 'HaloPSA', value: 'halopsa' },
	],
	default: 'connectwise',
	description: 'The system on the other side: records keep its IDs as external references under this name',
};
