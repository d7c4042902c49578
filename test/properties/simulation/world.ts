import type { CompiledMapping } from '../../../sync/mapping/compiled-mapping';
import type { Catalogue } from '../../../sync/model/catalogue';
import { otherSide, SIDES, type Entity, type Side } from '../../../sync/model/entity';
import { linkedId, type Link } from '../../../sync/model/link';
import type { Phase } from '../../../sync/model/phase';
import type { SyncPolicy } from '../../../sync/model/policy';
import type { Scope } from '../../../sync/model/scope';
import { DEFAULT_SETTINGS, type EngineSettings } from '../../../sync/pipeline';
import { LawBroken } from '../law';
import { MemoryStore } from '../../model/memory-store';
import type { Reformats } from './behaviour';
import type { Fault } from './faults';
import { PROFILES, tenantOf, type Pair, type Profile } from './profiles';
import { Run, type Meanwhile, type RunOptions } from './run';
import { SimulatedSystem } from './simulated-system';
import { ENTITIES_IN_PLAY, policy as defaultPolicy, SYNC, TENANT, type Tenant } from './tenant';

/** As ConnectWise's connector has it. */
const OVERLAP_MS = 300_000;

/** What an index lags by, and what a clock that was set back hides for a while, has come to light after so many rounds. */
const ROUND_MS = 100_000;
const QUIET_ROUNDS = 3;

export interface WorldOptions {
	/** Server clocks minus true time, milliseconds. */
	readonly skewMs: Readonly<Record<Side, number>>;
	readonly lagMs: number;
	/** Records that one run takes. */
	readonly limit: number;
	/** Calls to one system at a time. */
	readonly concurrency?: number;
	readonly policy?: SyncPolicy;
	readonly tenant?: Tenant;
	/** Which vendors stand on the two sides; ConnectWise and the platform by default. */
	readonly pair?: Pair;
	/** Where a vendor hides new records for a while: for how long. */
	readonly hiddenMs?: number;
	/** Both systems write some values in a form of their own that their catalogues do not tell. */
	readonly reformats?: Readonly<Record<Side, Reformats>>;
}

const SETTINGS: EngineSettings = { ...DEFAULT_SETTINGS, chunk: 4, concurrency: 1 };

/** Two systems, a store and the engine between them, on clocks that only the test moves. */
export class World {
	#now = Date.parse('2026-01-01T08:00:00.000Z');
	/** The engine's own clock minus true time. */
	localOffsetMs = 0;
	readonly tenant: Tenant;
	mappings: readonly CompiledMapping[];
	psa: SimulatedSystem;
	platform: SimulatedSystem;
	memory = new MemoryStore();
	/**
	 * Records that a run is writing, as `side id`, of a system without versions: between its last read and the write
	 * nothing can tell an edit.
	 */
	readonly inFlight = new Map<Run, ReadonlySet<string>>();
	/** What people wanted to do in a run that is over, to records that another run has under way. */
	postponed: readonly Meanwhile[] = [];
	/** The last run left records for the next one. */
	more = false;
	/** The phase that the workflow of the next run belongs to. */
	phaseOfNextRun: () => Phase = () => 1;
	/** The rules of a phase. */
	policyOf: (phase: Phase) => SyncPolicy = () => this.policy;
	/** The rules for records of moved companies, where they have any of their own. */
	movedPolicyOf: (phase: Phase) => SyncPolicy | undefined = () => undefined;
	/** What of a side is carried. */
	scopeOf: (side: Side) => Scope | undefined = () => undefined;
	/** Called at every await of every run. */
	atEveryAwait: () => Promise<void> = async () => undefined;
	/** What runs wrote while the sync was in another phase than theirs. */
	readonly astray: string[] = [];

	constructor(readonly options: WorldOptions) {
		// The machine's clock is the engine's: code that asks it instead of a server is wrong by the skew, not by a year.
		jest.spyOn(Date, 'now').mockImplementation(() => this.clock.now());
		this.tenant = options.tenant ?? (options.pair ? tenantOf(options.pair) : TENANT);
		this.mappings = this.tenant.mappings;
		const { catalogues } = this.tenant;
		this.psa = this.#started('psa', catalogues.psa);
		this.platform = this.#started('platform', catalogues.platform);
	}

	#started(side: Side, catalogue: Catalogue): SimulatedSystem {
		const { options } = this;
		const { lengths: _lengths, company: _company, trims: _trims, ...profile } = this.profile(side);
		return new SimulatedSystem(
			{
				...profile,
				hiddenMs: profile.hiddenMs === 0 ? 0 : (options.hiddenMs ?? profile.hiddenMs),
				side,
				catalogue,
				skewMs: options.skewMs[side],
				lagMs: options.lagMs,
				overlapMs: OVERLAP_MS,
				pageSize: 3,
				localOffsetMs: () => this.localOffsetMs,
				...(options.reformats && { reformats: options.reformats[side] }),
			},
			() => this.#now,
		);
	}

	profile(side: Side): Profile {
		return this.options.pair?.[side] ?? PROFILES[side === 'psa' ? 'connectwise' : 'platform'];
	}

	/** @returns this world as it is now, to live on by itself. */
	clone(): World {
		const copy = new World(this.options);
		copy.#now = this.#now;
		copy.localOffsetMs = this.localOffsetMs;
		copy.mappings = this.mappings;
		copy.psa = this.psa.clone(() => copy.#now);
		copy.platform = this.platform.clone(() => copy.#now);
		copy.memory = this.memory.clone();
		copy.more = this.more;
		return copy;
	}

	system(side: Side): SimulatedSystem {
		return side === 'psa' ? this.psa : this.platform;
	}

	/** What is carried. */
	get entities(): readonly Entity[] {
		return this.tenant.entities ?? ENTITIES_IN_PLAY;
	}

	get settings(): EngineSettings {
		return { ...SETTINGS, concurrency: this.options.concurrency ?? SETTINGS.concurrency };
	}

	get policy(): SyncPolicy {
		return this.options.policy ?? defaultPolicy;
	}

	/** True time. */
	get now(): number {
		return this.#now;
	}

	/** What the engine takes for the time. */
	readonly clock = { now: () => this.#now + this.localOffsetMs };

	/** Lets time pass. */
	wait(ms: number): void {
		this.#now += ms;
	}

	/** Faults for the next calls of a side. */
	break(side: Side, faults: readonly Fault[]): void {
		this.system(side).faults = [...faults];
	}

	mend(): void {
		for (const side of SIDES) {
			this.system(side).faults = [];
			this.system(side).down = false;
		}
	}

	/** One run of the workflow. @returns false when the process died in it */
	run(options: RunOptions = {}): Promise<boolean> {
		return new Run(this, options).live();
	}

	/** A webhook, as an engine may take one: records to be read again, named once or often, in any order, known or not. */
	async hint(side: Side, entity: Entity, ids: readonly string[]): Promise<void> {
		for (const recordId of ids)
			await this.memory.addRevisits([{ sync: SYNC, side, entity, recordId, force: [], reason: 'webhook' }]);
	}

	/**
	 * Runs until nothing is left to do, with time passing in between; everything works from here on.
	 * @throws LawBroken S1 where the sync does not come to rest
	 */
	async settle(): Promise<void> {
		this.mend();
		for (let round = 0, quiet = 0; round < 200; round++) {
			const before = this.writeCount();
			await this.run();
			this.wait(ROUND_MS);
			const rests = this.writeCount() === before && (await this.#waiting()) === 0 && !this.more;
			quiet = rests ? quiet + 1 : 0;
			if (quiet === QUIET_ROUNDS) return;
		}
		throw new LawBroken('S1', `the sync does not come to rest: ${JSON.stringify(await this.memory.status(SYNC))}`);
	}

	/** Writes that are due sooner or later, and records that are to be read again. */
	async #waiting(): Promise<number> {
		const { writes, revisits } = await this.memory.status(SYNC);
		return (writes.pending ?? 0) + (writes.replan ?? 0) + revisits;
	}

	writeCount(): number {
		return this.psa.writes.length + this.platform.writes.length;
	}

	links(entity: Entity): Link[] {
		return this.memory.allLinks().filter((link) => link.entity === entity);
	}

	/** A record's counterpart as the engine knows it; undefined while there is none. */
	counterpart(entity: Entity, side: Side, id: string): string | undefined {
		const link = this.links(entity).find((one) => linkedId(one, side) === id);
		return (link && linkedId(link, otherSide(side))) ?? undefined;
	}
}
