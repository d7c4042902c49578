import type { IDataObject } from 'n8n-workflow';
import type { Review, ReviewSide } from '../../sync/model/review';

/**
 * A review entry as people read it in an e-mail, a chat message or a table: what it is about, both values, when and by
 * whom, where to look, and what to do.
 */
export function reviewItem(review: Review): IDataObject {
	return {
		id: review.id,
		kind: review.kind,
		status: review.status,
		entity: review.entity,
		field: review.field,
		message: review.message,
		psaId: review.psaId,
		platformId: review.platformId,
		base: review.base as IDataObject[string],
		...sideFields('psa', review.psa),
		...sideFields('platform', review.platform),
		side: review.side,
		candidates: review.candidates.map(({ id, label }) => ({ id, label })),
		syncKey: review.sync,
		createdAt: review.createdAt,
		updatedAt: review.updatedAt,
	};
}

function sideFields(side: 'psa' | 'platform', part: ReviewSide | null): IDataObject {
	return {
		[`${side}Value`]: (part?.value ?? null) as IDataObject[string],
		[`${side}ChangedAt`]: part?.changedAt ?? null,
		[`${side}Author`]: part?.author ?? null,
		[`${side}Url`]: part?.url ?? null,
	};
}
