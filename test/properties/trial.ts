import fc from 'fast-check';
import { brokenLaws } from './law';
import { progress } from './progress';
import { NUM_RUNS, runs } from './runs';

export interface Trial<Scene> {
	/** By the letter of the law: what it promises. Each is a test of its own. */
	readonly laws: Readonly<Record<string, string>>;
	readonly scenes: fc.Arbitrary<Scene>;
	/** Lives through a scene. @throws LawBroken, LawsBroken */
	readonly live: (scene: Scene) => Promise<void>;
	/** Counter-examples that were once found, by what they showed. They are lived through first. */
	readonly found?: Readonly<Record<string, Scene>>;
	/** How many of the usual runs this trial takes, where a scene of it is worth many runs. */
	readonly share?: number;
}

/** Longer than any run of it, a deep one included. */
const PATIENCE_MS = 24 * 3_600_000;

/** Many scenes, lived through once each, and held against several laws. A failure tells seed and path. */
export function trial<Scene>(what: string, { laws, scenes, live, found, share = 1 }: Trial<Scene>): void {
	describe(what, () => {
		const numRuns = Math.ceil(NUM_RUNS * share);
		let outcome: fc.RunDetails<[Scene]> | undefined;

		beforeAll(async () => {
			const step = progress(what, numRuns);
			const property = fc.asyncProperty(scenes, async (scene) => {
				step();
				await live(scene);
			});
			outcome = await fc.check(property, runs<[Scene]>(numRuns));
		}, PATIENCE_MS);

		for (const [law, promise] of Object.entries(laws)) {
			it(`${law}: ${promise}`, () => {
				if (!outcome) throw new Error('the trial did not take place');
				if (!outcome.failed) return;
				const broken = brokenLaws(outcome.errorInstance);
				if (broken && !broken.some((one) => one.law === law)) {
					throw new Error(`Undecided: the trial ended with ${broken.map((one) => one.message).join('; ')}`);
				}
				throw new Error(report(outcome));
			});
		}

		for (const [name, scene] of Object.entries(found ?? {})) {
			it(`does not fall back: ${name}`, async () => await live(scene));
		}
	});
}

/** Short enough to be read: what to repeat, the scene it came down to, and what is broken there. */
function report<Scene>({
	numRuns,
	seed,
	counterexample,
	counterexamplePath,
	errorInstance,
}: fc.RunDetails<[Scene]>): string {
	return [
		`Property failed after ${numRuns} tests`,
		`{ seed: ${seed}, path: "${counterexamplePath}" }`,
		`Scene: ${fc.stringify(counterexample?.[0])}`,
		errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
	].join('\n');
}
