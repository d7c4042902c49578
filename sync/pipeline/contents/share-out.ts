import type { Candidate } from '../../connectors/connector';
import type { Entity } from '../../model/entity';

/**
 * Files with the same bytes on the same ticket are one as good as the other: each write takes one of them for itself, the
 * likeliest first, instead of asking a person which of two copies of a logo is meant.
 *
 * @param found candidates of each write that no record is linked to yet
 */
export function shareOut(entity: Entity, found: readonly Candidate[][]): Candidate[][] {
	if (entity !== 'attachment') return [...found];
	const taken = new Set(found.flat().flatMap(({ rule, record }) => (rule === 'content' ? [] : [record.id])));
	return found.map((candidates) => {
		if (candidates.some(({ rule }) => rule !== 'content')) return candidates;
		const free = candidates.find(({ record }) => !taken.has(record.id));
		if (!free) return [];
		taken.add(free.record.id);
		return [free];
	});
}
