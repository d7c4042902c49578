import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { newsSubtitle, triggerProperties } from '../shared/webhooks/properties';
import { receive } from '../shared/webhooks/receive';
import { registrationMethods } from '../shared/webhooks/registration';
import { trigger } from '../shared/webhooks/trigger';
import { credentialTest } from './methods';
import { connectWise } from './trigger/system';

/** Wakes a sync, or starts a workflow, when ConnectWise says that something changed. */
export class ConnectWiseTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ConnectWise Trigger',
		name: 'connectWiseTrigger',
		icon: { light: 'file:connectWise.svg', dark: 'file:connectWise.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: newsSubtitle,
		description: 'Wakes a sync, or starts the workflow, when something changes in ConnectWise Manage (PSA)',
		eventTriggerDescription: 'Change a record in ConnectWise',
		activationMessage: 'ConnectWise now tells this n8n of changes.',
		defaults: { name: 'ConnectWise Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// A trigger is started by events, never by an agent.
		usableAsTool: undefined,
		credentials: [{ name: 'psaSyncConnectWiseApi', required: true, testedBy: 'testConnectWise' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerProperties('connectwise'),
	};

	methods = { credentialTest };

	webhookMethods = registrationMethods(connectWise);

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await trigger.call(this, connectWise);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this, connectWise);
	}
}
