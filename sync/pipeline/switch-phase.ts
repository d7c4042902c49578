import type { Clock } from '../model/clock';
import { SyncError } from '../model/errors';
import type { Phase, SyncPhase } from '../model/phase';
import type { Check } from '../model/readiness';
import type { Standing } from '../store/reported';
import type { Store } from '../store/store';
import { lookForDrift, type FieldMap } from './drift';
import { lookAtBilling } from './billing-check';
import { inTheWay, judgeReadiness, type JudgeOptions } from './readiness';

/** What was read longer ago than this counts as not read, where nobody says otherwise. */
export const OLDEST_READ_MS = 15 * 60_000;

export interface ReadinessOptions {
	readonly sync: string;
	readonly to: Phase;
	readonly oldestReadMs?: number;
	/** To look for drift and differences in billing with; null: they are not looked for. */
	readonly maps: readonly FieldMap[] | null;
	/** Whose days count for billing; UTC where nobody says otherwise. */
	readonly timeZone?: string;
}

export interface SwitchOptions extends ReadinessOptions {
	/** Who switches, for the record. */
	readonly by: string;
	/** Ids of the checks whose warnings are overridden. What blocks cannot be. */
	readonly although: readonly string[];
}

export interface Readiness {
	readonly from: SyncPhase;
	readonly checks: readonly Check[];
	/** What keeps the sync from being switched; empty where it is ready. */
	readonly reasons: readonly Check[];
}

export interface SwitchResult extends Readiness {
	/** `unchanged`: the sync was in that phase already. */
	readonly outcome: 'switched' | 'refused' | 'unchanged';
	/** The phase that the sync is in now. */
	readonly now: SyncPhase;
}

interface Dependencies {
	readonly store: Store;
	readonly clock: Clock;
}

/**
 * Looks whether a sync is ready for another phase. Calls no system and changes nothing.
 * @throws SyncError BAD_INPUT where the sync has no phase yet.
 */
export async function checkReadiness({ store, clock }: Dependencies, options: ReadinessOptions): Promise<Readiness> {
	const now = clock.now();
	const standing = await store.standing(options.sync, now);
	const from = begun(options.sync, standing);
	const checks = judgeReadiness(standing, await judgement(store, options, now));
	return { from, checks, reasons: inTheWay(checks, []) };
}

/**
 * Takes a sync into another phase, if nothing stands in the way. Writes nothing to either system, and changes nothing
 * in the store but the phase: what was planned stays planned, what waits for a person waits.
 *
 * What stands in the way is judged again in the transaction of the change, drift and billing aside.
 *
 * @throws SyncError BAD_INPUT where the sync has no phase yet, PRECONDITION where somebody else changed the phase
 * meanwhile; nothing has changed then.
 */
export async function switchPhase(dependencies: Dependencies, options: SwitchOptions): Promise<SwitchResult> {
	const { store, clock } = dependencies;
	const { sync, to, by, although } = options;
	const now = clock.now();
	const standing = await store.standing(sync, now);
	const from = begun(sync, standing);
	const judged = await judgement(store, options, now);
	const checks = judgeReadiness(standing, judged);
	const reasons = inTheWay(checks, although);
	if (from.phase === to) return { outcome: 'unchanged', from, now: from, checks, reasons };
	if (reasons.length > 0) return { outcome: 'refused', from, now: from, checks, reasons };

	const overridden = inTheWay(checks, []).map(({ id }) => id);
	const outcome = await store.switchPhase(
		{ sync, from, to, by, although: overridden, now: clock.now() },
		(current) => inTheWay(judgeReadiness(current, judged), although).length === 0,
	);
	switch (outcome.kind) {
		case 'switched':
			return { outcome: 'switched', from, now: outcome.phase, checks, reasons };
		case 'refused': {
			const later = judgeReadiness(outcome.standing, judged);
			return { outcome: 'refused', from, now: from, checks: later, reasons: inTheWay(later, although) };
		}
		case 'moved':
			throw new SyncError(
				'PRECONDITION',
				`The sync "${sync}" was in phase ${from.phase} when its readiness was checked, and is in phase ${outcome.phase?.phase ?? 'none'} since ${outcome.phase?.since ?? 'then'}: somebody else switched it. Nothing was changed by this run. Look at PSA Sync → Get Status, then check again.`,
			);
	}
}

function begun(sync: string, { phase }: Standing): SyncPhase {
	if (phase) return phase;
	throw new SyncError(
		'BAD_INPUT',
		`The sync "${sync}" is in no phase yet: its first live run decides it. Publish the workflow of the phase that you begin with, or correct the sync key.`,
	);
}

async function judgement(
	store: Store,
	{ sync, to, maps, oldestReadMs = OLDEST_READ_MS, timeZone = 'UTC' }: ReadinessOptions,
	now: number,
): Promise<JudgeOptions> {
	return {
		to,
		now,
		oldestReadMs,
		drift: maps && (await lookForDrift(store, sync, maps)),
		billing: maps && (await lookAtBilling(store, { sync, maps, now, timeZone })),
	};
}
