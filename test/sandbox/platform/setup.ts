import { type PlatformOptions, type RunningPlatform, startPlatform } from '../../../sandbox/platform';
import { ContractClient } from './client';

// Property tests speak HTTP a thousand times, on machines that do other things as well.
jest.setTimeout(60_000);

export interface Bench {
	readonly platform: RunningPlatform;
	readonly client: ContractClient;
	/** A company for records that need one. */
	readonly companyId: string;
	/** A ticket of that company. */
	readonly ticketId: string;
}

/**
 * Starts a platform with one company and one ticket before each test of a file, and closes it after.
 * @returns what stands on the bench in the test that is running
 */
export function useBench(options: PlatformOptions = {}): () => Bench {
	let bench: Bench | undefined;
	beforeEach(async () => {
		const platform = await startPlatform(options);
		const companyId = platform.control.create('company', { name: 'Northwind Dental', identifier: 'NORTHWIND' }).id;
		const ticketId = platform.control.create('ticket', { title: 'Printer is on fire', companyId }).id;
		bench = { platform, client: new ContractClient(platform), companyId, ticketId };
	});
	afterEach(async () => {
		await bench?.platform.close();
		bench = undefined;
	});
	return () => {
		if (!bench) throw new Error('The bench stands only while a test runs.');
		return bench;
	};
}
