import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { properties, router } from './actions';
import { credentialTest, listSearch, loadOptions } from './methods';

/** Reads and writes ConnectWise Manage (PSA), record by record or as one side of a sync. */
export class ConnectWise implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ConnectWise',
		name: 'connectWise',
		icon: { light: 'file:connectWise.svg', dark: 'file:connectWise.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Work with companies, tickets, notes, time, files and billing of ConnectWise Manage (PSA), and keep them in sync',
		defaults: { name: 'ConnectWise' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'psaSyncConnectWiseApi', required: true, testedBy: 'testConnectWise' }],
		properties,
	};

	methods = { credentialTest, listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
