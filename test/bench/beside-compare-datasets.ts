import { compareDatasets } from './compare-datasets';
import { mapAndPlan } from './map-plan';
import { collectGarbage, median, middle } from './measure';
import { makePairs, modelTickets } from './pairs';
import type { Say } from './say';

export interface MapPlan {
	/** Milliseconds of delta, map and plan, by number of pairs. */
	readonly mapPlanMs: Readonly<Record<string, number>>;
	/** Milliseconds of n8n's own node for the same pairs. */
	readonly compareDatasetsMs: Readonly<Record<string, number>>;
	/** How many times longer n8n's node takes. */
	readonly ratio16000: number;
}

const SIZES = [1_000, 10_000, 16_000, 100_000];
const BESIDE = 16_000;
const WARM_UP = 5;
const MEASURED = 9;
/** Rounds beside n8n's node: each has one run of theirs and some of ours, so that both see the same machine. */
const ROUNDS = 3;

/** Measures delta, map and plan, and n8n's Compare Datasets beside them on the same pairs in the same moments. */
export async function measureMapPlan(hostFolder: string, say: Say): Promise<MapPlan> {
	const models = await modelTickets();
	const theirs = compareDatasets(hostFolder);
	const mapPlanMs: Record<string, number> = {};
	const compareDatasetsMs: Record<string, number> = {};
	for (const size of SIZES) {
		const pairs = makePairs(models, size);
		const ours = (): Promise<number> => mapAndPlan(pairs);
		if (size !== BESIDE) {
			mapPlanMs[size] = await median(ours, { warmUp: WARM_UP, measured: MEASURED });
		} else {
			const [own, other]: [number[], number[]] = [[], []];
			for (let round = 0; round < ROUNDS; round++) {
				own.push(await median(ours, { warmUp: WARM_UP, measured: MEASURED }));
				collectGarbage();
				other.push(await theirs(pairs));
			}
			mapPlanMs[size] = middle(own);
			compareDatasetsMs[size] = middle(other);
			say(`map and plan: ${size} pairs in n8n's Compare Datasets: ${compareDatasetsMs[size]} ms`);
		}
		say(`map and plan: ${size} pairs: ${mapPlanMs[size]} ms`);
	}
	const ratio = compareDatasetsMs[BESIDE] / mapPlanMs[BESIDE];
	return { mapPlanMs, compareDatasetsMs, ratio16000: Math.round(ratio) };
}
