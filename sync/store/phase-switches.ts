import type { Kysely } from 'kysely';
import { isoTime } from '../model/clock';
import { PHASES, type Phase, type PhaseSwitch, type PhaseSwitchEntry } from '../model/phase';
import { phaseOf } from './phases';
import { damaged, parseNames } from './rows';
import type { StoreSchema } from './schema';
import { standingOf } from './standing';
import type { Standing, SwitchOutcome } from './reported';

type Db = Kysely<StoreSchema>;

/** See `Store.switchPhase`. */
export async function switchPhase(
	db: Db,
	request: PhaseSwitch,
	allows: (standing: Standing) => boolean,
): Promise<SwitchOutcome> {
	const { sync, from, to, by, although, now } = request;
	const standing = await standingOf(db, sync, now);
	const { phase } = standing;
	if (phase === null || phase.phase !== from.phase || phase.since !== from.since) return { kind: 'moved', phase };
	if (!allows(standing)) return { kind: 'refused', standing };
	const at = isoTime(now);
	await db.updateTable('phases').set({ phase: to, since: at }).where('sync', '=', sync).execute();
	const last = await db
		.selectFrom('phase_switches')
		.select((eb) => eb.fn.max('seq').as('seq'))
		.where('sync', '=', sync)
		.executeTakeFirst();
	const seq = Number(last?.seq ?? 0) + 1;
	await db
		.insertInto('phase_switches')
		.values({ sync, seq, from_phase: from.phase, to_phase: to, by, although: JSON.stringify(although), at })
		.execute();
	const next = await phaseOf(db, sync);
	return next ? { kind: 'switched', phase: next } : { kind: 'moved', phase: null };
}

/** See `Store.phaseSwitches`. */
export async function listSwitches(db: Db, sync: string, limit: number): Promise<PhaseSwitchEntry[]> {
	const rows = await db
		.selectFrom('phase_switches')
		.selectAll()
		.where('sync', '=', sync)
		.orderBy('seq', 'desc')
		.limit(limit)
		.execute();
	return rows.map((row) => {
		const what = `change of phase ${row.seq} of the sync ${sync}`;
		return {
			from: phaseFrom(row.from_phase, what),
			to: phaseFrom(row.to_phase, what),
			by: row.by,
			although: parseNames(row.although, what),
			at: row.at,
		};
	});
}

function phaseFrom(value: number, what: string): Phase {
	const found = PHASES.find((one) => one === value);
	if (found === undefined) throw damaged(what, `${value} is no phase`);
	return found;
}
