import type { MappedField } from '../mapping/compiled-mapping';
import { otherSide, SIDES, type Side } from '../model/entity';
import { isEmpty, type Json } from '../model/json';
import { policyOf, type FieldPolicy } from '../model/policy';
import { shadowOf } from '../model/link';
import type { Review } from '../model/review';
import type { LinkContext } from '../store/store';
import { flows, type ChangeDraft } from './change-draft';
import type { PlanInput } from './plan-input';
import { decide, type Verdict } from './strategies';

/** What one side has to say about a field: what it holds, when and by whom it came about. */
interface Word {
	readonly value: Json;
	readonly changedAt: string | null;
	readonly author: string | null;
	readonly url: string | null;
}

/** Plans a linked pair, field by field: each field is merged on its own (laws I1–I4). */
export function planFields(input: PlanInput, draft: ChangeDraft, context: LinkContext): void {
	for (const side of ['psa', 'platform'] as const) {
		const seen = input[side];
		if (seen) draft.reportProblems(side, seen);
	}
	for (const field of input.mapping.fields) planField(input, draft, context, field);
	for (const field of input.mapping.fields) bringAlong(input, draft, context, field);
}

/**
 * With a yes goes what the target needs for it, although nobody has edited that: HaloPSA bills by a charge type, has none
 * for what it does not bill, and knows no other yes.
 */
function bringAlong(input: PlanInput, draft: ChangeDraft, context: LinkContext, field: MappedField): void {
	for (const target of SIDES) {
		const side = otherSide(target);
		const source = input[side];
		if (!source || !field.needs?.[target] || draft.written(target, field.platformField) !== true) continue;
		for (const name of field.needs[target]) {
			const value = Object.hasOwn(source.view, name) ? source.view[name] : null;
			const isAsked = context.openReviews.some((entry) => entry.kind === 'conflict' && entry.field === name);
			if (isEmpty(value) || isAsked || draft.written(target, name) !== undefined) continue;
			if (!enforcedAgainst(policyOf(input.policy, input.entity, name), side)) draft.write(target, name, value, source);
		}
	}
}

function planField(input: PlanInput, draft: ChangeDraft, context: LinkContext, field: MappedField): void {
	const name = field.platformField;
	const held = context.openReviews.find((entry) => entry.kind === 'conflict' && entry.field === name);
	const edited = {
		psa: wordOf(input, draft, 'psa', field),
		platform: wordOf(input, draft, 'platform', field),
	};
	if (!edited.psa && !edited.platform) return;
	// What was given up is older than an edit of the side that it was meant for: sent again, it would undo that edit.
	for (const side of SIDES) {
		if (edited[side] && draft.pending(side, name) === undefined) draft.withdraw(side, name);
	}
	const psa = edited.psa ?? waiting(draft, held, 'psa', field);
	const platform = edited.platform ?? waiting(draft, held, 'platform', field);
	if (psa && platform) return settle(input, draft, context, field, psa, platform);
	if (edited.psa) oneSided(input, draft, context, field, 'psa', edited.psa);
	if (edited.platform) oneSided(input, draft, context, field, 'platform', edited.platform);
}

/** The edit that was just seen on a side, if there is one. */
function wordOf(input: PlanInput, draft: ChangeDraft, side: Side, field: MappedField): Word | undefined {
	const seen = input[side];
	if (!seen || !draft.changed(side, field)) return undefined;
	return { value: seen.view[field.platformField], changedAt: seen.changedAt, author: seen.author, url: seen.url };
}

/**
 * An older edit of a side that has not reached the other one: it waits in the outbox, or in an open conflict. It
 * counts as a change of that side, so that a new edit on the other side never runs over it unseen.
 */
function waiting(draft: ChangeDraft, held: Review | undefined, side: Side, field: MappedField): Word | undefined {
	if (held) return held[side] ?? undefined;
	const pending = flows(field, otherSide(side)) ? draft.pending(otherSide(side), field.platformField) : undefined;
	return pending && { ...pending, url: null };
}

/** Only one side changed: the value goes to the other side, unless the source of truth is enforced against it. */
function oneSided(
	input: PlanInput,
	draft: ChangeDraft,
	context: LinkContext,
	field: MappedField,
	side: Side,
	edit: Word,
): void {
	const name = field.platformField;
	const target = otherSide(side);
	const policy = policyOf(input.policy, input.entity, name);
	if (enforcedAgainst(policy, side) && flows(field, side)) {
		const agreed = agreedValue(input, context, name);
		if (!draft.equivalent(name, edit.value, agreed)) {
			draft.write(side, name, agreed, { changedAt: null, author: null });
			lost(draft, side, name, edit.value, agreed, `source of truth: ${target}, enforced`);
		}
		return;
	}
	const there = draft.current(target, name);
	const settled = there !== undefined && draft.equivalent(name, edit.value, there);
	if (draft.pending(target, name) === undefined && settled) return draft.withdraw(target, name);
	draft.write(target, name, edit.value, edit);
}

/** Both sides changed (or still have something to say): equal values are agreement, different ones a conflict. */
function settle(
	input: PlanInput,
	draft: ChangeDraft,
	context: LinkContext,
	field: MappedField,
	psa: Word,
	platform: Word,
): void {
	const name = field.platformField;
	const agree = (): void => {
		draft.withdraw('psa', name);
		draft.withdraw('platform', name);
		draft.closeReview('conflict', name);
	};
	if (draft.equivalent(name, psa.value, platform.value)) return agree();
	const base = agreedValue(input, context, name);
	const policy = policyOf(input.policy, input.entity, name);
	const verdict: Verdict =
		context.restored && prefers(policy)
			? {
					kind: 'review',
					reason: 'the store was restored from a backup, and cannot know whose edit came after the other',
				}
			: decide(policy, psa, platform, base, input.policy.tieBreaker);
	if (verdict.kind === 'review') {
		draft.withdraw('psa', name);
		draft.withdraw('platform', name);
		const held = context.openReviews.find((entry) => entry.kind === 'conflict' && entry.field === name);
		draft.review({
			kind: 'conflict',
			field: name,
			origin: held?.origin ?? 'edit',
			base: held ? held.base : base,
			psa,
			platform,
			side: null,
			writeId: null,
			message: `${input.entity} ${context.link.psaId} ↔ ${context.link.platformId}: both sides changed "${name}" (${verdict.reason}). Choose a value; the other fields go on meanwhile.`,
			candidates: [],
		});
		return;
	}
	agree();
	if (verdict.kind === 'merged') {
		for (const side of ['psa', 'platform'] as const) {
			const word = side === 'psa' ? psa : platform;
			if (draft.equivalent(name, word.value, verdict.value)) continue;
			draft.write(side, name, verdict.value, side === 'psa' ? platform : psa);
			lost(draft, side, name, word.value, verdict.value, verdict.reason);
		}
		return;
	}
	const loser = otherSide(verdict.side);
	const [won, over] = verdict.side === 'psa' ? [psa, platform] : [platform, psa];
	draft.write(loser, name, won.value, won);
	lost(draft, loser, name, over.value, won.value, verdict.reason);
}

function lost(draft: ChangeDraft, side: Side, field: string, before: Json, after: Json, reason: string): void {
	draft.audit({ kind: 'lost', side, field, before, after, reason });
}

/** The preferred side wins by its name alone, even where it only holds what the sync had brought it before. */
function prefers(policy: FieldPolicy): boolean {
	return policy.strategy === 'sourceOfTruth' && policy.mode === 'prefer';
}

function enforcedAgainst(policy: FieldPolicy, side: Side): boolean {
	return policy.strategy === 'sourceOfTruth' && policy.mode === 'enforce' && policy.truth !== side;
}

/** What both sides last agreed on, in the finest form that is kept: the platform's shadow. */
function agreedValue(input: PlanInput, context: LinkContext, field: string): Json {
	const shadow = input.platform?.shadow ?? shadowOf(context.link, 'platform');
	if (shadow && Object.hasOwn(shadow, field)) return shadow[field];
	const view = input.psa?.shadowView;
	return view && Object.hasOwn(view, field) ? view[field] : null;
}
