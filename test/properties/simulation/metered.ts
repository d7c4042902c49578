import { TenantBudget, type BudgetPolicy } from '../../../sync/connectors/http';
import type { Side } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import type { World } from './world';

const CALLS = ['changes', 'read', 'find', 'create', 'update'] as const;

export interface Limits {
	/** Calls that the system lets pass in a window. */
	readonly limit: number;
	readonly windowMs: number;
	/** Whether we know that before the first refusal. */
	readonly isKnown: boolean;
	/** How long a refused caller is asked to wait; null: it is not told. */
	readonly retryAfterMs: number | null;
}

/** Puts limits on the calls of one side of a world, and a budget before its connector, as the transport does. */
export class Metered {
	#arrivals: number[] = [];
	/** Others take everything: each call is refused. */
	storm = false;
	/** Calls that were refused, and those of them that we could have known to be too many. */
	refused = 0;
	tooMany = 0;

	constructor(
		private readonly world: World,
		side: Side,
		private readonly limits: Limits,
	) {
		const system = world.system(side);
		const { limit, windowMs, isKnown } = limits;
		const policy: BudgetPolicy = { limit: isKnown ? limit : null, windowMs, share: 0.75 };
		const budget = new TenantBudget(side, world.memory, {
			clock: world.clock,
			sleep: async (ms) => world.wait(Math.ceil(ms)),
			random: () => 0.5,
		}).for('sync', policy);
		for (const name of CALLS) {
			const call = system[name].bind(system) as (...args: unknown[]) => Promise<unknown>;
			const metered = async (...args: unknown[]): Promise<unknown> => {
				const leave = await budget.take({});
				if ('refused' in leave) {
					const { code, message, retryAfterMs } = leave.refused;
					throw new SyncError(code, message, { system: system.system, retryAfterMs });
				}
				const dateMs = Math.floor((world.now + system.behaviour.skewMs) / 1000) * 1000;
				const retryAfterMs = limits.retryAfterMs ?? undefined;
				if (!this.#mayPass()) {
					await leave.done({ failure: 'RATE_LIMITED', headers: {}, dateMs, retryAfterMs });
					throw new SyncError('RATE_LIMITED', 'too many requests', { system: system.system, retryAfterMs });
				}
				try {
					const answer = await call(...args);
					await leave.done({ headers: {}, dateMs });
					return answer;
				} catch (error) {
					await leave.done({ failure: error instanceof SyncError ? error.code : 'UNREACHABLE', headers: {}, dateMs });
					throw error;
				}
			};
			Object.assign(system, { [name]: metered });
		}
	}

	#mayPass(): boolean {
		const { limit, windowMs, isKnown } = this.limits;
		this.#arrivals = this.#arrivals.filter((at) => at > this.world.now - windowMs);
		if (this.storm) return this.#refuse();
		if (this.#arrivals.length >= limit) {
			if (isKnown) this.tooMany++;
			return this.#refuse();
		}
		this.#arrivals.push(this.world.now);
		return true;
	}

	#refuse(): false {
		this.refused++;
		return false;
	}
}
