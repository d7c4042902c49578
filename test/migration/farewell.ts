import { join } from 'node:path';
import type { Judgement } from './judgements';
import type { Msp } from './msp';

const MOST_RUNS = 50;
const RUNS_AFTER = 3;

/**
 * The end: the whole history is exported and the PSA is given up, each at its click in phase 3. What people have to
 * accept is that entries are open, and notes that were written in the PSA when notes flowed no more. After that no run
 * asks the PSA anything, whatever is due.
 */
export async function farewell(msp: Msp): Promise<Judgement> {
	const wrong: string[] = [];
	const folder = join(msp.exports, 'psa');
	let records = 0;
	for (let runs = 0; ; runs++) {
		if (runs === MOST_RUNS) throw new Error(`The export is not done after ${MOST_RUNS} runs.`);
		const [exported] = await msp.click('When Exporting', { folder });
		if (exported.done === true) break;
	}
	const [, ...checks] = await msp.click('When Retiring', { folder, retireAction: 'look' });
	const although = checks.filter(({ state }) => state === 'warns').map(({ check }) => String(check));
	for (const { check, state, found, records: examples } of checks) {
		if (check === 'export') records = Number(/^\d+/.exec(String(found))?.[0] ?? 0);
		const accepted =
			check === 'review' ||
			(check === 'records' && (examples as string[]).every((record) => record.startsWith('note ')));
		if (state !== 'ok' && !accepted) wrong.push(`${String(check)} ${String(state)}: ${String(found)}`);
	}
	const held = msp.psa.tickets().length + msp.psa.notes().length + msp.psa.times().length;
	if (records < held)
		wrong.push(`${records} records are in the export, and ${held} tickets, notes and times in the PSA`);
	const retiring = { folder, retireAction: 'retire', retireAlthough: although };
	const [{ retired }] = await msp.click('When Retiring', retiring);
	if (retired !== true) wrong.push('the PSA was not retired');
	const before = msp.asked.psa;
	for (let run = 0; run < RUNS_AFTER; run++) {
		msp.pass(6 * 3600);
		await msp.fineRun();
	}
	const after = msp.asked.psa - before;
	if (after > 0) wrong.push(`${after} requests reached the PSA after its retirement`);
	return { law: 'the history is exported, and nothing asks a retired PSA', looked: records, wrong };
}
