import type { Judgement } from './judgements';
import type { Msp } from './msp';
import type { History, Length } from './six-months';

/** What happened and what was judged, as people read it. */
export function reportOf(msp: Msp, length: Length, history: History, judgements: readonly Judgement[]): string {
	const { memory, psa, platform } = msp;
	const mails = [psa, platform].map((place) => `${place.mails().length} by ${place.name}`).join(', ');
	const weather = Object.entries(history.weather)
		.map(([what, times]) => `${times} ${what}`)
		.join(', ');
	const rows: [string, string][] = [
		['Pairing', `${psa.name} → ${platform.name}, seed ${length.seed}`],
		['Length', `6 months, ${length.days} days each, ${length.edits} edits a day`],
		['Phases', history.phases.join(' → ')],
		['Overridden', [...new Set(msp.overridden)].join(', ') || 'nothing'],
		['People', `${memory.acts} edits`],
		['Written', `${memory.tickets.length} tickets, ${memory.notes.length} notes, ${memory.times.length} time entries`],
		['Billing', `${psa.invoices().length} invoices and credits, ${history.reopened} opened again`],
		['Runs', `${msp.runs} (${weather})`],
		['Requests', `${msp.writes.length} of them writes`],
		['Mails', mails],
		...judgements.map(({ law, looked, wrong }): [string, string] => [
			wrong.length === 0 ? 'ok' : 'WRONG',
			`${law} (${looked} looked at)${wrong.map((one) => `\n    ${one}`).join('')}`,
		]),
	];
	const width = Math.max(...rows.map(([name]) => name.length));
	return rows.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join('\n');
}
