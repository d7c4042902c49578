import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { properties, router } from './actions';
import { credentialTest, listSearch, loadOptions } from './methods';

/** Reads and writes a platform that keeps the platform contract, record by record or as one side of a sync. */
export class UnifiedPlatform implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Unified Platform',
		name: 'unifiedPlatform',
		icon: { light: 'file:unifiedPlatform.svg', dark: 'file:unifiedPlatform.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Work with companies, tickets, notes, time, files and billing of a unified platform, and keep them in sync with a PSA',
		defaults: { name: 'Unified Platform' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'psaSyncUnifiedPlatformApi', required: true, testedBy: 'testPlatform' }],
		properties,
	};

	methods = { credentialTest, listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
