/** Databases limit the parameters of one statement: SQLite to 32,766, PostgreSQL to 65,535. */
const CHUNK = 500;

/** @returns what `ask` answers for all of `items`, asked at most 500 different ones at a time. */
export async function inChunks<T, R>(
	items: Iterable<T>,
	ask: (chunk: T[]) => Promise<readonly R[]>,
	size: number = CHUNK,
): Promise<R[]> {
	const all = [...new Set(items)];
	const answers: R[] = [];
	for (let start = 0; start < all.length; start += size) answers.push(...(await ask(all.slice(start, start + size))));
	return answers;
}
