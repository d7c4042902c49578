import { SyncError } from './errors';

/**
 * The phases of a migration, in order: 1 both systems side by side, 2 clients move over, 3 the PSA only bills. A sync is
 * in one phase at a time; each phase has workflows of its own.
 */
export const PHASES = [1, 2, 3] as const;
export type Phase = (typeof PHASES)[number];

/** The phase that a run belongs to, and the workflow that runs. */
export interface PhaseRun {
	readonly phase: Phase;
	/** Null where the caller is no workflow. */
	readonly workflow: { readonly id: string; readonly name: string } | null;
}

/**
 * What a sync remembers of its phase: since when, and which workflow ran the sync last. Times are ISO 8601 UTC. Until a
 * workflow of the phase has run, the last run is one of the former phase: `lastRunAt` is before `since`.
 */
export interface SyncPhase extends PhaseRun {
	readonly since: string;
	readonly lastRunAt: string;
}

/** A person's wish to put a sync into another phase. */
export interface PhaseSwitch {
	readonly sync: string;
	/** The phase whose end was judged, and since when the sync was in it: it must still be so. */
	readonly from: Pick<SyncPhase, 'phase' | 'since'>;
	readonly to: Phase;
	/** Who wishes it, for the record. */
	readonly by: string;
	/** Which warnings were overridden, by the ids of the checks. */
	readonly although: readonly string[];
	/** Milliseconds since 1970. */
	readonly now: number;
}

/** One change of phase, for people to read later. */
export interface PhaseSwitchEntry {
	readonly from: Phase;
	readonly to: Phase;
	readonly by: string;
	readonly although: readonly string[];
	/** ISO 8601 UTC. */
	readonly at: string;
}

/**
 * Stops a run of another phase than the one that the sync is in.
 * @param standing null where the sync has no phase yet: any run may begin it.
 * @throws SyncError WRONG_PHASE
 */
export function refuseOtherPhase(sync: string, standing: SyncPhase | null, run: PhaseRun): void {
	if (standing === null || standing.phase === run.phase) return;
	throw new SyncError(
		'WRONG_PHASE',
		`The sync "${sync}" is in phase ${standing.phase} (${lastRun(standing)}), and this run belongs to phase ${run.phase}. Nothing was planned or written. Unpublish one of the two workflows. To take the sync to phase ${run.phase}, run PSA Sync → Switch Phase; that writes nothing by itself. If this workflow serves another pair of tenants, give it a sync key of its own.`,
	);
}

function lastRun({ workflow, since, lastRunAt }: SyncPhase): string {
	if (lastRunAt < since) return `switched there at ${since}; no workflow of that phase has run yet`;
	return workflow
		? `the workflow "${workflow.name}" (${workflow.id}) ran it last at ${lastRunAt}`
		: `it ran last at ${lastRunAt}`;
}
