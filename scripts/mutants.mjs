// `npm run test:mutants [-- [--write] [name …]]`: plants one bug after the other into the engine and runs the laws
// against it. Fails where a bug stays unnoticed: a law is missing then. `--write` renews docs/mutants.md.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { bootstrap, main } from './lib/bootstrap.mjs';
import { line, linesOf, markdown, verdict } from './lib/mutant-table.mjs';
import { runLaws } from './lib/law-run.mjs';
import { root } from './lib/paths.mjs';

/** A fixed seed, so that the table says the same on every machine. */
const SEED = process.env.PROPERTY_SEED ?? '1';
/** How often each law is tried: most bugs are noticed soon, and the others are given what `npm test` has. */
const BUDGETS = process.env.PROPERTY_RUNS ? [Number(process.env.PROPERTY_RUNS)] : [100, 500, 2_000];
/** Mutants at the same time. */
const WIDTH = 2;
/** An engine that never comes to an end is wrong, too. */
const PATIENCE_FACTOR = 10;
const LEAST_PATIENCE_MS = 600_000;

/** By number of runs: whether the real engine keeps the laws, which is asked once. */
const checked = new Map();

const args = process.argv.slice(2);
const names = args.filter((arg) => !arg.startsWith('--'));

await main(async () => {
	await bootstrap();
	const { MUTANTS, mutantNamed } = loadMutants();
	const chosen = names.length > 0 ? names.map(mutantNamed) : MUTANTS;
	const patienceMs = await checkTheRealEngine(BUDGETS[0]);

	const results = new Array(chosen.length);
	let next = 0;
	const worker = async () => {
		while (next < chosen.length) {
			const index = next++;
			results[index] = await judge(chosen[index], patienceMs);
			console.log(`${chosen[index].name}: ${verdict(results[index])}`);
		}
	};
	await Promise.all(Array.from({ length: WIDTH }, worker));

	const alive = results.filter(({ killers }) => killers.length === 0);
	if (args.includes('--write')) await write(results, MUTANTS);
	console.log(`${results.length - alive.length} of ${results.length} planted bugs were noticed (seed ${SEED})`);
	if (alive.length > 0) console.error(`A law is missing. Alive: ${alive.map(({ mutant }) => mutant.name).join(', ')}`);
	return alive.length === 0 ? 0 : 1;
});

function loadMutants() {
	const require = createRequire(import.meta.url);
	require('./lib/register-ts.cjs');
	return require('../test/mutants/index.ts');
}

/** The laws must hold where nothing is planted, with the very same cases. @returns how long a mutant may take */
function checkTheRealEngine(runs) {
	if (!checked.has(runs)) checked.set(runs, realEngine(runs));
	return checked.get(runs);
}

async function realEngine(runs) {
	const startedAt = Date.now();
	const { broken, nameless } = await runLaws({ runs, seed: SEED });
	if (nameless.length > 0) throw new Error(`Name these tests by the law that they hold: ${nameless.join('; ')}`);
	if (broken.length > 0) {
		throw new Error(
			`The engine itself breaks ${broken.map(({ law, test }) => `${law} (${test})`).join(', ')}. Run: PROPERTY_SEED=${SEED} PROPERTY_RUNS=${runs} npm test -- property`,
		);
	}
	const took = Date.now() - startedAt;
	console.log(`The real engine keeps all laws (${runs} runs each, ${Math.round(took / 1000)} s)`);
	return Math.max(LEAST_PATIENCE_MS, PATIENCE_FACTOR * took);
}

async function judge(mutant, patienceMs) {
	for (const runs of BUDGETS) {
		// The time of the first, small budget tells that of the others.
		const scaledMs = Math.max(patienceMs, (patienceMs * runs) / BUDGETS[0]);
		const { broken } = await runLaws({ mutant, runs, seed: SEED, patienceMs: scaledMs });
		if (broken.length === 0) continue;
		await checkTheRealEngine(runs);
		return { mutant, killers: broken, runs };
	}
	return { mutant, killers: [], runs: BUDGETS.at(-1) };
}

/** Renews the table; where only some were run, the lines of these. */
async function write(results, all) {
	const file = join(root, 'docs', 'mutants.md');
	const before = await readFile(file, 'utf8').catch(() => '');
	const lines = new Map([...linesOf(before), ...results.map((result) => [result.mutant.name, line(result)])]);
	const known = all.flatMap(({ name }) => lines.get(name) ?? []);
	await writeFile(file, markdown(known, { seed: SEED, budgets: BUDGETS }));
}
