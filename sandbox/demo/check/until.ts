const EVERY_MS = 50;

/** Something that was promised did not come about. */
export class NotSeen extends Error {}

/**
 * Looks again and again until `probe` is true.
 * @returns how long it took, in milliseconds
 * @throws NotSeen naming what was waited for
 */
export async function until(what: string, probe: () => boolean | Promise<boolean>, timeoutMs: number): Promise<number> {
	const start = Date.now();
	while (!(await probe())) {
		if (Date.now() - start > timeoutMs) throw new NotSeen(`not seen within ${Math.round(timeoutMs / 1000)} s: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
	}
	return Date.now() - start;
}
