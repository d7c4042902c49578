import { rmSync } from 'node:fs';
import { join } from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import { type HaloPsaOptions, type HaloPsaSimulator, startHaloPsa } from '../../../sandbox/halopsa';

/** An answer as tests look at it: what is asserted says what it should be. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answered = { [field: string]: any };

/** Asks for a token as an application does. @returns the whole answer, whatever its status */
export function signIn(
	{ authUrl, credentials }: HaloPsaSimulator,
	form: Readonly<Record<string, string>> = {},
	tenant = credentials.tenant,
): Promise<{ status: number; data: Answered }> {
	const { clientId, clientSecret } = credentials;
	const fields = {
		grant_type: 'client_credentials',
		client_id: clientId,
		client_secret: clientSecret,
		scope: 'all',
		...form,
	};
	return axios.post(`${authUrl}/token`, new URLSearchParams(fields), {
		params: tenant === '' ? {} : { tenant },
		validateStatus: () => true,
	});
}

/** A client of the simulator that has signed in and rejects no status. */
export async function clientOf(simulator: HaloPsaSimulator): Promise<AxiosInstance> {
	const { data } = await signIn(simulator);
	return axios.create({
		baseURL: simulator.apiUrl,
		headers: { authorization: `Bearer ${String(data.access_token)}` },
		validateStatus: () => true,
	});
}

/** Where the traffic of one suite goes; what an earlier run left there is removed. */
export function trafficFile(suite: string): string {
	const file = join(__dirname, '..', '..', '.traffic', `halopsa-simulator-${suite}.jsonl`);
	rmSync(file, { force: true });
	return file;
}

/** A simulator with a small seed that records its traffic, and a client of it. */
export async function startRecorded(
	suite: string,
	options: HaloPsaOptions = {},
): Promise<{ simulator: HaloPsaSimulator; http: AxiosInstance }> {
	const seed = { companies: 6, contactsPerCompany: 4, tickets: 60 };
	const simulator = await startHaloPsa({ record: trafficFile(suite), seed, ...options });
	return { simulator, http: await clientOf(simulator) };
}

/** Starts simulators that end with the test that started them, also where it fails: an open server keeps jest running. */
export function startForOneTest(): (options?: HaloPsaOptions) => Promise<HaloPsaSimulator> {
	const running: HaloPsaSimulator[] = [];
	afterEach(async () => {
		await Promise.all(running.splice(0).map((simulator) => simulator.close()));
	});
	return async (options) => {
		const simulator = await startHaloPsa(options);
		running.push(simulator);
		return simulator;
	};
}
