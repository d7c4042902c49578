import type { IHookFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Delivery, Registrar, Verdict } from '../../../sync/connectors/webhook';
import type { System } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';

/** What a trigger of one system adds to what all of them share. */
export interface TriggerSystem {
	readonly system: System;
	/** Text that tells the tenant of the node's credential from every other one, as the system's connector has it. */
	tenant(this: ITriggerFunctions): Promise<string>;
	/** Registers webhooks with the credential of the node. */
	registrar(this: IHookFunctions | ITriggerFunctions): Promise<Registrar>;
	/**
	 * Whether a delivery is the system's own, and what it says.
	 * @param kept what the registration left behind, null where nothing is known
	 */
	verify(this: IWebhookFunctions, delivery: Delivery, kept: Json | null): Promise<Verdict>;
}
