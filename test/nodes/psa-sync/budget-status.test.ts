import { budgetKey, TenantBudget, type CallReport } from '../../../sync/connectors/http';
import { connectWiseBudget } from '../../../sync/connectors/connectwise';
import { outputOf, runNode, useStore } from './support';

const bench = useStore();
const TENANT = 'api-na.myconnectwise.net/acme';

const OK: CallReport = { headers: {}, dateMs: null };

/** Calls that sync runs made of ConnectWise, one after the other, and what became of each. */
async function called(reports: readonly CallReport[], { minutesApart = 0, minutesAgo = 0 } = {}): Promise<void> {
	let passed = 0;
	const start = Date.now() - ((reports.length - 1) * minutesApart + minutesAgo) * 60_000;
	const clock = { now: () => start + passed };
	const tenant = new TenantBudget(budgetKey('connectwise', TENANT), bench().store, { clock, random: () => 1 });
	const budget = tenant.for('sync', connectWiseBudget());
	for (const report of reports) {
		const leave = await budget.take({});
		if ('refused' in leave) throw new Error(leave.refused.message);
		await leave.done(report);
		passed += minutesApart * 60_000;
	}
}

async function systems(): Promise<unknown> {
	const [status] = outputOf(await runNode({ resource: 'sync', operation: 'status' }));
	return status?.systems;
}

describe('Sync → Get Status', () => {
	beforeEach(async () => {
		await bench().store.bindTenant('default', 'psa', 'connectwise', TENANT);
	});

	test('says of each system what is left of its calls', async () => {
		await called([OK, OK, OK]);
		expect(await systems()).toMatchObject([
			{
				side: 'psa',
				system: 'ConnectWise',
				tenant: TENANT,
				state: 'ok',
				limit: 1_000,
				windowSeconds: 60,
				reason: null,
				until: null,
				failures: 0,
			},
		]);
	});

	test('says that a system which fails again and again is left alone, and until when', async () => {
		await called(
			Array.from({ length: 10 }, () => ({ ...OK, failure: 'UNAVAILABLE' })),
			{ minutesApart: 1 },
		);
		expect(await systems()).toMatchObject([
			{
				state: 'open',
				failures: 10,
				until: expect.any(String) as string,
				reason: expect.stringMatching(/10 calls failed/) as string,
			},
		]);
	});

	test('says that the next call finds out whether it works again', async () => {
		await called(
			Array.from({ length: 10 }, () => ({ ...OK, failure: 'TIMEOUT' })),
			{ minutesApart: 1, minutesAgo: 1 },
		);
		expect(await systems()).toMatchObject([{ state: 'halfOpen', failures: 10 }]);
	});

	test('says that the credentials were refused', async () => {
		await called(Array.from({ length: 5 }, () => ({ ...OK, failure: 'AUTHENTICATION' })));
		expect(await systems()).toMatchObject([
			{ state: 'open', reason: expect.stringMatching(/credentials were refused 5 times/) as string },
		]);
	});

	test('says that the system asked for a pause', async () => {
		await called([{ ...OK, failure: 'RATE_LIMITED', retryAfterMs: 60_000 }]);
		expect(await systems()).toMatchObject([{ state: 'paused' }]);
	});
});
