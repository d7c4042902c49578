import type { Candidate } from '../connectors/connector';

/** These name one record and no other. */
const CERTAIN: ReadonlySet<Candidate['rule']> = new Set(['targetId', 'externalId']);

/**
 * Records that several creates of one batch take for their counterpart because they look alike. Linking the first that
 * comes would be a guess, and would double the others.
 *
 * @param found the candidates of each create
 * @returns ids of candidates that a person has to choose for
 */
export function contestedIds(found: readonly (readonly Candidate[])[]): Set<string> {
	const claims = new Map<string, number>();
	const settled = new Set<string>();
	for (const candidates of found) {
		for (const { record, rule } of candidates) {
			claims.set(record.id, (claims.get(record.id) ?? 0) + 1);
			if (CERTAIN.has(rule)) settled.add(record.id);
		}
	}
	return new Set([...claims].flatMap(([id, count]) => (count > 1 && !settled.has(id) ? [id] : [])));
}
