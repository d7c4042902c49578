import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { properties, router } from './actions';
import { listSearch } from './methods';

/** What people decide and look up: review entries, the state of a sync, and its phase. */
export class PsaSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PSA Sync',
		name: 'psaSync',
		icon: { light: 'file:psaSync.svg', dark: 'file:psaSync.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Decide what a sync has put up for review, see how it stands, and take it to another phase',
		defaults: { name: 'PSA Sync' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		properties,
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
