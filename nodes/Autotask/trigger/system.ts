import { AutotaskClient, AutotaskWebhooks, tenantOf, verifyAutotask } from '../../../sync/connectors/autotask';
import type { TriggerSystem } from '../../shared/webhooks/trigger-system';
import { CREDENTIAL, readCredential } from '../transport/connection';

/** Autotask tells of changes by webhooks, signed with a key that we give it. */
export const autotask: TriggerSystem = {
	system: 'autotask',
	async tenant() {
		return tenantOf(readCredential(await this.getCredentials(CREDENTIAL), 'sync'));
	},
	async registrar() {
		const options = readCredential(await this.getCredentials(CREDENTIAL));
		return new AutotaskWebhooks(new AutotaskClient(options), options);
	},
	async verify(delivery, kept) {
		return verifyAutotask(delivery, kept);
	},
};
