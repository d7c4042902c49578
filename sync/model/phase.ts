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

/** What a sync remembers of its phase: since when, and which workflow ran it last. Times are ISO 8601 UTC. */
export interface SyncPhase extends PhaseRun {
	readonly since: string;
	readonly lastRunAt: string;
}

/**
 * Stops a run of another phase than the one that the sync is in.
 * @param standing null where the sync has no phase yet: any run may begin it.
 * @throws SyncError WRONG_PHASE
 */
export function refuseOtherPhase(sync: string, standing: SyncPhase | null, run: PhaseRun): void {
	if (standing === null || standing.phase === run.phase) return;
	const other = standing.workflow
		? `the workflow "${standing.workflow.name}" (${standing.workflow.id}) ran it last`
		: 'it ran last';
	throw new SyncError(
		'WRONG_PHASE',
		`The sync "${sync}" is in phase ${standing.phase} (${other} at ${standing.lastRunAt}), and this run belongs to phase ${run.phase}. Nothing was planned or written. Deactivate one of the two workflows, or give this one, if it serves another pair of tenants, a sync key of its own.`,
	);
}
