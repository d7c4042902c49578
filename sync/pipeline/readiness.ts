import { recordName } from '../connectors/record-name';
import type { Link } from '../model/link';
import type { Phase } from '../model/phase';
import type { Check, CheckId, Example } from '../model/readiness';
import type { ReviewKind } from '../model/review';
import type { Standing } from '../store/reported';
import type { BillingReport } from './billing';
import type { DriftReport } from './drift';
import { billing } from './billing-check';

export interface JudgeOptions {
	readonly to: Phase;
	/** Milliseconds since 1970. */
	readonly now: number;
	/** What was read longer ago than this counts as not read. */
	readonly oldestReadMs: number;
	/** Null where there were no field maps to look with. */
	readonly drift: DriftReport | null;
	/** Null where there were no field maps to tell rounding from differences with. */
	readonly billing: BillingReport | null;
}

type Weight = 'warns' | 'blocks';

/** What was found, where something was. */
interface Finding {
	readonly id: CheckId;
	readonly name: string;
	readonly weight: Weight;
	readonly count: number;
	readonly found: string;
	readonly whatToDo: string;
	readonly examples?: readonly Example[];
	/** What is said where nothing was found. */
	readonly none?: string;
}

/** Judges whether a sync is ready for another phase. Pure; nothing that can be read from the store alone is left out. */
export function judgeReadiness(standing: Standing, options: JudgeOptions): Check[] {
	return [
		...undoneWork(standing),
		...order(standing, options.to),
		...openEntries(standing),
		...records(standing),
		watermarks(standing, options),
	]
		.map(settled)
		.concat(drift(options.drift), billing(options.billing));
}

/** @returns the checks that keep a sync from being switched: what blocks, and warnings that were not overridden. */
export function inTheWay(checks: readonly Check[], although: readonly string[]): Check[] {
	return checks.filter(({ id, state }) => state === 'blocks' || (state === 'warns' && !although.includes(id)));
}

function settled({ weight, none = 'Nothing found.', examples = [], ...finding }: Finding): Check {
	if (finding.count > 0) return { ...finding, state: weight, examples };
	return { ...finding, state: 'ok', found: none, whatToDo: '', examples: [] };
}

function undoneWork({ status, undone }: Standing): Finding[] {
	const { flapping = 0, massDeletion = 0 } = status.openReviews;
	return [
		{
			id: 'writesInFlight',
			name: 'Writes Under Way',
			weight: 'blocks',
			count: undone.inFlight,
			found: `${writes(undone.inFlight)} under way: being sent at this moment, or sent without an answer. What is under way may land after the switch.`,
			whatToDo:
				'Leave the workflow of the current phase published until it has found out what became of them, a few minutes at most, then check again.',
		},
		{
			id: 'writesDue',
			name: 'Writes That Are Due',
			weight: 'blocks',
			count: undone.due,
			found: `${writes(undone.due)} planned by the rules of the current phase and not carried out yet.`,
			whatToDo: 'Leave the workflow of the current phase published until it has carried them out, then check again.',
		},
		{
			id: 'flapping',
			name: 'Records That Keep Changing Back',
			weight: 'blocks',
			count: flapping,
			found: `${entries(flapping)} about records written so often that their writes were stopped. What waits there was planned by the rules of the current phase.`,
			whatToDo: 'Decide them: PSA Sync → Conflict → Resolve, with Retry or Dismiss.',
		},
		{
			id: 'massDeletion',
			name: 'Many Records Gone at Once',
			weight: 'blocks',
			count: massDeletion,
			found: `${entries(massDeletion)} about so many records gone that they may only be hidden: nothing that the sync shows of that side can be trusted until this is known.`,
			whatToDo:
				'Look whether the API user still sees those records. Then decide: PSA Sync → Conflict → Resolve, with Confirm or Dismiss. If they come back, the entry closes by itself.',
		},
	];
}

function order({ phase }: Standing, to: Phase): Finding[] {
	const skipped = phase === null ? 0 : Math.max(0, Math.abs(to - phase.phase) - 1);
	return [
		{
			id: 'order',
			name: 'Order of Phases',
			weight: 'warns',
			count: skipped,
			found: `Going from phase ${phase?.phase ?? '?'} to phase ${to} leaves out phase 2.`,
			whatToDo: 'Go through phase 2, or override this where nothing is to be done in it.',
			none: 'No phase is left out.',
		},
	];
}

const WAITS = 'It waits in the next phase just as well; what is decided then holds in that phase.';

/** What people are asked about, by the kind of the entry. */
const ENTRIES: readonly (Pick<Finding, 'name' | 'whatToDo'> & {
	readonly kind: ReviewKind & CheckId;
	readonly about: string;
})[] = [
	{
		kind: 'conflict',
		name: 'Open Conflicts',
		about: 'about fields that both sides changed',
		whatToDo: `Decide them (PSA Sync → Conflict → Resolve). ${WAITS}`,
	},
	{
		kind: 'unmapped',
		name: 'Unmapped Values',
		about: 'about values that the field map does not name; those fields were kept out',
		whatToDo: `Add the values in the Field Map node and resolve the entries with Retry. ${WAITS}`,
	},
	{
		kind: 'ambiguous',
		name: 'Ambiguous Matches',
		about: 'about records with several possible counterparts; they are on one side only',
		whatToDo: `Link each to a candidate or have it created (PSA Sync → Conflict → Resolve). ${WAITS}`,
	},
	{
		kind: 'deadLetter',
		name: 'Writes That Were Given Up',
		about: 'about writes that were refused or failed too often; the two sides differ there',
		whatToDo: `Mend the cause and resolve the entries with Retry, or dismiss them. ${WAITS}`,
	},
	{
		kind: 'notLanded',
		name: 'Writes That Did Not Land',
		about: 'about values that a system took and does not hold',
		whatToDo: `Look at the records, then retry or dismiss the entries. ${WAITS}`,
	},
	{
		kind: 'deleted',
		name: 'Deletions',
		about: 'about records that one side deleted; the other side still has its own',
		whatToDo: 'Delete or keep the other record by hand, then dismiss the entries.',
	},
];

function openEntries({ status }: Standing): Finding[] {
	return ENTRIES.map(({ kind, name, about, whatToDo }) => {
		const count = status.openReviews[kind] ?? 0;
		return { id: kind, name, weight: 'warns', count, found: `${entries(count)} ${about}.`, whatToDo };
	});
}

function records({ status, undone, alone }: Standing): Finding[] {
	const matched = Object.values(status.links).reduce((sum, ofEntity) => sum + ofEntity.matched, 0);
	return [
		{
			id: 'gone',
			name: 'Records That Are Gone',
			weight: 'warns',
			count: status.missing,
			found: `${pairs(status.missing)} of which one record cannot be found, and whose writes wait for it.`,
			whatToDo: 'If they come back, the sync goes on with them by itself, then by the rules of the new phase.',
		},
		{
			id: 'waiting',
			name: 'Records That Wait for Parents',
			weight: 'warns',
			count: undone.waitingForParents,
			found: `${writes(undone.waitingForParents)} waiting for a company or contact that has no counterpart.`,
			whatToDo:
				'Settle what keeps the parent (an entry of its own, or a scope that leaves it out). Overridden, they are carried out as the current phase planned them, as soon as the parent is there.',
		},
		{
			id: 'unlinked',
			name: 'Records on One Side Only',
			weight: 'warns',
			count: undone.unlinked,
			examples: alone.map(loneRecord),
			found: `${recordsOf(undone.unlinked)} without a counterpart, with nothing on its way and nobody asked.`,
			whatToDo:
				'Look whether they should be on the other side: a create may have been dismissed. Agreements and invoices that exist on the platform alone stay there by design; accept them.',
		},
		{
			id: 'notCompared',
			name: 'Pairs Not Compared Yet',
			weight: 'warns',
			count: matched,
			found: `${pairs(matched)} found by matching and not compared yet.`,
			whatToDo:
				'Leave the workflow of the current phase published until it has compared them. Overridden, they are compared by the rules of the new phase.',
		},
		{
			id: 'rereads',
			name: 'Records to Be Read Again',
			weight: 'warns',
			count: status.revisits,
			found: `${recordsOf(status.revisits)} named by a webhook, a decision or a run, and not read again yet.`,
			whatToDo:
				'Leave the workflow of the current phase published for another run. Overridden, edits found there are judged by the rules of the new phase.',
		},
	];
}

function loneRecord({ entity, psaId, platformId, psaShadow, platformShadow }: Link): Example {
	const name = recordName(entity, psaShadow ?? platformShadow);
	return { entity, psaId, platformId, name, fields: [] };
}

function watermarks({ status }: Standing, { now, oldestReadMs }: JudgeOptions): Finding {
	const marks = status.watermarks.map(({ side, entity, at }) => ({
		what: `${entity} of the ${side === 'psa' ? 'PSA' : 'platform'}`,
		at,
	}));
	const late = marks.filter(({ at }) => at === null || now - Date.parse(at) > oldestReadMs);
	const told = late.map(({ what, at }) => `${what} (${at === null ? 'first read not complete' : `read up to ${at}`})`);
	return {
		id: 'watermarks',
		name: 'Age of What Was Read',
		weight: 'warns',
		count: marks.length === 0 ? 1 : late.length,
		found: marks.length === 0 ? 'Nothing was ever read.' : `Not up to date: ${told.join('; ')}.`,
		none: `Everything was read within the last ${Math.round(oldestReadMs / 60_000)} minutes.`,
		whatToDo:
			'Run the workflow of the current phase once more, shortly before the switch. Overridden, edits made since then are judged by the rules of the new phase.',
	};
}

function drift(report: DriftReport | null): Check {
	const base = { id: 'drift', name: 'Drift', examples: [] } as const;
	if (report === null) {
		return {
			...base,
			state: 'notLooked',
			count: 0,
			found: 'Not looked at: that takes the field maps.',
			whatToDo:
				'Put this node into the workflow of the sync and name its Conflict Resolve node under Options, or put it behind the Field Map nodes.',
		};
	}
	if (report.drifted === 0) {
		return { ...base, state: 'ok', count: 0, found: `${pairs(report.compared)} compared: all agree.`, whatToDo: '' };
	}
	return {
		...base,
		state: 'warns',
		count: report.drifted,
		found: `${report.drifted} of ${pairs(report.compared)} do not agree as they were last seen, although nothing is on its way.`,
		whatToDo:
			'Look at the records named: a dismissed entry or an edited field map leaves such differences. The sync does not touch them by itself; edit the value on the side that is wrong.',
		examples: report.examples,
	};
}

function writes(count: number): string {
	return count === 1 ? '1 write is' : `${count} writes are`;
}

function entries(count: number): string {
	return count === 1 ? '1 open entry' : `${count} open entries`;
}

function recordsOf(count: number): string {
	return count === 1 ? '1 record' : `${count} records`;
}

function pairs(count: number): string {
	return count === 1 ? '1 pair' : `${count} pairs`;
}
