import { notice } from '../model/review';
import { SIDES, SYSTEM_NAMES, otherSide, type Side } from '../model/entity';
import type { LinkChange } from '../model/commit-batch';
import type { LinkContext } from '../store/store';
import type { ChangeDraft } from './change-draft';
import type { PlanInput } from './plan-input';

/**
 * One side deleted its record. The other side's is never deleted for it: the link rests as a tombstone, its writes wait,
 * and a person is told. A record that comes back takes its link up again.
 */
export function planDeletion(input: PlanInput, draft: ChangeDraft, context: LinkContext): LinkChange {
	const gone = SIDES.filter((side) => input[side]?.deleted);
	const back = SIDES.filter((side) => input[side] && !input[side].deleted);
	const deletedBefore = context.openReviews.find((entry) => entry.kind === 'deleted')?.side ?? null;
	if (gone.length === 0 && deletedBefore !== null && back.includes(deletedBefore)) {
		draft.setState(context.link.psaId !== null && context.link.platformId !== null ? 'matched' : 'half');
		draft.closeReview('deleted', '');
		if (context.link.psaId !== null) draft.revisit('psa', context.link.psaId);
		return draft.build();
	}
	if (gone.length === 1 && context.link.psaId !== null && context.link.platformId !== null) {
		draft.review(deletedReview(input, context, gone[0]));
	}
	if (gone.length > 0) draft.setState('tombstone');
	return draft.build();
}

function deletedReview(input: PlanInput, context: LinkContext, side: Side): Parameters<ChangeDraft['review']>[0] {
	const seen = input[side];
	const name = side === 'psa' ? 'the PSA' : SYSTEM_NAMES.platform;
	const other = otherSide(side) === 'psa' ? `PSA ${context.link.psaId}` : `platform ${context.link.platformId}`;
	return notice({
		kind: 'deleted',
		side,
		message: `${input.entity} ${seen?.recordId} was deleted in ${name}; its counterpart (${other}) was left as it is. Delete or archive that one by hand if it should go too, then dismiss this entry.`,
	});
}
