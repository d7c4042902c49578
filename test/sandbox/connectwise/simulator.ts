import { rmSync } from 'node:fs';
import { join } from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import { type ConnectWiseOptions, type ConnectWiseSimulator, startConnectWise } from '../../../sandbox/connectwise';

/** An answer as tests look at it: what is asserted says what it should be. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answered = { [field: string]: any };

/** A client of the simulator that signs in as an integration does and rejects no status. */
export function clientOf({ apiUrl, credentials }: ConnectWiseSimulator): AxiosInstance {
	const { companyId, publicKey, privateKey, clientId } = credentials;
	return axios.create({
		baseURL: apiUrl,
		auth: { username: `${companyId}+${publicKey}`, password: privateKey },
		headers: { clientId },
		validateStatus: () => true,
	});
}

/** Where the traffic of one suite goes; what an earlier run left there is removed. */
export function trafficFile(suite: string): string {
	const file = join(__dirname, '..', '..', '.traffic', `connectwise-simulator-${suite}.jsonl`);
	rmSync(file, { force: true });
	return file;
}

/** A simulator with a small seed that records its traffic, and a client of it. */
export async function startRecorded(
	suite: string,
	options: ConnectWiseOptions = {},
): Promise<{ simulator: ConnectWiseSimulator; http: AxiosInstance }> {
	const seed = { companies: 6, contactsPerCompany: 4, tickets: 60 };
	const simulator = await startConnectWise({ record: trafficFile(suite), seed, ...options });
	return { simulator, http: clientOf(simulator) };
}

/** Starts simulators that end with the test that started them, also where it fails: an open server keeps jest running. */
export function startForOneTest(): (options?: ConnectWiseOptions) => Promise<ConnectWiseSimulator> {
	const running: ConnectWiseSimulator[] = [];
	afterEach(async () => {
		await Promise.all(running.splice(0).map((simulator) => simulator.close()));
	});
	return async (options) => {
		const simulator = await startConnectWise(options);
		running.push(simulator);
		return simulator;
	};
}

/** The addresses of a `Link` header by their relation. */
export function links(header: unknown): Record<string, string> {
	const found = [...String(header ?? '').matchAll(/<([^>]+)>; rel="([^"]+)"/g)];
	return Object.fromEntries(found.map(([, address, rel]) => [rel, address]));
}
