const EVERY_MS = 10_000;
/** The usual number of runs is over before anybody asks how far it has come. */
const MANY = 10_000;

/** @returns what is to be called at each run: a long trial says on stderr how far it has come. */
export function progress(what: string, numRuns: number): () => void {
	if (numRuns < MANY) return () => undefined;
	let run = 0;
	let saidAt = performance.now();
	return () => {
		run += 1;
		if (performance.now() - saidAt < EVERY_MS) return;
		saidAt = performance.now();
		process.stderr.write(`${what}: ${run.toLocaleString('en')} of ${numRuns.toLocaleString('en')} runs\n`);
	};
}
