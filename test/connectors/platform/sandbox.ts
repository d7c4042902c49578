import type { PlatformOptions, RunningPlatform } from '../../../sandbox/platform';
import { startPlatform } from '../../../sandbox/platform';
import type { Connector, MatchKeys } from '../../../sync/connectors/connector';
import type { PlatformConnectorOptions } from '../../../sync/connectors/platform';
import { createPlatformConnector } from '../../../sync/connectors/platform';
import { SyncError } from '../../../sync/model/errors';
import type { FlatRecord } from '../../../sync/model/record';

const running: RunningPlatform[] = [];

/** A reference platform for one test; {@link stopPlatforms} ends it. */
export async function platform(options: PlatformOptions = {}): Promise<RunningPlatform> {
	const started = await startPlatform(options);
	running.push(started);
	return started;
}

export async function stopPlatforms(): Promise<void> {
	await Promise.all(running.splice(0).map((server) => server.close()));
}

/** A connector to it that never really waits between attempts. */
export function connectorTo(server: RunningPlatform, options: Partial<PlatformConnectorOptions> = {}): Connector {
	return createPlatformConnector({
		baseUrl: server.url,
		apiKey: server.apiKey,
		otherSystem: 'connectwise',
		transport: { sleep: async () => undefined, timeoutMs: 5_000 },
		...options,
	});
}

/** The `SyncError` with which a call fails. */
export async function failureOf(call: Promise<unknown>): Promise<SyncError> {
	const error = await call.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	expect(error).toBeInstanceOf(SyncError);
	return error as SyncError;
}

/** Keys of a record that is looked for. */
export function keysOf(sourceId: string, payload: FlatRecord = {}, targetId: string | null = null): MatchKeys {
	return { sourceId, targetId, payload };
}

/** The requests that a platform saw, as `METHOD /path`. */
export function requestsOf(server: RunningPlatform): string[] {
	return server.control.requests.entries().map(({ method, path }) => `${method} ${path}`);
}
