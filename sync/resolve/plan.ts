import { otherSide, type Side } from '../model/entity';
import { shadowOf } from '../model/link';
import type { LinkChange } from '../model/commit-batch';
import type { LinkContext } from '../store/store';
import { ChangeDraft } from './change-draft';
import { planDeletion } from './plan-deletion';
import { planContent } from './plan-content';
import { planFields } from './plan-fields';
import { planMatch } from './plan-match';
import type { Plan, PlanInput } from './plan-input';

/**
 * What to write to which side, which conflicts to raise, and what is accounted for by it. A pure function of both
 * records, both shadows, what still waits for the link, the mapping and the policy (law I5): no clock, no I/O.
 */
export function plan(input: PlanInput): Plan {
	const draft = new ChangeDraft(input);
	const { context } = input;
	if (context === null) return { kind: 'change', change: planNew(input, draft) };
	if (input.psa?.deleted || input.platform?.deleted || context.link.state === 'tombstone') {
		return { kind: 'change', change: planDeletion(input, draft, context) };
	}
	if (context.link.state === 'matched') {
		// Both records, or what was found: compared with nothing, they would count as alike.
		const counterpart = input.platform ?? shadowOf(context.link, 'platform');
		if (!input.psa || !counterpart)
			return { kind: 'wait', reason: 'the two matched records have not been compared yet' };
		return { kind: 'change', change: planMatch(input, draft, context, input.psa) };
	}
	const known = joinedBy(input, context);
	if (known) return planJoin(input, draft, context, known);
	if (context.link.state === 'half') return { kind: 'change', change: planHalf(input, draft, context) };
	if (context.restored && !(input.psa && input.platform)) {
		return {
			kind: 'wait',
			reason: 'the store was restored from a backup: both records are read before one is believed',
		};
	}
	planFields(input, draft, context);
	planContent(input, draft);
	return { kind: 'change', change: draft.build() };
}

/** A record without a link: half a link and the create of its counterpart. */
function planNew(input: PlanInput, draft: ChangeDraft): LinkChange {
	const side: Side = input.psa ? 'psa' : 'platform';
	const seen = input[side];
	if (!seen) throw new RangeError('plan: neither side was observed');
	draft.setId(side, seen.recordId);
	if (seen.deleted) {
		draft.setState('tombstone');
		return draft.build();
	}
	draft.reportProblems(side, seen);
	for (const { platformField } of input.mapping.fields) {
		if (Object.hasOwn(seen.view, platformField))
			draft.write(otherSide(side), platformField, seen.view[platformField], seen);
	}
	draft.createEvenIfEmpty(otherSide(side), seen);
	return draft.build();
}

/** One side's record changed again before its counterpart exists. */
function planHalf(input: PlanInput, draft: ChangeDraft, context: LinkContext): LinkChange {
	const side: Side = context.link.psaId !== null ? 'psa' : 'platform';
	const seen = input[side];
	if (!seen) throw new RangeError(`plan: half link ${context.link.id} was not observed on its own side`);
	draft.reportProblems(side, seen);
	// A mapping that sent nothing to the other side when the record was first seen may do so now.
	const firstPlan = !context.writes.some((write) => write.target === otherSide(side));
	for (const field of input.mapping.fields) {
		if (firstPlan ? Object.hasOwn(seen.view, field.platformField) : draft.changed(side, field)) {
			draft.write(otherSide(side), field.platformField, seen.view[field.platformField], seen);
		}
	}
	return draft.build();
}

/** The side whose record says by its external reference that it is the missing half of this link. */
function joinedBy(input: PlanInput, context: LinkContext): Side | null {
	if (context.link.state !== 'half') return null;
	const missing: Side = context.link.psaId === null ? 'psa' : 'platform';
	return input[missing] ? missing : null;
}

/**
 * The missing half was seen before our create of it was acknowledged (the process died, or the answer was lost). What
 * was intended is its baseline, so that an edit made since still counts as one. A create that was never sent means
 * that the pair existed before (the store was lost): the two are compared as a match.
 */
function planJoin(input: PlanInput, draft: ChangeDraft, context: LinkContext, missing: Side): Plan {
	const seen = input[missing];
	if (!seen) throw new RangeError('plan: joined by a side that was not observed');
	const create = context.writes.find((write) => write.kind === 'create' && write.target === missing);
	draft.setId(missing, seen.recordId);
	draft.closeCreate();
	if (!create || create.payload === null) {
		if (!input.psa)
			return { kind: 'wait', reason: 'the counterpart turned up; both records must be read to compare them' };
		return { kind: 'change', change: planMatch(input, draft, context, input.psa) };
	}
	draft.setState('linked');
	draft.takeAsBaseline(missing, create.fields);
	planFields(input, draft, context);
	return { kind: 'change', change: draft.build() };
}
