import { rmSync } from 'node:fs';
import { join } from 'node:path';
import axios, { type AxiosInstance } from 'axios';
import { type AutotaskOptions, type AutotaskSimulator, startAutotask } from '../../../sandbox/autotask';

/** An answer as tests look at it: what is asserted says what it should be. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answered = { [field: string]: any };

/** A client of the simulator that signs in as an integration does and rejects no status. */
export function clientOf({ apiUrl, credentials }: AutotaskSimulator): AxiosInstance {
	const { userName, secret, integrationCode } = credentials;
	return axios.create({
		baseURL: apiUrl,
		headers: { UserName: userName, Secret: secret, ApiIntegrationCode: integrationCode },
		validateStatus: () => true,
	});
}

/** Where the traffic of one suite goes; what an earlier run left there is removed. */
export function trafficFile(suite: string): string {
	const file = join(__dirname, '..', '..', '.traffic', `autotask-simulator-${suite}.jsonl`);
	rmSync(file, { force: true });
	return file;
}

/** A simulator with a small seed that records its traffic, and a client of it. */
export async function startRecorded(
	suite: string,
	options: AutotaskOptions = {},
): Promise<{ simulator: AutotaskSimulator; http: AxiosInstance }> {
	const seed = { companies: 6, contactsPerCompany: 4, tickets: 60 };
	const simulator = await startAutotask({ record: trafficFile(suite), seed, ...options });
	return { simulator, http: clientOf(simulator) };
}

/** Starts simulators that end with the test that started them, also where it fails: an open server keeps jest running. */
export function startForOneTest(): (options?: AutotaskOptions) => Promise<AutotaskSimulator> {
	const running: AutotaskSimulator[] = [];
	afterEach(async () => {
		await Promise.all(running.splice(0).map((simulator) => simulator.close()));
	});
	return async (options) => {
		const simulator = await startAutotask(options);
		running.push(simulator);
		return simulator;
	};
}

/** What a query finds. */
export async function query(
	http: AxiosInstance,
	entity: string,
	filter: readonly object[] = [{ op: 'gte', field: 'id', value: 0 }],
	more: object = {},
): Promise<Answered[]> {
	const { status, data } = await http.post(`/${entity}/query`, { filter, ...more });
	expect({ status, errors: data.errors }).toEqual({ status: 200, errors: undefined });
	return data.items;
}

/** The fields of a ticket that is complete enough to be created. */
export const TICKET = { companyID: 174, title: 'Printer', status: 1, priority: 2, queueID: 29682833 } as const;
