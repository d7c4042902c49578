import fc from 'fast-check';
import { LocalState, TenantBudget, type BudgetPolicy } from '../../../../sync/connectors/http';
import { SimulatedVendor } from './simulated-vendor';
import { VirtualTime } from './virtual-time';

const HOUR = 60 * 60_000;
const POLICY: BudgetPolicy = { limit: 10_000, windowMs: HOUR, share: 0.5, threads: 3 };

const flow = fc.record({
	worker: fc.nat(2),
	endpoint: fc.constantFrom('Tickets', 'Companies'),
	calls: fc.integer({ min: 1, max: 8 }),
	latencyMs: fc.integer({ min: 10, max: 5_000 }),
	startMs: fc.nat(20_000),
});

test('no endpoint ever sees more than three calls at a time, whichever workers make them, and every call gets its turn', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(flow, { minLength: 1, maxLength: 12 }),
			fc.tuple(...[0, 1, 2].map(() => fc.oneof(fc.constant(0), fc.integer({ min: -HOUR, max: HOUR })))),
			async (flows, clocks) => {
				const time = new VirtualTime();
				const vendor = new SimulatedVendor(time, { limit: 10_000, windowMs: HOUR });
				const shared = new LocalState();
				const workers = clocks.map(
					(clock, worker) =>
						new TenantBudget('tenant', shared, {
							worker: `worker ${worker}`,
							clock: { now: () => time.now + clock },
							sleep: time.sleep,
						}),
				);
				let done = 0;
				const call = async (worker: number, endpoint: string | undefined, latencyMs: number): Promise<void> => {
					for (;;) {
						const leave = await workers[worker].for('sync', POLICY).take({ endpoint });
						if ('refused' in leave) {
							await time.sleep(leave.refused.retryAfterMs);
							continue;
						}
						await leave.done(await vendor.call(latencyMs, endpoint));
						return;
					}
				};
				// The zone is looked up first: that call is not limited.
				workers.forEach((_, worker) => void call(worker, undefined, 10));
				await time.run(1_000);
				for (const { worker, endpoint, calls, latencyMs, startMs } of flows) {
					void (async () => {
						await time.sleep(startMs);
						await Promise.all(
							Array.from({ length: calls }, async () => {
								await call(worker, endpoint, latencyMs);
								done++;
							}),
						);
					})();
				}
				await time.run(30 * 60_000);
				expect(vendor.worstThreads).toBeLessThanOrEqual(3);
				expect(done).toBe(flows.reduce((sum, { calls }) => sum + calls, 0));
			},
		),
		{ numRuns: 40 },
	);
}, 120_000);

test('what a worker that died held is free again after a while', async () => {
	const time = new VirtualTime();
	const shared = new LocalState();
	const options = { clock: time.asClock, sleep: time.sleep };
	const dead = new TenantBudget('tenant', shared, options).for('sync', POLICY);
	const first = await dead.take({});
	if ('refused' in first) throw new Error(first.refused.message);
	await first.done({ headers: {}, dateMs: time.now });
	for (let call = 0; call < 3; call++) expect(await dead.take({ endpoint: 'Tickets' })).toHaveProperty('done');
	const other = new TenantBudget('tenant', shared, options).for('sync', POLICY);
	const zone = await other.take({});
	if ('done' in zone) await zone.done({ headers: {}, dateMs: time.now });
	const waiting = other.take({ endpoint: 'Tickets' });
	await time.run(31_000);
	expect(await waiting).toMatchObject({ refused: { code: 'PAUSED' } });
	await time.run(60_000);
	const leave = other.take({ endpoint: 'Tickets' });
	await time.run(1_000);
	expect(await leave).toHaveProperty('done');
});
