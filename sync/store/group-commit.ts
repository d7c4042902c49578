import { sql, type Kysely } from 'kysely';
import type { StoreSchema } from './schema';

type Db = Kysely<StoreSchema>;
type Work<T> = (db: Db) => Promise<T>;

interface Job {
	readonly carryOut: Work<void>;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

/** More would make the first of them wait, and others who need the store. */
const MOST = 50;

/**
 * Lets small pieces of work that come at about the same time share one transaction: what it costs to reach the disk is
 * then paid once for all. Each is still carried out as a whole or not at all, and answers only when it is durable; one
 * that fails takes nothing of the others with it.
 */
export class GroupCommit {
	#waiting: Job[] = [];
	#started = false;

	/** @param transact carries work out in one durable transaction; what it throws has rolled back everything. */
	constructor(private readonly transact: (work: Work<void>) => Promise<void>) {}

	run<T>(work: Work<T>): Promise<T> {
		return new Promise((resolve, reject) => {
			let answer: () => void = () => undefined;
			const carryOut = async (db: Db): Promise<void> => {
				const result = await work(db);
				answer = () => resolve(result);
			};
			this.#waiting.push({ carryOut, resolve: () => answer(), reject });
			if (this.#started) return;
			this.#started = true;
			// After the answers of the network that are there already: they bring what belongs into the same group.
			setImmediate(() => void this.#drain());
		});
	}

	async #drain(): Promise<void> {
		while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, MOST));
		this.#started = false;
	}

	async #commit(jobs: readonly Job[]): Promise<void> {
		const failed = new Map<Job, unknown>();
		try {
			await this.transact(async (db) => {
				if (jobs.length === 1) return await jobs[0].carryOut(db);
				for (const job of jobs) {
					const outcome = await alone(db, job.carryOut);
					if (outcome) failed.set(job, outcome.error);
				}
			});
		} catch (error) {
			for (const job of jobs) job.reject(failed.get(job) ?? error);
			return;
		}
		for (const job of jobs) {
			if (failed.has(job)) job.reject(failed.get(job));
			else job.resolve();
		}
	}
}

/** Carries out one piece of work of a transaction, and undoes it alone where it fails. */
async function alone(db: Db, work: Work<void>): Promise<{ readonly error: unknown } | null> {
	await sql`savepoint job`.execute(db);
	try {
		await work(db);
		await sql`release savepoint job`.execute(db);
		return null;
	} catch (error) {
		try {
			await sql`rollback to savepoint job`.execute(db);
			await sql`release savepoint job`.execute(db);
		} catch {
			// A full or broken disk ends the transaction itself: what went wrong first is what there is to tell.
			throw error;
		}
		return { error };
	}
}
