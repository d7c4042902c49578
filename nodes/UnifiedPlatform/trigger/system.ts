import { PlatformClient, PlatformWebhooks, tenantOf, verifyPlatform } from '../../../sync/connectors/platform';
import type { TriggerSystem } from '../../shared/webhooks/trigger-system';
import { CREDENTIAL, readCredential } from '../transport/connection';

/** The platform tells of changes by the contract's webhooks, signed with a key of their own. */
export const unifiedPlatform: TriggerSystem = {
	system: 'platform',
	async tenant() {
		const { connection, tenant } = readCredential(await this.getCredentials(CREDENTIAL), 'sync');
		return tenantOf(connection, tenant);
	},
	async registrar() {
		const { connection, budget } = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
		return new PlatformWebhooks(new PlatformClient(connection, { budget }));
	},
	async verify(delivery, kept) {
		return verifyPlatform(delivery, kept);
	},
};
