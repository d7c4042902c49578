import { SIDES, otherSide } from '../model/entity';
import { notice } from '../model/review';
import type { ChangeDraft } from './change-draft';
import type { PlanInput } from './plan-input';

/** The platform's name of the field that says which bytes an attachment holds. */
const HASH = 'sha256';

/**
 * The bytes of an attachment never change under one id on the other side: most systems cannot do that, and nobody there
 * would notice. Where somebody replaced them, a person is told; both sides keep what they have.
 */
export function planContent(input: PlanInput, draft: ChangeDraft): void {
	const field = input.mapping.fields.find(({ platformField }) => platformField === HASH);
	if (input.entity !== 'attachment' || !field) return;
	for (const side of SIDES) {
		const seen = input[side];
		if (!seen || !draft.changed(side, field)) continue;
		const [here, there] = side === 'psa' ? ['the PSA', 'the platform'] : ['the platform', 'the PSA'];
		draft.review(
			notice({
				kind: 'notLanded',
				field: HASH,
				base: seen.shadowView?.[HASH] ?? null,
				side: otherSide(side),
				message: `attachment ${seen.recordId}: its content was replaced in ${here}; ${there} keeps the file as it was. Where the new one is needed there too, upload it as a file of its own, then dismiss this.`,
			}),
		);
	}
}
