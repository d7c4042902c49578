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
import { unifiedPlatform } from './trigger/system';

/** Wakes a sync, or starts a workflow, when the unified platform says that something changed. */
export class UnifiedPlatformTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Unified Platform Trigger',
		name: 'unifiedPlatformTrigger',
		icon: { light: 'file:unifiedPlatform.svg', dark: 'file:unifiedPlatform.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: newsSubtitle,
		description: 'Wakes a sync, or starts the workflow, when something changes on the unified platform',
		eventTriggerDescription: 'Change a record on the platform',
		activationMessage: 'The platform now tells this n8n of changes.',
		defaults: { name: 'Unified Platform Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// A trigger is started by events, never by an agent.
		usableAsTool: undefined,
		credentials: [{ name: 'psaSyncUnifiedPlatformApi', required: true, testedBy: 'testPlatform' }],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: triggerProperties('platform'),
	};

	methods = { credentialTest };

	webhookMethods = registrationMethods(unifiedPlatform);

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await trigger.call(this, unifiedPlatform);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this, unifiedPlatform);
	}
}
