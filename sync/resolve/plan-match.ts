import { isEmpty } from '../model/json';
import { shadowOf } from '../model/link';
import { policyOf } from '../model/policy';
import type { LinkChange } from '../model/commit-batch';
import type { LinkContext } from '../store/store';
import { flows, type ChangeDraft } from './change-draft';
import type { Observation } from './observation';
import type { PlanInput } from './plan-input';

/**
 * Two records that existed before anybody linked them (or whose link was lost with the store). There is no base, so
 * nobody can say who changed what: equal values are taken as they are, a gap is filled from the other side, and
 * different values wait for a person. Nothing is overwritten (law I10).
 */
export function planMatch(input: PlanInput, draft: ChangeDraft, context: LinkContext, psa: Observation): LinkChange {
	const platformRecord = input.platform?.record ?? shadowOf(context.link, 'platform') ?? {};
	draft.setState('linked');
	draft.reportProblems('psa', psa);
	for (const field of input.mapping.fields) {
		const name = field.platformField;
		if (!Object.hasOwn(psa.view, name) || !Object.hasOwn(platformRecord, name)) continue;
		const left = psa.view[name];
		const right = platformRecord[name];
		if (draft.equivalent(name, left, right)) continue;
		const policy = policyOf(input.policy, input.entity, name);
		if (policy.strategy !== 'manual' && isEmpty(right) && flows(field, 'platform')) {
			draft.write('platform', name, left, psa);
		} else if (policy.strategy !== 'manual' && isEmpty(left) && flows(field, 'psa')) {
			draft.write('psa', name, right, input.platform ?? { changedAt: null, author: null });
		} else {
			draft.review({
				kind: 'conflict',
				field: name,
				origin: 'match',
				base: null,
				psa: { value: left, changedAt: psa.changedAt, author: psa.author, url: psa.url },
				platform: {
					value: right,
					changedAt: input.platform?.changedAt ?? null,
					author: input.platform?.author ?? null,
					url: input.platform?.url ?? null,
				},
				side: null,
				writeId: null,
				message: `${input.entity} "${name}" differed when the two existing records were linked. Choose a value; nothing was overwritten.`,
				candidates: [],
			});
		}
	}
	return draft.build();
}
