import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { properties, router } from './actions';
import { listSearch } from './methods';

/** What people decide and look up: review entries and the state of a sync. */
export class PsaSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PSA Sync',
		name: 'psaSync',
		icon: { light: 'file:psaSync.svg', dark: 'file:psaSync.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'List and decide what a sync has put up for review, and see how it stands',
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
