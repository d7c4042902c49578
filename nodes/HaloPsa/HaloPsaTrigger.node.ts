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
import { eventsNotice } from './trigger/properties';
import { haloPsa } from './trigger/system';

/** Wakes a sync, or starts a workflow, when HaloPSA says that something changed. */
export class HaloPsaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HaloPSA Trigger',
		name: 'haloPsaTrigger',
		icon: { light: 'file:haloPsa.svg', dark: 'file:haloPsa.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: newsSubtitle,
		description: 'Wakes a sync, or starts the workflow, when something changes in HaloPSA',
		eventTriggerDescription: 'Log a ticket in HaloPSA, or change the status of one',
		activationMessage: 'HaloPSA now tells this n8n of changes.',
		defaults: { name: 'HaloPSA Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// A trigger is started by events, never by an agent.
		usableAsTool: undefined,
		credentials: [{ name: 'psaSyncHaloPsaApi', required: true, testedBy: 'testHaloPsa' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: [...triggerProperties('halopsa'), eventsNotice],
	};

	methods = { credentialTest };

	webhookMethods = registrationMethods(haloPsa);

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await trigger.call(this, haloPsa);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this, haloPsa);
	}
}
