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
import { autotask } from './trigger/system';

/** Wakes a sync, or starts a workflow, when Autotask says that something changed. */
export class AutotaskTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Autotask Trigger',
		name: 'autotaskTrigger',
		icon: { light: 'file:autotask.svg', dark: 'file:autotask.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: newsSubtitle,
		description: 'Wakes a sync, or starts the workflow, when something changes in Autotask PSA',
		eventTriggerDescription: 'Change a record in Autotask',
		activationMessage: 'Autotask now tells this n8n of changes.',
		defaults: { name: 'Autotask Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// A trigger is started by events, never by an agent.
		usableAsTool: undefined,
		credentials: [{ name: 'psaSyncAutotaskApi', required: true, testedBy: 'testAutotask' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerProperties('autotask'),
	};

	methods = { credentialTest };

	webhookMethods = registrationMethods(autotask);

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await trigger.call(this, autotask);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this, autotask);
	}
}
