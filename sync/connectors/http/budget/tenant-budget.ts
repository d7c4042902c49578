import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { System } from '../../../model/entity';
import type { Json } from '../../../model/json';
import type { SharedState } from '../../../model/shared-state';
import { afterFailure, afterSuccess, breakerKind, passage } from './breaker';
import type { ApiBudget, BudgetCall, BudgetPolicy, BudgetUse, CallReport, Permit, Refusal, Usage } from './budget';
import { firstLane, holdLanes } from './lanes';
import { afterHeaders, afterRefusal, afterUsage } from './lessons';
import { LocalBlocks } from './local-blocks';
import { LocalLanes } from './local-lanes';
import { PauseWatch, pauseMs } from './pause';
import { headerUsage, type HeaderUsage } from './rate-limit-headers';
import { refusal, type Why } from './refusals';
import { LANE_MS, reserve, spendUnplaced } from './reserve';
import { NEW_STATE, readState, type BudgetState } from './state';
import { TenantTime, type TenantTimeOptions } from './tenant-time';
import { termsOf } from './terms';

/** The key of a tenant's state. */
export function budgetKey(system: System, fingerprint: string): string {
	return `budget:${system}:${fingerprint}`;
}

export interface TenantBudgetOptions extends TenantTimeOptions {
	/** Tells this worker from the others that share the state. */
	readonly worker?: string;
	readonly sleep?: (ms: number) => Promise<unknown>;
	readonly random?: () => number;
}

/** How long a call waits for its turn before it is refused. */
const PATIENCE_MS: Readonly<Record<BudgetUse, number>> = { sync: 30_000, interactive: 10_000 };
/** Lanes that nobody used for so long are given back. */
const IDLE_MS = 300;
/** How long others wait for the one that finds out the tenant's time. */
const CLOCK_MS = 100;

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
	readonly #time: TenantTime;
	readonly #sleep: (ms: number) => Promise<unknown>;
	readonly #rest: (ms: number) => Promise<unknown>;
	readonly #random: () => number;
	readonly #lanes = new LocalLanes();
	readonly #pauses = new PauseWatch();
	readonly #blocks = new LocalBlocks();
	#seen: BudgetState = NEW_STATE;
	/** What headers said since the state was last changed. */
	#headers: HeaderUsage | undefined;
	#turn: Promise<unknown> = Promise.resolve();

	/** @param key under which the tenant's state is kept: see `budgetKey` */
	constructor(
		readonly key: string,
		private readonly shared: SharedState,
		options: TenantBudgetOptions = {},
	) {
		this.#worker = options.worker ?? randomUUID();
		this.#time = new TenantTime(options);
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
		const deadline = this.#time.steady() + PATIENCE_MS[asker.use];
		for (;;) {
			const step = await this.#inTurn(() => this.#try(asker, call));
			if ('permit' in step) {
				if (step.measure) await this.#measure(asker);
				return step.permit;
			}
			// Full jitter behind the moment: workers that were stopped together do not come back together.
			const ms = step.ms + this.#random() * Math.min(1_000, step.ms / 4);
			if (this.#time.steady() + ms > deadline) return refusal(step.why, step.ms, this.#seen);
			const slept = this.#sleep(ms);
			await (step.why === 'lanes' && call.endpoint !== undefined ? this.#lanes.ended(call.endpoint, slept) : slept);
		}
	}

	async #try(asker: Asker, call: BudgetCall): Promise<Step> {
		this.#noticeSetClock();
		if (this.#time.knowledge !== 'known') return await this.#tryToLearnTime(asker, call);
		const { use, policy } = asker;
		const endpoint = policy.threads === undefined ? undefined : call.endpoint;
		const now = this.#time.now();
		const hasBlock = call.metering !== true && this.#blocks.has(use, now);
		// From before the answer: others count from when they hear of it, which is not sooner.
		const asked = this.#time.steady();
		const needsLane = endpoint !== undefined && !this.#lanes.isFree(endpoint, asked);
		if (hasBlock && !needsLane) {
			this.#blocks.spend(use);
			return { permit: this.#permit(asker, call, endpoint), measure: false };
		}
		const unused = this.#blocks.takeUnused();
		const wanted = hasBlock ? 0 : this.#blocks.wanted(use);
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
					waitedOut: this.#pauses.waitedOut(state, this.#time.steady()),
					canMeasure: asker.ask !== undefined && call.endpoint !== undefined,
				},
				at,
			);
			return { state: after, answer };
		});
		this.#headers = undefined;
		if (grant.kind === 'wait') {
			if (endpoint !== undefined && grant.why === 'lanes') this.#lanes.left(endpoint, grant.held);
			return grant;
		}
		if (endpoint !== undefined) this.#lanes.granted(endpoint, grant.held, asked);
		if (call.metering !== true) {
			if (!hasBlock) this.#blocks.keep(use, { ...grant, wanted });
			this.#blocks.spend(use);
		}
		return { permit: this.#permit(asker, call, endpoint), measure: grant.measure };
	}

	/** The first call of a worker goes out alone: only its answer tells where in the tenant's windows the worker is. */
	async #tryToLearnTime(asker: Asker, call: BudgetCall): Promise<Step> {
		if (this.#time.knowledge === 'asking') return { why: 'clock', ms: CLOCK_MS };
		const { policy } = asker;
		const endpoint = policy.threads === undefined ? undefined : call.endpoint;
		const wait = await this.#change<Step | null>((state, now) => {
			const gate = passage(state, now);
			if (gate.open && asker.use === 'sync') return { state, answer: { why: gate.kind, ms: gate.ms } };
			const ms = pauseMs(state, now, this.#pauses.waitedOut(state, this.#time.steady()));
			if (ms > 0) return { state, answer: { why: 'pause', ms } };
			const spent = spendUnplaced(state, 1);
			if (endpoint === undefined) return { state: spent, answer: null };
			const lane = firstLane(spent, endpoint, policy.threads ?? 1, this.#worker, now);
			return lane ? { state: lane, answer: null } : { state, answer: { why: 'lanes', ms: LANE_MS } };
		});
		if (wait) return wait;
		this.#time.ask();
		return { permit: this.#permit(asker, call, endpoint), measure: false };
	}

	#permit(asker: Asker, call: BudgetCall, endpoint: string | undefined): Permit {
		const sentAt = this.#time.local();
		const sent = this.#time.now();
		const learnsTime = this.#time.knowledge === 'asking';
		if (endpoint !== undefined) this.#lanes.begin(endpoint, this.#time.steady());
		return {
			done: async (report) => {
				if (endpoint !== undefined && this.#lanes.end(endpoint, this.#time.steady()))
					this.#restLanes(asker, endpoint).catch(() => undefined);
				if (report.dateMs !== null) this.#time.observe(report.dateMs, sentAt);
				if (learnsTime) this.#time.told(hasAnswer(report));
				await this.#inTurn(() => this.#learn(asker, call, report, sent));
			},
		};
	}

	async #learn({ use, policy }: Asker, call: BudgetCall, report: CallReport, sentAt: number): Promise<void> {
		const { failure, headers } = report;
		// Another server, or another counter, than the one that the calls go to.
		const said = call.preliminary ? undefined : headerUsage(headers, this.#time.now());
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
			// A token that is given each time, and refused each time, must not hide that nothing works.
			if (call.preliminary && this.#seen.breaker.until === null) return;
			await this.#change((state) => ({ state: afterSuccess(state), answer: null }));
		}
		if (said?.remaining === 0) {
			this.#headers = undefined;
			await this.#stop((state, now) => afterHeaders(state, termsOf(policy, state), said, now));
		}
	}

	async #measure({ policy, ask }: Asker): Promise<void> {
		const usage = await ask?.().catch(() => undefined);
		if (!usage || !isUsable(usage)) return;
		await this.#change((state, now) => ({
			state: afterUsage(state, termsOf(policy, state), usage, now),
			answer: null,
		}));
	}

	/** A change after which leave that was given before is not good any more. */
	async #stop(change: (state: BudgetState, now: number) => BudgetState): Promise<void> {
		this.#blocks.dropAll();
		await this.#change((state, now) => ({ state: change(state, now), answer: null }));
	}

	#withHeaders(state: BudgetState, policy: BudgetPolicy, now: number): BudgetState {
		return this.#headers ? afterHeaders(state, termsOf(policy, state), this.#headers, now) : state;
	}

	async #restLanes({ policy }: Asker, endpoint: string): Promise<void> {
		const none = { worker: this.#worker, busy: 0, wanted: 0 };
		const giveUp = async (): Promise<boolean> => {
			if (!this.#lanes.giveUp(endpoint, this.#time.steady(), IDLE_MS)) return false;
			return await this.#change((state, now) => ({
				state: holdLanes(state, endpoint, policy.threads ?? 1, none, now).state,
				answer: true,
			}));
		};
		do await this.#rest(IDLE_MS);
		while (!(await this.#inTurn(giveUp)));
	}

	#noticeSetClock(): void {
		if (!this.#time.wasSet()) return;
		this.#lanes.doubtAll();
		this.#blocks.dropAll();
	}

	async #change<T>(
		change: (state: BudgetState, now: number) => { readonly state: BudgetState; readonly answer: T },
	): Promise<T> {
		const carryOut = (stored: Json | null) => {
			const { state, answer } = change(stored === this.#seen ? this.#seen : readState(stored), this.#time.now());
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

/** What is no limit ("0", "-1" for none) must not become one, and is nothing that can be kept. */
function isUsable({ calls, limit, windowMs }: Usage): boolean {
	return Number.isFinite(calls) && [limit, windowMs].every((value) => Number.isSafeInteger(value) && value > 0);
}

/** Failures that only a server can give which is there and knows who we are. */
const ANSWERS: ReadonlySet<string> = new Set(['REJECTED', 'NOT_FOUND', 'PRECONDITION', 'PERMISSION']);

function hasAnswer({ failure }: CallReport): boolean {
	return failure !== 'UNREACHABLE' && failure !== 'TIMEOUT';
}
