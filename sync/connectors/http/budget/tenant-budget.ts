import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock, type Clock } from '../../../model/clock';
import type { System } from '../../../model/entity';
import type { Json } from '../../../model/json';
import type { SharedState } from '../../../model/shared-state';
import { ClockSkew } from '../skew';
import { afterFailure, afterSuccess, breakerKind, passage } from './breaker';
import type { ApiBudget, BudgetCall, BudgetPolicy, BudgetUse, CallReport, Permit, Refusal, Usage } from './budget';
import { firstLane, holdLanes } from './lanes';
import { afterHeaders, afterRefusal, afterUsage } from './lessons';
import { LocalLanes } from './local-lanes';
import { PauseWatch, pauseMs } from './pause';
import { headerUsage, type HeaderUsage } from './rate-limit-headers';
import { refusal, type Why } from './refusals';
import { LANE_MS, reserve, spendUnplaced, type Grant } from './reserve';
import { NEW_STATE, readState, type BudgetState } from './state';
import { termsOf } from './terms';

/** The key of a tenant's state. */
export function budgetKey(system: System, fingerprint: string): string {
	return `budget:${system}:${fingerprint}`;
}

export interface TenantBudgetOptions {
	/** Tells this worker from the others that share the state. */
	readonly worker?: string;
	/** It need not be right: the tenant's own time is learned from its answers. */
	readonly clock?: Clock;
	/** A clock that nobody sets: where `clock` goes otherwise than this one, the tenant's time is learned anew. */
	readonly steady?: Clock;
	readonly sleep?: (ms: number) => Promise<unknown>;
	readonly random?: () => number;
}

const STEADY: Clock = { now: () => performance.now() };
/** Clocks that part by so much between two looks were set, or the machine slept. */
const SET_BY_MS = 2_000;

/** How long a call waits for its turn before it is refused. */
const PATIENCE_MS: Readonly<Record<BudgetUse, number>> = { sync: 30_000, interactive: 10_000 };
/** Calls for which leave is asked at once: the first time, and at most. */
const FIRST_BLOCK = 4;
const LARGEST_BLOCK = 32;
/** Lanes that nobody used for so long are given back. */
const IDLE_MS = 300;
/** How long others wait for the one that finds out the tenant's time. */
const CLOCK_MS = 100;

interface Block {
	calls: number;
	readonly at: number;
	readonly until: number;
	readonly size: number;
}

interface Asker {
	readonly use: BudgetUse;
	readonly policy: BudgetPolicy;
	readonly ask?: () => Promise<Usage | undefined>;
}

type Step = { readonly permit: Permit; readonly measure: boolean } | { readonly why: Why; readonly ms: number };

/**
 * One tenant's allowance as one worker sees it. What all workers share is one piece of state, which is asked once for
 * several calls; the decisions are pure functions (`reserve`, `lessons`, `breaker`, `lanes`), this class carries them
 * out. Where the state cannot be reached, the worker goes on with what it knows.
 */
export class TenantBudget {
	readonly #worker: string;
	readonly #clock: Clock;
	readonly #steady: Clock;
	readonly #sleep: (ms: number) => Promise<unknown>;
	readonly #rest: (ms: number) => Promise<unknown>;
	readonly #random: () => number;
	#skew = new ClockSkew();
	readonly #lanes = new LocalLanes();
	readonly #pauses = new PauseWatch();
	readonly #blocks = new Map<BudgetUse, Block>();
	#unused: { readonly at: number; readonly calls: number }[] = [];
	#seen: BudgetState = NEW_STATE;
	/** What headers said since the state was last changed. */
	#headers: HeaderUsage | undefined;
	/** `asking`: one call is on its way to find out the tenant's time; the others wait for it. */
	#time: 'unknown' | 'asking' | 'known' = 'unknown';
	/** The clock less the steady one: time goes by the steady one, and is put right where the clock was set. */
	#apart: number;
	#turn: Promise<unknown> = Promise.resolve();

	/** @param key under which the tenant's state is kept: see `budgetKey` */
	constructor(
		readonly key: string,
		private readonly shared: SharedState,
		options: TenantBudgetOptions = {},
	) {
		this.#worker = options.worker ?? randomUUID();
		this.#clock = options.clock ?? systemClock;
		this.#steady = options.steady ?? options.clock ?? STEADY;
		this.#apart = this.#clock.now() - this.#steady.now();
		this.#sleep = options.sleep ?? delay;
		this.#rest = options.sleep ?? ((ms) => delay(ms, undefined, { ref: false }));
		this.#random = options.random ?? Math.random;
	}

	/** The budget for calls of one use. */
	for(use: BudgetUse, policy: BudgetPolicy): ApiBudget {
		let ask: Asker['ask'];
		return {
			take: (call) => this.#take({ use, policy, ask }, call),
			measuredBy: (how) => (ask = how),
		};
	}

	async #take(asker: Asker, call: BudgetCall): Promise<Permit | Refusal> {
		const deadline = this.#steady.now() + PATIENCE_MS[asker.use];
		for (;;) {
			const step = await this.#inTurn(() => this.#try(asker, call));
			if ('permit' in step) {
				if (step.measure) await this.#measure(asker);
				return step.permit;
			}
			// Full jitter behind the moment: workers that were stopped together do not come back together.
			const ms = step.ms + this.#random() * Math.min(1_000, step.ms / 4);
			if (this.#steady.now() + ms > deadline) return refusal(step.why, step.ms, this.#seen);
			const slept = this.#sleep(ms);
			await (step.why === 'lanes' && call.endpoint !== undefined ? this.#lanes.ended(call.endpoint, slept) : slept);
		}
	}

	async #try(asker: Asker, call: BudgetCall): Promise<Step> {
		this.#noticeSetClock();
		if (this.#time !== 'known') return await this.#tryToLearnTime(asker, call);
		const { use, policy } = asker;
		const endpoint = policy.threads === undefined ? undefined : call.endpoint;
		const now = this.#now();
		const block = this.#block(use, now);
		const needsLane = endpoint !== undefined && !this.#lanes.isFree(endpoint, now);
		if (block && !needsLane && call.metering !== true) {
			block.calls--;
			return { permit: this.#permit(asker, endpoint), measure: false };
		}
		const unused = this.#unused;
		this.#unused = [];
		const wanted = block && call.metering !== true ? 0 : this.#wanted(use);
		const grant = await this.#change((state, at) => {
			const { state: after, grant: answer } = reserve(
				this.#withHeaders(state, policy, at),
				policy,
				{
					worker: this.#worker,
					use,
					wanted,
					unused,
					lanes: endpoint === undefined ? undefined : this.#lanes.need(endpoint),
					metering: call.metering === true,
					waitedOut: this.#pauses.waitedOut(state, this.#steady.now()),
					canMeasure: asker.ask !== undefined && call.endpoint !== undefined,
				},
				at,
			);
			return { state: after, answer };
		});
		this.#headers = undefined;
		if (grant.kind === 'wait') return grant;
		if (endpoint !== undefined) this.#lanes.granted(endpoint, grant.held, now);
		if (call.metering !== true) this.#spendOne(use, block, grant, wanted);
		return { permit: this.#permit(asker, endpoint), measure: grant.measure };
	}

	/** The first call of a worker goes out alone: only its answer tells where in the tenant's windows the worker is. */
	async #tryToLearnTime(asker: Asker, call: BudgetCall): Promise<Step> {
		if (this.#time === 'asking') return { why: 'clock', ms: CLOCK_MS };
		const { policy } = asker;
		const endpoint = policy.threads === undefined ? undefined : call.endpoint;
		const wait = await this.#change<Step | null>((state, now) => {
			const gate = passage(state, now);
			if (gate.open && asker.use === 'sync') return { state, answer: { why: gate.kind, ms: gate.ms } };
			const ms = pauseMs(state, now, this.#pauses.waitedOut(state, this.#steady.now()));
			if (ms > 0) return { state, answer: { why: 'pause', ms } };
			const spent = spendUnplaced(state, 1);
			if (endpoint === undefined) return { state: spent, answer: null };
			const lane = firstLane(spent, endpoint, policy.threads ?? 1, this.#worker, now);
			return lane ? { state: lane, answer: null } : { state, answer: { why: 'lanes', ms: LANE_MS } };
		});
		if (wait) return wait;
		this.#time = 'asking';
		return { permit: this.#permit(asker, endpoint), measure: false };
	}

	#permit(asker: Asker, endpoint: string | undefined): Permit {
		const sentAt = this.#local();
		const sent = this.#now();
		const learnsTime = this.#time === 'asking';
		if (endpoint !== undefined) this.#lanes.begin(endpoint, this.#steady.now());
		return {
			done: async (report) => {
				if (endpoint !== undefined && this.#lanes.end(endpoint, this.#steady.now()))
					void this.#restLanes(asker, endpoint);
				this.#observe(report, sentAt);
				if (learnsTime && this.#time === 'asking') this.#time = hasAnswer(report) ? 'known' : 'unknown';
				await this.#inTurn(() => this.#learn(asker, report, sent));
			},
		};
	}

	#observe({ dateMs }: CallReport, sentAt: number): void {
		if (dateMs !== null) this.#skew.observe(dateMs, sentAt, this.#local());
	}

	async #learn({ use, policy }: Asker, report: CallReport, sentAt: number): Promise<void> {
		const { failure, headers } = report;
		const said = headerUsage(headers, this.#now());
		if (said) this.#headers = said;
		const random = this.#random();
		if (failure === 'RATE_LIMITED') {
			const lesson = policy.learn?.(report.said ?? '');
			if (lesson?.busy) return;
			const refused = { sentAt, retryAfterMs: report.retryAfterMs, lesson };
			await this.#stop((state, now) => afterRefusal(state, termsOf(policy, state), refused, now, () => random));
			return;
		}
		const kind = failure && breakerKind(failure);
		if (kind) {
			// A key that a person has mistyped in the editor says nothing of the one that runs use.
			if (use === 'interactive' && kind === 'credentials') return;
			await this.#stop((state, now) => afterFailure(state, kind, now, () => random));
		} else if (this.#seen.breaker && (failure === undefined || ANSWERS.has(failure))) {
			await this.#change((state) => ({ state: afterSuccess(state), answer: null }));
		}
		if (said?.remaining === 0) {
			this.#headers = undefined;
			await this.#stop((state, now) => afterHeaders(state, termsOf(policy, state), said, now));
		}
	}

	async #measure({ policy, ask }: Asker): Promise<void> {
		const usage = await ask?.().catch(() => undefined);
		if (!usage) return;
		await this.#change((state, now) => ({
			state: afterUsage(state, termsOf(policy, state), usage, now),
			answer: null,
		}));
	}

	/** A change after which leave that was given before is not good any more. */
	async #stop(change: (state: BudgetState, now: number) => BudgetState): Promise<void> {
		for (const use of [...this.#blocks.keys()]) this.#dropBlock(use);
		await this.#change((state, now) => ({ state: change(state, now), answer: null }));
	}

	#withHeaders(state: BudgetState, policy: BudgetPolicy, now: number): BudgetState {
		return this.#headers ? afterHeaders(state, termsOf(policy, state), this.#headers, now) : state;
	}

	#block(use: BudgetUse, now: number): Block | undefined {
		const block = this.#blocks.get(use);
		return block && block.calls > 0 && block.until > now ? block : undefined;
	}

	/** Twice as many as last time, where those were all used in their time. */
	#wanted(use: BudgetUse): number {
		const block = this.#blocks.get(use);
		return block && block.calls === 0 ? Math.min(LARGEST_BLOCK, block.size * 2) : FIRST_BLOCK;
	}

	#spendOne(
		use: BudgetUse,
		block: Block | undefined,
		grant: Extract<Grant, { kind: 'granted' }>,
		wanted: number,
	): void {
		if (block) {
			block.calls--;
			return;
		}
		this.#dropBlock(use);
		this.#blocks.set(use, { calls: grant.calls - 1, at: grant.at, until: grant.until, size: wanted });
	}

	#dropBlock(use: BudgetUse): void {
		const block = this.#blocks.get(use);
		if (block && block.calls > 0) this.#unused.push({ at: block.at, calls: block.calls });
		this.#blocks.delete(use);
	}

	async #restLanes({ policy }: Asker, endpoint: string): Promise<void> {
		const none = { worker: this.#worker, busy: 0, wanted: 0 };
		const giveUp = async (): Promise<boolean> => {
			if (!this.#lanes.giveUp(endpoint, this.#steady.now(), IDLE_MS)) return false;
			return await this.#change((state, now) => ({
				state: holdLanes(state, endpoint, policy.threads ?? 1, none, now).state,
				answer: true,
			}));
		};
		do await this.#rest(IDLE_MS);
		while (!(await this.#inTurn(giveUp)));
	}

	#noticeSetClock(): void {
		const apart = this.#clock.now() - this.#steady.now();
		if (Math.abs(apart - this.#apart) <= SET_BY_MS) return;
		this.#apart = apart;
		this.#skew = new ClockSkew();
		this.#lanes.doubtAll();
		for (const use of [...this.#blocks.keys()]) this.#dropBlock(use);
		if (this.#time === 'known') this.#time = 'unknown';
	}

	/** The tenant's time, as far as it is known. */
	#now(): number {
		return this.#local() + this.#skew.ms;
	}

	#local(): number {
		return this.#steady.now() + this.#apart;
	}

	async #change<T>(
		change: (state: BudgetState, now: number) => { readonly state: BudgetState; readonly answer: T },
	): Promise<T> {
		const carryOut = (stored: Json | null) => {
			const { state, answer } = change(readState(stored), this.#now());
			this.#seen = state;
			return { state, answer };
		};
		try {
			return await this.shared.changeState(this.key, carryOut);
		} catch {
			// A store that fails stops a run by itself; a person who asks for a record need not hear of it.
			return carryOut(this.#seen).answer;
		}
	}

	/** One after the other: what one step finds out, the next one knows. */
	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work, work);
		this.#turn = result.catch(() => undefined);
		return result;
	}
}

/** Failures that only a server can give which is there and knows who we are. */
const ANSWERS: ReadonlySet<string> = new Set(['REJECTED', 'NOT_FOUND', 'PRECONDITION', 'PERMISSION']);

function hasAnswer({ failure }: CallReport): boolean {
	return failure !== 'UNREACHABLE' && failure !== 'TIMEOUT';
}
