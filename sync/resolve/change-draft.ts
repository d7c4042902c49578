import type { MappedField } from '../mapping/compiled-mapping';
import { SIDES, otherSide, type Side } from '../model/entity';
import { isEmpty, sameValue, type Json } from '../model/json';
import { missingOn, shadowOf, type LinkState, type Missing } from '../model/link';
import { notice, type ReviewKind } from '../model/review';
import type { MappedFields, Write } from '../model/write';
import type { AuditDraft, IntendedWrite, LinkChange } from '../model/commit-batch';
import type { ReviewDraft } from '../store/store';
import { hasChanged } from './delta';
import type { Observation } from './observation';
import type { PlanInput } from './plan-input';

/** A value that waits to be written: from an older plan that has not been carried out yet. */
export interface Pending {
	readonly value: Json;
	readonly changedAt: string | null;
	readonly author: string | null;
}

/** Collects what the plan of one link decides, and makes one `LinkChange` of it. */
export class ChangeDraft {
	readonly #input: PlanInput;
	readonly #writes = new Map<
		Side,
		{ fields: Map<string, Json>; source: { changedAt: string | null; author: string | null } }
	>();
	readonly #withdraw = new Map<Side, Set<string>>();
	readonly #reviews: ReviewDraft[] = [];
	readonly #closed: { kind: ReviewKind; field: string }[] = [];
	readonly #audit: AuditDraft[] = [];
	readonly #ids: { psaId?: string; platformId?: string } = {};
	readonly #baseline = new Map<Side, MappedFields>();
	readonly #revisit: { side: Side; recordId: string; force: readonly string[] }[] = [];
	#state: LinkState | undefined;
	#closeCreate = false;

	constructor(input: PlanInput) {
		this.#input = input;
	}

	setId(side: Side, id: string): void {
		this.#ids[side === 'psa' ? 'psaId' : 'platformId'] = id;
	}

	setState(state: LinkState): void {
		this.#state = state;
	}

	/** Asks for a record to be read again by the next run. */
	revisit(side: Side, recordId: string): void {
		this.#revisit.push({ side, recordId, force: [] });
	}

	closeCreate(): void {
		this.#closeCreate = true;
	}

	/** Lets `fields` (in the platform's names) stand for the shadow of a side that has none yet. */
	takeAsBaseline(side: Side, fields: MappedFields): void {
		this.#baseline.set(side, fields);
	}

	/** Whether a mapped field changed on a side and may flow to the other one. */
	changed(side: Side, field: MappedField): boolean {
		const seen = this.#input[side];
		if (!seen || !flows(field, otherSide(side))) return false;
		const baseline = this.#baseline.get(side);
		if (baseline) {
			if (!Object.hasOwn(baseline, field.platformField) || !Object.hasOwn(seen.view, field.platformField)) return false;
			return !this.equivalent(field.platformField, seen.view[field.platformField], baseline[field.platformField]);
		}
		return hasChanged(seen, field.platformField, side === 'psa' ? field.psaField : field.platformField);
	}

	/** Equality of two values of a platform field as far as the PSA can hold them. */
	equivalent(field: string, a: Json | undefined, b: Json | undefined): boolean {
		return this.#input.mapping.equivalent(field, a, b);
	}

	/** A value on its way to `target` from an older plan, or undefined. */
	pending(target: Side, field: string): Pending | undefined {
		const found = [...this.open(target)].reverse().find((write) => Object.hasOwn(write.fields, field));
		return found && { value: found.fields[field], changedAt: found.sourceChangedAt, author: found.sourceAuthor };
	}

	/** Writes towards `target` that are not over, oldest first. */
	open(target: Side): readonly Write[] {
		return (this.#input.context?.writes ?? []).filter((write) => write.target === target && write.status !== 'dead');
	}

	/** What `side` holds now as far as is known, in the platform's vocabulary; undefined where it is not. */
	current(side: Side, field: string): Json | undefined {
		const seen = this.#input[side];
		if (seen) return Object.hasOwn(seen.view, field) ? seen.view[field] : undefined;
		if (side === 'psa') return undefined;
		const shadow = this.#input.context && shadowOf(this.#input.context.link, side);
		return shadow && Object.hasOwn(shadow, field) ? shadow[field] : undefined;
	}

	write(target: Side, field: string, value: Json, source: { changedAt: string | null; author: string | null }): void {
		const mapped = this.#input.mapping.fields.find((row) => row.platformField === field);
		if (mapped && !flows(mapped, target)) return;
		const entry = this.#writes.get(target) ?? { fields: new Map<string, Json>(), source };
		entry.fields.set(field, value);
		this.#writes.set(target, entry);
	}

	/** What this plan writes of a field to `target`; undefined where it writes nothing of it. */
	written(target: Side, field: string): Json | undefined {
		return this.#writes.get(target)?.fields.get(field);
	}

	/** A create is planned even where no field has a value; none where nothing of the entity flows to that side. */
	createEvenIfEmpty(target: Side, source: { changedAt: string | null; author: string | null }): void {
		if (this.#input.mapping.fields.some((field) => flows(field, target)) && !this.#writes.has(target)) {
			this.#writes.set(target, { fields: new Map(), source });
		}
	}

	/** Takes a field out of what is on its way to `target`, or was given up: it has been settled since. */
	withdraw(target: Side, field: string): void {
		const writes = this.#input.context?.writes ?? [];
		if (!writes.some((write) => write.target === target && Object.hasOwn(write.fields, field))) return;
		const fields = this.#withdraw.get(target) ?? new Set<string>();
		this.#withdraw.set(target, fields.add(field));
	}

	review(draft: ReviewDraft): void {
		this.#reviews.push(draft);
	}

	closeReview(kind: ReviewKind, field: string): void {
		if (this.#input.context?.openReviews.some((entry) => entry.kind === kind && entry.field === field)) {
			this.#closed.push({ kind, field });
		}
	}

	audit(draft: AuditDraft): void {
		this.#audit.push(draft);
	}

	/** Reports values that the mapping could not translate, and closes entries about those that it now can. */
	reportProblems(side: Side, seen: Observation): void {
		const failed = new Set(seen.problems.map((problem) => problem.field));
		const known = new Set(this.#input.context?.openReviews.map((entry) => `${entry.kind} ${entry.field}`));
		for (const problem of seen.problems) {
			const unchanged =
				seen.shadow !== null && sameValue(seen.record[problem.sourceField], seen.shadow[problem.sourceField]);
			// Said once; said again only when the value changes, so that a dismissed entry stays dismissed.
			if (unchanged && seen.force.length === 0 && !known.has(`unmapped ${problem.field}`)) continue;
			const word = { value: problem.value, changedAt: seen.changedAt, author: seen.author, url: seen.url };
			this.review(
				notice({
					kind: 'unmapped',
					field: problem.field,
					psa: side === 'psa' ? word : null,
					platform: side === 'platform' ? word : null,
					side,
					message: problem.message,
				}),
			);
		}
		for (const entry of this.#input.context?.openReviews ?? []) {
			if (entry.kind === 'unmapped' && entry.side === side && !failed.has(entry.field)) {
				this.closeReview('unmapped', entry.field);
			}
		}
	}

	build(): LinkChange {
		const { context, entity } = this.#input;
		const sides = SIDES.flatMap((side) => {
			const seen = this.#input[side];
			return seen ? [{ side, seen }] : [];
		});
		const shadows: { psaShadow?: Observation['record']; platformShadow?: Observation['record'] } = {};
		for (const { side, seen } of sides) {
			if (!seen.deleted) shadows[side === 'psa' ? 'psaShadow' : 'platformShadow'] = seen.record;
		}
		const found = this.#found(sides.map(({ side }) => side));
		// It was matched while it was missing: the other side may have been edited since its shadow was kept.
		if (context?.link.state === 'matched' && found.psa === null && context.link.platformId !== null) {
			this.revisit('platform', context.link.platformId);
		}
		return {
			expect: context && { linkId: context.link.id, revision: context.link.revision },
			entity,
			...this.#ids,
			...shadows,
			...(this.#state ? { state: this.#state } : {}),
			...(Object.keys(found).length > 0 ? { missing: found } : {}),
			...(this.#closeCreate ? { closeCreate: true } : {}),
			writes: [...this.#writes]
				.map(([target, entry]) => this.#intended(target, entry))
				.filter(({ kind, fields }) => kind === 'create' || Object.keys(fields).length > 0),
			withdraw: [...this.#withdraw].map(([target, fields]) => ({ target, fields: [...fields] })),
			confirm: sides.map(({ side }) => side),
			reviews: this.#reviews,
			closeReviews: this.#closed,
			audit: this.#audit,
			...(this.#revisit.length > 0 ? { revisit: this.#revisit } : {}),
			revisits: sides.flatMap(({ seen }) => seen.revisits),
			seen: sides.map(({ side, seen }) => ({ side, recordId: seen.recordId, force: seen.force })),
		};
	}

	/** Sides of which the link said that the record is missing: it is there again, or its deletion is accounted for. */
	#found(sides: readonly Side[]): Partial<Record<Side, Missing | null>> {
		const link = this.#input.context?.link;
		const found: Partial<Record<Side, Missing | null>> = {};
		for (const side of sides) {
			const known = link ? missingOn(link, side) : null;
			// A deletion that a person has confirmed stays known as such: it says nothing of the next ones.
			if (known === null || (known === 'confirmed' && this.#input[side]?.deleted)) continue;
			found[side] = null;
		}
		return found;
	}

	#createOnly(target: Side, field: string): boolean {
		return this.#input.mapping.fields.some((row) => row.platformField === field && row.createOnly?.includes(target));
	}

	#flowsBack(target: Side, field: string): boolean {
		return this.#input.mapping.fields.some((row) => row.platformField === field && flows(row, otherSide(target)));
	}

	#intended(
		target: Side,
		entry: { fields: Map<string, Json>; source: { changedAt: string | null; author: string | null } },
	): IntendedWrite {
		const link = this.#input.context?.link;
		const targetId = link && (target === 'psa' ? link.psaId : link.platformId);
		const known = targetId ?? this.#ids[target === 'psa' ? 'psaId' : 'platformId'];
		// A create that may be under way keeps its payload: what changed since goes behind it as an update.
		const underWay = this.open(target).some((write) => write.kind === 'create' && write.payload !== null);
		const kind = known || underWay ? 'update' : 'create';
		const keepEmpty = kind === 'update' || this.open(target).length > 0;
		// A create says "empty" too, of what people may fill on the target: if they do so before it is acknowledged (its
		// answer was lost, the process died), that is an edit and not a part of the creation.
		const fields = [...entry.fields].filter(
			([field, value]) =>
				(keepEmpty || !isEmpty(value) || this.#flowsBack(target, field)) &&
				(kind === 'create' || !this.#createOnly(target, field)),
		);
		return {
			target,
			kind,
			fields: Object.fromEntries(fields),
			sourceChangedAt: entry.source.changedAt,
			sourceAuthor: entry.source.author,
			targetHint: (kind === 'create' && this.#input[otherSide(target)]?.externalIds[0]) || null,
		};
	}
}

/** Whether a mapped field is carried towards a side at all. */
export function flows(field: MappedField, target: Side): boolean {
	return field.direction === 'both' || field.direction === (target === 'psa' ? 'toPsa' : 'toPlatform');
}
