import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { PHASES, refuseOtherPhase, type PhaseRun, type SyncPhase } from '../model/phase';
import { damaged } from './rows';
import type { StoreSchema } from './schema';

type Db = Kysely<StoreSchema>;

/** @returns the phase that a sync is in, null before its first live run. */
export async function phaseOf(db: Db, sync: string): Promise<SyncPhase | null> {
	const row = await db.selectFrom('phases').selectAll().where('sync', '=', sync).executeTakeFirst();
	if (!row) return null;
	const phase = PHASES.find((one) => one === row.phase);
	if (phase === undefined) throw damaged(`phase of the sync ${sync}`, `${row.phase} is no phase`);
	const workflow = row.workflow_id === null ? null : { id: row.workflow_id, name: row.workflow_name ?? '' };
	return { phase, workflow, since: row.since, lastRunAt: row.last_run_at };
}

/**
 * Binds a sync to the phase of its first run, and remembers who ran it last.
 * @throws SyncError WRONG_PHASE where the sync is in another phase.
 */
export async function enterPhase(db: Db, sync: string, run: PhaseRun, now: number): Promise<void> {
	const standing = await phaseOf(db, sync);
	refuseOtherPhase(sync, standing, run);
	const at = isoTime(now);
	const who = {
		workflow_id: run.workflow?.id ?? null,
		workflow_name: run.workflow?.name ?? null,
		last_run_at: at,
	};
	if (standing) await db.updateTable('phases').set(who).where('sync', '=', sync).execute();
	else {
		await db
			.insertInto('phases')
			.values({ sync, phase: run.phase, since: at, ...who })
			.execute();
	}
}
