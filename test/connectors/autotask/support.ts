import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { AutotaskOptions as SimulatorOptions, AutotaskSimulator } from '../../../sandbox/autotask';
import { startAutotask } from '../../../sandbox/autotask';
import type { AutotaskOptions } from '../../../sync/connectors/autotask';
import { SyncError } from '../../../sync/model/errors';

const TRAFFIC = resolve(__dirname, '../../.traffic/autotask-connector.jsonl');

/** Starts a simulator whose traffic the specification check reads. */
export async function startRecorded(options: SimulatorOptions = {}): Promise<AutotaskSimulator> {
	return await startAutotask({
		record: TRAFFIC,
		seed: { companies: 4, contactsPerCompany: 3, tickets: 12 },
		...options,
	});
}

/** What a connector needs to reach a simulator; it retries without waiting. */
export function optionsFor(simulator: AutotaskSimulator, more: Partial<AutotaskOptions> = {}): AutotaskOptions {
	return {
		zoneUrl: simulator.url,
		...simulator.credentials,
		sleep: async () => undefined,
		retry: { attempts: 3, baseMs: 1, maxWaitMs: 60_000 },
		...more,
	};
}

export interface MadeUpAnswer {
	readonly status?: number;
	/** Sent as JSON; a text as a web page. */
	readonly body: unknown;
}

/** A server whose answers no vendor gives: by method and path below the API's root. Says in which zone it is by itself. */
export async function startMadeUp(
	answer: (method: string, path: string) => MadeUpAnswer,
	zone = (url: string) => `${url}/atservicesrest/`,
): Promise<{ readonly options: AutotaskOptions; readonly asked: string[]; close(): Promise<void> }> {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		const { pathname } = new URL(request.url ?? '/', 'http://localhost');
		const path = pathname.replace(/^\/atservicesrest\/v1\.0\//, '');
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		if (path !== 'zoneInformation') asked.push(`${request.method ?? ''} ${path}`);
		const { status = 200, body } =
			path === 'zoneInformation' ? { body: { url: zone(url) } } : answer(request.method ?? '', path);
		const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
		request.resume().on('end', () => response.writeHead(status, { connection: 'close' }).end(text));
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const zoneUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		options: {
			zoneUrl,
			userName: 'x@made.up',
			secret: 'secret',
			integrationCode: 'code',
			sleep: async () => undefined,
			retry: { attempts: 1 },
		},
		asked,
		async close() {
			await new Promise<void>((done) => server.close(() => done()));
		},
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
