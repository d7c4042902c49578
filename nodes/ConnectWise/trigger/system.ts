import {
	ConnectWiseCallbacks,
	ConnectWiseClient,
	signingKeysOf,
	tenantOf,
	verifyConnectWise,
} from '../../../sync/connectors/connectwise';
import type { TriggerSystem } from '../../shared/webhooks/trigger-system';
import { CREDENTIAL, readCredential } from '../transport/connection';

/** ConnectWise tells of changes by callbacks. */
export const connectWise: TriggerSystem = {
	system: 'connectwise',
	async tenant() {
		return tenantOf(readCredential(await this.getCredentials(CREDENTIAL), 'sync'));
	},
	async registrar() {
		const options = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
		return new ConnectWiseCallbacks(new ConnectWiseClient(options), options.site);
	},
	async verify(delivery) {
		const options = readCredential(await this.getCredentials(CREDENTIAL), 'interactive');
		return await verifyConnectWise(delivery, signingKeysOf(options));
	},
};
