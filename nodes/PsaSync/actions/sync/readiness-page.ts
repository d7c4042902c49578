import { isoTime } from '../../../../sync/model/clock';
import type { Phase, SyncPhase } from '../../../../sync/model/phase';
import type { Check, CheckState, Example } from '../../../../sync/model/readiness';
import { escapeHtml } from '../../../shared/escape-html';
import { PHASE_NAMES } from '../../../shared/phase-options';
import { PAGE_STYLE } from './readiness-style';

/** What came of the check or the switch, in words. */
export interface PageVerdict {
	readonly switched: boolean;
	readonly state: Exclude<CheckState, 'notLooked'>;
	readonly title: string;
	readonly text: string;
	/** The checks that stand in the way. */
	readonly reasons: readonly Check[];
}

export interface ReadinessPage {
	readonly sync: string;
	readonly from: SyncPhase;
	readonly to: Phase;
	readonly checks: readonly Check[];
	readonly verdict: PageVerdict;
	/** When it was looked, milliseconds since 1970. */
	readonly at: number;
}

const STATE_NAMES: Readonly<Record<CheckState, string>> = {
	ok: 'OK',
	warns: 'Warns',
	blocks: 'Blocks',
	notLooked: 'Not looked at',
};

/** What is shown first: what has to be done. */
const ORDER: readonly CheckState[] = ['blocks', 'warns', 'notLooked', 'ok'];

/** The readiness of a sync as a page of its own: no script, nothing from elsewhere, every text escaped. */
export function readinessPage({ sync, from, to, checks, verdict, at }: ReadinessPage): string {
	const sorted = ORDER.flatMap((state) => checks.filter((check) => check.state === state));
	const counts = ORDER.flatMap((state) => {
		const count = checks.filter((check) => check.state === state).length;
		return count > 0 ? [`<li class="${state}">${counted(count, state)}</li>`] : [];
	});
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${verdict.title} · ${sync}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header class="${verdict.state}">
<p class="path">Sync <b>${escapeHtml(sync)}</b> · ${phaseName(from.phase)} → ${phaseName(to)}</p>
<h1>${escapeHtml(verdict.title)}</h1>
<p>${escapeHtml(verdict.text)}</p>
<ul class="counts">${counts.join('')}</ul>
</header>
<table>
<thead><tr><th scope="col">Check</th><th scope="col">State</th><th scope="col" class="number">Count</th><th scope="col">What was found, and what to do</th></tr></thead>
<tbody>
${sorted.map(row).join('\n')}
</tbody>
</table>
<footer>Looked at ${time(isoTime(at))}. ${phaseName(from.phase)} began ${time(from.since)}. ${lastRun(from)}</footer>
</main>
</body>
</html>
`;
}

/** "1 blocks", "2 block" */
function counted(count: number, state: CheckState): string {
	if (state === 'ok') return `${count} OK`;
	if (state === 'notLooked') return `${count} not looked at`;
	return `${count} ${count === 1 ? state : state.slice(0, -1)}`;
}

function row({ name, state, count, found, whatToDo, examples }: Check): string {
	const todo = whatToDo === '' ? '' : `<p class="todo">${escapeHtml(whatToDo)}</p>`;
	return `<tr class="${state}"><th scope="row">${escapeHtml(name)}</th><td><span class="badge">${escapeHtml(STATE_NAMES[state])}</span></td><td class="number">${state === 'notLooked' ? '–' : count}</td><td><p>${escapeHtml(found)}</p>${todo}${listOf(count, examples)}</td></tr>`;
}

function listOf(count: number, examples: readonly Example[]): string {
	if (examples.length === 0) return '';
	const items = examples.map((one) => {
		const fields =
			one.fields.length === 0 ? '' : `: <code>${one.fields.map(escapeHtml).join('</code>, <code>')}</code>`;
		return `<li>${escapeHtml(recordOf(one))}${fields}</li>`;
	});
	const more = count > examples.length ? `<li>and ${count - examples.length} more</li>` : '';
	return `<ul class="records">${items.join('')}${more}</ul>`;
}

/** "ticket 12 ↔ t-7 “Printer is out”", "company 4 of the PSA “Acme”" */
function recordOf({ entity, psaId, platformId, name }: Example): string {
	const called = name === '' ? '' : ` “${name}”`;
	if (psaId !== null && platformId !== null) return `${entity} ${psaId} ↔ ${platformId}${called}`;
	return `${entity} ${psaId === null ? `${platformId} of the platform` : `${psaId} of the PSA`}${called}`;
}

/** "Phase 1 (Side by Side)" */
function phaseName(phase: Phase): string {
	return escapeHtml(`Phase ${phase} (${PHASE_NAMES[phase]})`);
}

function lastRun({ workflow, lastRunAt }: SyncPhase): string {
	const by = workflow
		? `The workflow “${escapeHtml(workflow.name)}” (${escapeHtml(workflow.id)}) ran it last, at`
		: 'Last run:';
	return `${by} ${time(lastRunAt)}.`;
}

/** "2026-11-25 19:05 UTC" */
function time(iso: string): string {
	return `<time datetime="${escapeHtml(iso)}">${escapeHtml(`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`)}</time>`;
}
