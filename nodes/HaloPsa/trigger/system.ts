import { HaloPsaClient, HaloPsaWebhooks, tenantOf, verifyHaloPsa } from '../../../sync/connectors/halopsa';
import type { TriggerSystem } from '../../shared/webhooks/trigger-system';
import { CREDENTIAL, readCredential } from '../transport/connection';

/** HaloPSA tells of changes by webhooks that bear a secret of ours. */
export const haloPsa: TriggerSystem = {
	system: 'halopsa',
	async tenant() {
		return tenantOf(readCredential(await this.getCredentials(CREDENTIAL), 'sync'));
	},
	async registrar() {
		const options = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
		return new HaloPsaWebhooks(new HaloPsaClient(options), options);
	},
	async verify(delivery, kept) {
		return verifyHaloPsa(delivery, kept);
	},
};
