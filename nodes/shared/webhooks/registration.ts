import type { IHookFunctions, INodeType, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Subscription } from '../../../sync/connectors/webhook';
import { SyncError } from '../../../sync/model/errors';
import type { Json } from '../../../sync/model/json';
import { toNodeError } from '../node-errors';
import { readEntities, readPurpose } from './parameters';
import { isRetired, refuseIfRetired } from './retired';
import type { TriggerSystem } from './trigger-system';

/** What n8n keeps of a registration, with the workflow: it may hold the key that events are signed with. */
const registration = z.object({ url: z.string(), state: z.custom<Json>((state) => state !== undefined) });
export type Registration = z.infer<typeof registration>;

/** @returns what the node's registration left behind, undefined where there is none. */
export function readRegistration(
	context: IHookFunctions | ITriggerFunctions | IWebhookFunctions,
): Registration | undefined {
	return registration.safeParse(context.getWorkflowStaticData('node').registration).data;
}

/** Registers, checks and removes the webhooks of a trigger node; n8n calls it when a workflow is published or not any more. */
export function registrationMethods(system: TriggerSystem): NonNullable<INodeType['webhookMethods']> {
	return {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await inNode(this, async () => {
					const subscription = subscriptionOf(this);
					await refuseIfRetired(this, system);
					const kept = readRegistration(this);
					const registrar = await system.registrar.call(this);
					try {
						return await registrar.stands(subscription, kept?.state ?? null);
					} catch (error) {
						if (kept?.url !== subscription.url || !isOutage(this, error)) throw toNodeError(this.getNode(), error);
						// The workflow would stay off, and with it the schedule that does without webhooks.
						this.logger.warn(`"${this.getNode().name}" could not check its webhook; taken to be there`, {
							reason: error.message,
						});
						return true;
					}
				});
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await inNode(this, async () => {
					const subscription = subscriptionOf(this);
					await refuseIfRetired(this, system);
					const registrar = await system.registrar.call(this);
					const state = await registrar.register(subscription, readRegistration(this)?.state ?? null);
					this.getWorkflowStaticData('node').registration = { url: subscription.url, state };
					return true;
				});
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await remove(this, system);
			},
		},
	};
}

/** What was not removed is kept in mind: the next registration of this node removes it first. */
async function remove(context: IHookFunctions, system: TriggerSystem): Promise<boolean> {
	const data = context.getWorkflowStaticData('node');
	try {
		// Not even to say good-bye: its webhooks went when the sync left for phase 3, or die unanswered.
		if (await isRetired(context, system)) return true;
		const registrar = await system.registrar.call(context);
		const url = urlOf(context);
		const state = await registrar.unregister(url, readRegistration(context)?.state ?? null);
		if (state === null) delete data.registration;
		else data.registration = { url, state };
		return true;
	} catch (error) {
		// Thrown, it would keep the webhooks of the workflow's other triggers from being removed.
		context.logger.warn(
			`"${context.getNode().name}" could not remove its webhook; it will when it is published again`,
			{
				reason: error instanceof Error ? error.message : 'unknown',
			},
		);
		return false;
	}
}

function isOutage(context: IHookFunctions, error: unknown): error is SyncError {
	const isStart = ['init', 'leadershipChange'].includes(context.getActivationMode());
	return isStart && error instanceof SyncError && error.retryable;
}

function subscriptionOf(context: IHookFunctions): Subscription {
	// What the trigger would refuse is said before anything is registered.
	readPurpose(context);
	return { url: urlOf(context), entities: readEntities(context) };
}

function urlOf(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) throw new SyncError('BAD_INPUT', 'n8n gave this trigger no address for its webhook.');
	return url;
}

async function inNode<T>(context: IHookFunctions, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
