import { startConnectWise, type ConnectWiseSimulator } from './connectwise';
import { startPlatform, type RunningPlatform } from './platform';

export interface SystemsOptions {
	readonly connectwisePort?: number;
	readonly platformPort?: number;
	/** How much the PSA holds at first. */
	readonly companies: number;
	readonly contactsPerCompany: number;
	readonly tickets: number;
	/** So many of the companies, with their contacts, are on the platform too before the first run. */
	readonly alreadyOnPlatform: number;
	/** Traffic of the PSA is appended here as JSON Lines. */
	readonly record?: string;
}

/** Both systems of a sandbox, on real ports of this machine. */
export interface Systems {
	readonly connectwise: ConnectWiseSimulator;
	readonly platform: RunningPlatform;
	close(): Promise<void>;
}

/** Starts a ConnectWise simulator with a believable MSP in it, and a platform that knows some of its clients. */
export async function startSystems(options: SystemsOptions): Promise<Systems> {
	const { companies, contactsPerCompany, tickets, alreadyOnPlatform } = options;
	const connectwise = await startConnectWise({
		port: options.connectwisePort,
		record: options.record,
		seed: { companies, contactsPerCompany, tickets },
	});
	const platform = await startPlatform({ port: options.platformPort });
	if (alreadyOnPlatform > 0) {
		platform.control.seedMsp({ companies, contactsPerCompany, tickets: 0, only: alreadyOnPlatform });
	}
	return {
		connectwise,
		platform,
		close: async () => {
			await Promise.all([connectwise.close(), platform.close()]);
		},
	};
}
