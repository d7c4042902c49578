import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import * as company from './actions/company';
import * as contact from './actions/contact';
import { router } from './actions/router';
import * as sync from './actions/sync';
import * as ticket from './actions/ticket';
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
		description: 'Work with companies, contacts and tickets of ConnectWise Manage (PSA), and keep them in sync',
		defaults: { name: 'ConnectWise' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'psaSyncConnectWiseApi', required: true, testedBy: 'testConnectWise' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Company', value: 'company' },
					{ name: 'Contact', value: 'contact' },
					{ name: 'Sync', value: 'sync' },
					{ name: 'Ticket', value: 'ticket' },
				],
				default: 'ticket',
			},
			...company.description,
			...contact.description,
			...sync.description,
			...ticket.description,
		],
	};

	methods = { credentialTest, listSearch, loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router.call(this);
	}
}
