// `npm run bench`: what the engine costs. Progress goes to the error stream; the last line of the other one is the result.
import { parseArgs } from 'node:util';
import { measureMapPlan } from './beside-compare-datasets';
import { measureBudget } from './budget';
import { files } from './files';
import { firstLoad } from './first-load';
import { latency } from './latency';
import { say } from './say';
import { templateCalls } from './template-calls';

const PARTS = ['mapPlan', 'calls', 'budget', 'firstLoad', 'files', 'latency'] as const;
type Part = (typeof PARTS)[number];

const { values } = parseArgs({
	options: {
		/** Of the first load. 100,000 take a long time. */
		tickets: { type: 'string', default: '10000' },
		/** Of the cycle whose calls are counted. */
		changes: { type: 'string', default: '1000' },
		/** Of the latency: keys of templates, with commas. */
		pairings: { type: 'string', default: 'connectwise' },
		/** Parts to measure, with commas. */
		only: { type: 'string', default: PARTS.join(',') },
		/** A folder for CPU profiles of the n8n of the first load. */
		profile: { type: 'string' },
	},
});

async function run(): Promise<void> {
	const only = values.only.split(',');
	const unknown = only.find((part) => !PARTS.includes(part as Part));
	if (unknown !== undefined) throw new Error(`There is no part "${unknown}" to measure: ${PARTS.join(', ')}.`);
	const wanted = (part: Part): boolean => only.includes(part);
	const env: Record<string, string> =
		values.profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile}` };
	const result = {
		...(wanted('mapPlan') && (await measureMapPlan(process.env.PSA_SYNC_HOST ?? '', say))),
		...(wanted('calls') && { calls: await templateCalls(whole('changes'), say) }),
		...(wanted('budget') && { budget: await measureBudget(say) }),
		...(wanted('firstLoad') && { firstLoad: await firstLoad({ tickets: whole('tickets'), env }, say) }),
		...(wanted('files') && { files: await files(say) }),
		...(wanted('latency') && { latency: await latency(values.pairings.split(','), say) }),
	};
	process.stdout.write(`${JSON.stringify(result)}\n`);
}

function whole(name: 'tickets' | 'changes'): number {
	const value = Number(values[name]);
	if (Number.isSafeInteger(value) && value > 0) return value;
	throw new Error(`--${name} must be a whole number above zero.`);
}

run()
	.catch((error: unknown) => {
		say(error instanceof Error ? (error.stack ?? error.message) : String(error));
		process.exitCode = 1;
	})
	// What a failed start leaves open must not keep the command from ending.
	.finally(() => process.exit());
