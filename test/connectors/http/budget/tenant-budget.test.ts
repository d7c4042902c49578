import { autotaskBudget } from '../../../../sync/connectors/autotask';
import { connectWiseBudget } from '../../../../sync/connectors/connectwise';
import {
	LocalState,
	readState,
	TenantBudget,
	type ApiBudget,
	type BudgetCall,
	type BudgetPolicy,
	type BudgetUse,
	type CallReport,
	type Permit,
	type Refusal,
} from '../../../../sync/connectors/http';
import { NEW_STATE } from '../../../../sync/connectors/http/budget/state';
import { termsOf } from '../../../../sync/connectors/http/budget/terms';
import type { SharedState } from '../../../../sync/model/shared-state';
import { VirtualTime } from './virtual-time';

const MINUTE = 60_000;
const UNKNOWN: BudgetPolicy = { limit: null, windowMs: MINUTE, share: 0.75 };

/** A tenant whose answers the test makes up, and workers in front of it. */
class Desk {
	readonly time = new VirtualTime();
	touches = 0;
	readonly #state = new LocalState();
	readonly shared: SharedState = {
		changeState: async (key, change) => {
			this.touches++;
			return await this.#state.changeState(key, change);
		},
	};

	worker(): TenantBudget {
		return new TenantBudget('tenant', this.shared, {
			clock: this.time.asClock,
			sleep: this.time.sleep,
			random: () => 0.5,
		});
	}

	/** Asks for leave, and lets time pass until there is an answer. */
	async ask(budget: ApiBudget, call: BudgetCall = {}): Promise<Permit | Refusal> {
		let answer: Permit | Refusal | undefined;
		void budget.take(call).then((given) => (answer = given));
		for (let step = 0; step < 1_000; step++) {
			await this.time.run(step === 0 ? 0 : 100);
			if (answer) return answer;
		}
		throw new Error('no answer');
	}

	/** One call and what became of it. @returns the refusal where it was not sent */
	async call(budget: ApiBudget, report: Partial<CallReport> = {}, call: BudgetCall = {}): Promise<Refusal | undefined> {
		const leave = await this.ask(budget, call);
		if ('refused' in leave) return leave;
		await leave.done({ headers: {}, dateMs: Math.floor(this.time.now / 1000) * 1000, ...report });
		return undefined;
	}

	/** How long the last pause is that all workers keep. */
	async pauseMs(): Promise<number> {
		return await this.#state.changeState('tenant', (stored) => {
			const { pause } = readState(stored);
			return { answer: pause ? pause.until - pause.from : 0 };
		});
	}

	/** How many calls a use gets at once. */
	async calls(budget: ApiBudget, most = 2_000): Promise<number> {
		for (let calls = 0; calls < most; calls++) {
			const start = this.time.now;
			const refused = await this.call(budget);
			// Having to wait is as good as being refused.
			if (refused || this.time.now > start) return calls;
		}
		return most;
	}
}

let desk: Desk;
beforeEach(() => (desk = new Desk()));

const handle = (policy: BudgetPolicy, use: BudgetUse = 'sync'): ApiBudget => desk.worker().for(use, policy);
const refusal = async (budget: ApiBudget): Promise<Refusal['refused'] | undefined> =>
	(await desk.call(budget))?.refused;

describe('what runs and people may use', () => {
	test('runs stop at their share, people go on up to nine tenths', async () => {
		const tenant = desk.worker();
		expect(await desk.calls(tenant.for('sync', connectWiseBudget()))).toBe(750);
		expect(await desk.calls(tenant.for('interactive', connectWiseBudget()))).toBe(150);
	});

	test('however large a share is set, a tenth of the limit stays for people', async () => {
		const tenant = desk.worker();
		expect(await desk.calls(tenant.for('sync', connectWiseBudget(1)))).toBe(800);
		expect(await desk.calls(tenant.for('interactive', connectWiseBudget(1)))).toBe(100);
	});

	test('another worker counts what this one has used', async () => {
		await desk.calls(handle(connectWiseBudget()));
		expect(await desk.calls(handle(connectWiseBudget()))).toBeLessThanOrEqual(1);
	});

	test('a run that is refused is told when it goes on, in words and milliseconds', async () => {
		const budget = handle(autotaskBudget());
		while (!(await desk.call(budget)));
		const refused = await refusal(budget);
		expect(refused).toMatchObject({
			code: 'PAUSED',
			message: expect.stringMatching(/is spent .*10000 calls in any 60 minutes.* goes on by itself in/) as string,
		});
		expect(refused?.retryAfterMs).toBeGreaterThan(0);
	});

	test('a hundred calls cost a handful of changes to the shared state', async () => {
		const budget = handle(connectWiseBudget());
		for (let call = 0; call < 100; call++) await desk.call(budget);
		expect(desk.touches).toBeLessThanOrEqual(8);
	});

	test('a clock that is set forgets nothing of what was spent: one call finds out the time, and the others are counted as before', async () => {
		let setBy = 0;
		const tenant = new TenantBudget('tenant', desk.shared, {
			clock: { now: () => desk.time.now + setBy },
			steady: desk.time.asClock,
			sleep: desk.time.sleep,
		});
		const budget = tenant.for('sync', connectWiseBudget());
		expect(await desk.calls(budget)).toBe(750);
		setBy = 2 * 60 * MINUTE;
		const first = await desk.ask(budget);
		expect(first).toHaveProperty('done');
		const second = desk.ask(budget);
		if ('done' in first) await first.done({ headers: {}, dateMs: desk.time.now });
		expect(await second).toMatchObject({ refused: { message: expect.stringMatching(/is spent/) as string } });
	});

	test('without a store, each process goes on with what it knows itself', async () => {
		const broken: SharedState = { changeState: async () => await Promise.reject(new Error('disk full')) };
		const alone = new TenantBudget('tenant', broken, { clock: desk.time.asClock, sleep: desk.time.sleep });
		expect(await desk.calls(alone.for('sync', connectWiseBudget()))).toBe(750);
	});
});

describe('what refusals teach', () => {
	test('all workers pause for as long as the server asked, and no longer', async () => {
		const [one, two] = [handle(UNKNOWN), handle(UNKNOWN)];
		await desk.call(two);
		await desk.call(one, { failure: 'RATE_LIMITED', retryAfterMs: 90_000 });
		await desk.time.run(6_000);
		expect(await refusal(two)).toMatchObject({
			code: 'PAUSED',
			message: expect.stringMatching(/asked for a pause/) as string,
		});
		await desk.time.run(90_000);
		expect(await refusal(two)).toBeUndefined();
		expect(await refusal(one)).toBeUndefined();
	});

	test('where the server names no time, pauses double', async () => {
		const budget = handle(UNKNOWN);
		await desk.call(budget);
		const pauses: number[] = [];
		for (let refusals = 0; refusals < 6; refusals++) {
			await desk.call(budget, { failure: 'RATE_LIMITED' });
			const pause = await desk.pauseMs();
			pauses.push(pause);
			await desk.time.run(pause + 1_000);
		}
		for (const [index, pause] of pauses.slice(1).entries()) expect(pause / pauses[index]).toBeCloseTo(2, 1);
	});

	test('a limit that the refusal names is kept from then on', async () => {
		const policy: BudgetPolicy = { ...UNKNOWN, learn: () => ({ limit: { limit: 40, windowMs: 10_000 } }) };
		const budget = handle(policy);
		await desk.call(budget, { failure: 'RATE_LIMITED', retryAfterMs: 1_000, said: '40 per 10 seconds' });
		await desk.time.run(2 * MINUTE);
		const calls = await desk.calls(budget);
		// The first call of a worker is counted when it knows the time.
		expect([29, 30]).toContain(calls);
	});

	test('without any word of a limit, the window is taken for smaller, and tried further with time', async () => {
		const budget = handle(UNKNOWN);
		for (let call = 0; call < 300; call++) await desk.call(budget);
		await desk.call(budget, { failure: 'RATE_LIMITED', retryAfterMs: 1_000 });
		await desk.time.run(80_000);
		const first = await desk.calls(budget);
		expect(first).toBeGreaterThan(200);
		expect(first).toBeLessThan(400);
		await desk.time.run(10 * MINUTE);
		expect(await desk.calls(budget)).toBeGreaterThan(1_000);
	});

	test('headers that say that nothing is left stop the calls before a refusal does', async () => {
		const budget = handle(UNKNOWN);
		const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '45' };
		await desk.call(budget, { headers });
		expect(await refusal(budget)).toMatchObject({ code: 'PAUSED' });
		await desk.time.run(46_000);
		expect(await refusal(budget)).toBeUndefined();
	});
});

describe('what the vendor counts', () => {
	test('is asked for rarely, and what others spend is theirs', async () => {
		const budget = handle(autotaskBudget());
		let asked = 0;
		budget.measuredBy(async () => {
			asked++;
			await desk.call(budget, {}, { endpoint: 'ThresholdInformation', metering: true });
			return { calls: 4_900, limit: 10_000, windowMs: 60 * MINUTE };
		});
		await desk.call(budget);
		let calls = 0;
		while (!(await desk.call(budget, {}, { endpoint: 'Tickets' }))) calls++;
		// 4,900 of the 5,000 that runs stop at are gone: a tenth of the limit is left to runs in any case.
		expect(calls).toBeGreaterThan(900);
		expect(calls).toBeLessThanOrEqual(1_000);
		expect(asked).toBeLessThanOrEqual(4);
	});

	test('that cannot be told is feared: while nobody knows what others spend, runs get a tenth of the limit', async () => {
		const budget = handle(autotaskBudget());
		budget.measuredBy(async () => await Promise.reject(new Error('no permission')));
		await desk.call(budget);
		let calls = 0;
		while (calls < 5_000 && !(await desk.call(budget, {}, { endpoint: 'Tickets' }))) calls++;
		expect(calls).toBeGreaterThan(900);
		expect(calls).toBeLessThanOrEqual(1_000);
	});

	test.each([0, -1, 0.5, Number.NaN])(
		'that names a limit of %p teaches nothing, and nothing is forgotten',
		async (limit) => {
			const spent: number[] = [];
			for (const budget of [handle(autotaskBudget()), handle(autotaskBudget())]) {
				budget.measuredBy(async () => await Promise.resolve({ calls: 10, limit, windowMs: 60 * MINUTE }));
				await desk.call(budget);
				let calls = 0;
				while (calls < 5_000 && !(await desk.call(budget, {}, { endpoint: 'Tickets' }))) calls++;
				spent.push(calls);
			}
			expect(spent[0]).toBeGreaterThan(900);
			expect(spent[0] + spent[1]).toBeLessThanOrEqual(1_000);
		},
	);

	test.each([MINUTE, 60 * MINUTE, 24 * 60 * MINUTE, 365 * 24 * 60 * MINUTE, 1e18])(
		'in a window of %p ms is kept in so many parts at most as a day has minutes',
		(windowMs) => {
			const { slotMs } = termsOf(UNKNOWN, { ...NEW_STATE, learned: { limit: 1_000, windowMs } });
			expect(windowMs / slotMs).toBeLessThanOrEqual(1_440);
			expect(windowMs / slotMs).toBeGreaterThanOrEqual(11);
		},
	);

	test('a thread limit that is met is no reason to pause', async () => {
		const budget = handle(autotaskBudget());
		await desk.call(budget);
		await desk.call(
			budget,
			{ failure: 'RATE_LIMITED', said: 'Thread Threshold Exceeded (Itgenatr005)' },
			{ endpoint: 'Tickets' },
		);
		const start = desk.time.now;
		expect(await refusal(budget)).toBeUndefined();
		expect(desk.time.now - start).toBeLessThan(1_000);
	});
});

describe('the circuit breaker', () => {
	/** Ten failures, over more than half a minute. */
	async function fail(budget: ApiBudget, failure: CallReport['failure'] = 'UNAVAILABLE'): Promise<void> {
		for (let call = 0; call < 10; call++) {
			await desk.call(budget, { failure });
			await desk.time.run(5_000);
		}
	}

	test('opens for runs after failures in a row; people may still try, and close it', async () => {
		const tenant = desk.worker();
		const [runs, people] = [tenant.for('sync', UNKNOWN), tenant.for('interactive', UNKNOWN)];
		await desk.call(runs);
		await fail(runs);
		await desk.call(people, { failure: 'UNAVAILABLE' });
		await desk.call(runs, { failure: 'UNAVAILABLE' });
		await desk.call(people);
		expect(await refusal(runs)).toBeUndefined();
	});

	test('lets one call of one worker find out whether it works again; the others wait for its answer', async () => {
		const [one, two] = [handle(UNKNOWN), handle(UNKNOWN)];
		await desk.call(one);
		await desk.call(two);
		for (let round = 0; round < 3; round++) await fail(one);
		// By now it is open for longer than anybody waits.
		expect(await refusal(one)).toMatchObject({
			code: 'PAUSED',
			message: expect.stringMatching(/calls failed/) as string,
		});
		await desk.time.run(10 * MINUTE);
		const trial = await desk.ask(one);
		expect(trial).toHaveProperty('done');
		expect(await refusal(two)).toMatchObject({ code: 'PAUSED' });
		if ('done' in trial) await trial.done({ headers: {}, dateMs: null });
		expect(await refusal(two)).toBeUndefined();
	});

	test('does not open for one broken address while the others answer', async () => {
		const budget = handle(UNKNOWN);
		for (let call = 0; call < 40; call++) {
			await desk.call(budget, call % 4 === 3 ? {} : { failure: 'UNAVAILABLE' });
			await desk.time.run(2_000);
		}
		expect(await refusal(budget)).toBeUndefined();
	});

	test('opens for credentials that are refused again and again, but not for those that a person tries', async () => {
		const tenant = desk.worker();
		const [runs, people] = [tenant.for('sync', UNKNOWN), tenant.for('interactive', UNKNOWN)];
		for (let call = 0; call < 10; call++) await desk.call(people, { failure: 'AUTHENTICATION' });
		expect(await refusal(runs)).toBeUndefined();
		for (let call = 0; call < 5; call++) await desk.call(runs, { failure: 'AUTHENTICATION' });
		expect(await refusal(runs)).toMatchObject({ code: 'AUTHENTICATION' });
		await desk.call(people);
		expect(await refusal(runs)).toBeUndefined();
	});

	test('opens where a new token is given each time, and refused each time', async () => {
		const budget = handle(UNKNOWN);
		for (let call = 0; call < 5; call++) {
			await desk.call(budget, {}, { preliminary: true });
			await desk.call(budget, { failure: 'AUTHENTICATION' });
		}
		expect(await refusal(budget)).toMatchObject({ code: 'AUTHENTICATION' });
	});

	test('lets the call for a token be the one that finds out whether it works again', async () => {
		const budget = handle(UNKNOWN);
		for (let call = 0; call < 5; call++) await desk.call(budget, { failure: 'AUTHENTICATION' }, { preliminary: true });
		expect(await refusal(budget)).toMatchObject({ code: 'AUTHENTICATION' });
		await desk.time.run(10 * MINUTE);
		expect(await desk.call(budget, {}, { preliminary: true })).toBeUndefined();
		expect(await refusal(budget)).toBeUndefined();
	});
});

describe('a call for a token', () => {
	test("is counted, and what its server says of its own window is not taken for the tenant's", async () => {
		const budget = handle(connectWiseBudget());
		await desk.call(budget);
		const headers = { 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '3600' };
		await desk.call(budget, { headers }, { preliminary: true });
		expect(await desk.calls(budget)).toBe(750 - 2);
	});
});
