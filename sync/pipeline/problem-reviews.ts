import type { WriteEnvelope } from '../model/envelope';
import { notice } from '../model/review';
import type { ReviewDraft } from '../store/store';

/** Entries for the values that Map Back could not translate; they were kept out of the write. */
export function problemReviews(item: WriteEnvelope): ReviewDraft[] {
	return item.problems.map((problem) =>
		notice({
			kind: 'unmapped',
			field: problem.field,
			platform: { value: problem.value, changedAt: null, author: null, url: null },
			side: 'platform',
			writeId: item.writeId,
			message: problem.message,
		}),
	);
}
