import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How often something is measured. What runs the first times is not yet what the compiler makes of it. */
export interface Repetitions {
	readonly warmUp: number;
	readonly measured: number;
}

/** Makes room for what is measured next: collecting what was built for it is no part of it. */
export function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
}

/** @returns the median of what `measure` returns, which gives milliseconds. */
export async function median(measure: () => Promise<number>, { warmUp, measured }: Repetitions): Promise<number> {
	for (let run = 0; run < warmUp; run++) await measure();
	collectGarbage();
	const all: number[] = [];
	for (let run = 0; run < measured; run++) all.push(await measure());
	return middle(all);
}

export function middle(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const half = Math.floor(sorted.length / 2);
	const value = sorted.length % 2 > 0 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
	return Math.round(value * 10) / 10;
}
