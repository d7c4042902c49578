import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { trigger } from './trigger/trigger';
import { properties } from './trigger/properties';

/** Starts the workflow of a sync at an interval, and at once while work is left over; or a part of it, by hand. */
export class PsaSyncTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PSA Sync Trigger',
		name: 'psaSyncTrigger',
		icon: { light: 'file:psaSyncTrigger.svg', dark: 'file:psaSyncTrigger.dark.svg' },
		group: ['trigger', 'schedule'],
		version: 1,
		subtitle:
			'={{ $parameter["starts"] === "byHand" ? "by hand" : "every " + $parameter["interval"] + " s: " + $parameter["syncKey"] }}',
		description:
			'Starts the workflow when the sync is due: at an interval, and at once when more is waiting. Or by hand.',
		eventTriggerDescription: '',
		activationMessage:
			'The sync now starts by itself, at the interval you have set and at once while work is left over.',
		defaults: { name: 'When Due' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		// A trigger is started by time, never by an agent.
		usableAsTool: undefined,
		properties,
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await trigger.call(this);
	}
}
