import { resolve } from 'node:path';
import type { HaloPsaOptions as SimulatorOptions, HaloPsaSimulator } from '../../../sandbox/halopsa';
import { startHaloPsa } from '../../../sandbox/halopsa';
import type { HaloPsaOptions } from '../../../sync/connectors/halopsa';
import { SyncError } from '../../../sync/model/errors';

const TRAFFIC = resolve(__dirname, '../../.traffic/halopsa-connector.jsonl');

/** Starts a simulator whose traffic the specification check reads. */
export async function startRecorded(options: SimulatorOptions = {}): Promise<HaloPsaSimulator> {
	return await startHaloPsa({
		record: TRAFFIC,
		seed: { companies: 4, contactsPerCompany: 3, tickets: 12 },
		...options,
	});
}

/** What a connector needs to reach a simulator; it retries without waiting. */
export function optionsFor(simulator: HaloPsaSimulator, more: Partial<HaloPsaOptions> = {}): HaloPsaOptions {
	return {
		url: simulator.url,
		...simulator.credentials,
		sleep: async () => undefined,
		retry: { attempts: 3, baseMs: 1, maxWaitMs: 60_000 },
		...more,
	};
}

/** The error that a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<SyncError> {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SyncError);
	return error as SyncError;
}
