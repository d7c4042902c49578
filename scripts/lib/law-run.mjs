// Runs the law tests (test/**/*.property.test.ts) once, against the real engine or a mutant, and tells which laws broke.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { binary } from './binary.mjs';
import { root } from './paths.mjs';

/** `I2: …`, `S1, S2: …`, `W2–W4: …` */
const LAWS_IN_FRONT = /^((?:[ILPSW]\d+(?:–[ILPSW]\d+)?(?:, )?)+):/;
/** A test of a counter-example that was once found: it says that a bug is back, but not by itself that a law is there. */
const KNOWN_EXAMPLE = /^does not fall back/;
/** A trial that judges several laws ends with the first scene that breaks one; it says nothing of the others. */
const UNDECIDED = /^(?:Error: )?Undecided/;
/** What a trial says of a scene: the scene, then the laws that it broke, one a line. */
const TRIED = /^Scene: /m;
const LAW_BROKEN = /^[ILPSW]\d+: /m;
/** An edit that makes no sense where it is, rather than a wrong engine. */
const NONSENSE = /\b(?:TypeError|ReferenceError|SyntaxError): /;
const FAILED_AFTER = /failed after (\d+) tests/;

/**
 * @returns `broken`: each law that broke, with the test that found it and the run that showed it (null: none of many);
 * `nameless`: tests that no law names.
 */
export async function runLaws({ mutant, runs, seed, patienceMs }) {
	const reports = join(root, 'node_modules', '.cache', 'test-reports');
	await mkdir(reports, { recursive: true });
	const folder = await mkdtemp(join(reports, 'laws-'));
	try {
		const file = join(folder, 'report.json');
		// A test that does not load what was edited cannot notice it.
		const edited = mutant ? ['--findRelatedTests', ...new Set(mutant.edits.map((edit) => edit.file))] : [];
		const output = await jest([...edited, '--json', '--outputFile', file], patienceMs, {
			MUTANT: mutant?.name ?? '',
			PROPERTY_RUNS: String(runs),
			PROPERTY_SEED: seed,
			PROPERTY_SHRINK: '0',
		});
		if (output === 'endless') return { broken: [{ law: 'S1', test: 'comes to an end', after: null }], nameless: [] };
		const report = await readFile(file, 'utf8').then(JSON.parse, () => undefined);
		if (report === undefined)
			throw new Error(`Jest gave no report${mutant ? ` for "${mutant.name}"` : ''}:\n${output}`);
		return read(report);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function read(report) {
	const unloaded = report.testResults.filter(
		({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
	);
	if (unloaded.length > 0) throw new Error(unloaded.map(({ name, message }) => `${name}: ${message}`).join('\n'));
	const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
	const nameless = tests
		.map(({ title }) => title)
		.filter((title) => !LAWS_IN_FRONT.test(title) && !KNOWN_EXAMPLE.test(title));
	const broken = new Map();
	const falls = [];
	for (const { title, fullName, status, failureMessages } of tests) {
		if (status !== 'failed' || !LAWS_IN_FRONT.test(title)) continue;
		const message = failureMessages.join('\n');
		if (UNDECIDED.test(message)) continue;
		if (TRIED.test(message) ? !LAW_BROKEN.test(message) : NONSENSE.test(message)) {
			falls.push(`${fullName}: ${message}`);
			continue;
		}
		const after = message.match(FAILED_AFTER);
		for (const law of lawsOf(title, message)) {
			const one = { law, test: fullName, after: after ? Number(after[1]) : null };
			const known = broken.get(law);
			if (!known || (one.after ?? Infinity) < (known.after ?? Infinity)) broken.set(law, one);
		}
	}
	if (broken.size === 0 && falls.length > 0) throw new Error(`It falls over instead of breaking a law. ${falls[0]}`);
	return { broken: [...broken.values()].sort((a, b) => (a.after ?? Infinity) - (b.after ?? Infinity)), nameless };
}

/** Where a test holds several laws, its message says which of them broke. */
function lawsOf(title, message) {
	const held = title.match(LAWS_IN_FRONT)[1].split(', ');
	if (held.length === 1) return held;
	const said = held.filter((law) => new RegExp(`\\b${law}: `).test(message.slice(title.length)));
	return said.length > 0 ? said : held;
}

/** @returns what Jest printed, or 'endless' where it had to be ended. */
function jest(args, patienceMs, environment) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [binary('jest'), '--config', 'jest.mutants.config.js', ...args], {
			cwd: root,
			env: { ...process.env, ...environment },
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		let output = '';
		child.stderr.on('data', (chunk) => (output += chunk));
		let endless = false;
		const timer =
			patienceMs &&
			setTimeout(() => {
				endless = true;
				child.kill('SIGKILL');
			}, patienceMs);
		child.once('error', reject);
		child.once('close', () => {
			clearTimeout(timer);
			resolve(endless ? 'endless' : output);
		});
	});
}
