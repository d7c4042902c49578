import type { WriteEnvelope } from '../model/envelope';

export type OutcomeKind =
	/** The record was created. */
	| 'created'
	/** The record was changed. */
	| 'updated'
	/** The target already held everything; no call was needed. */
	| 'unchanged'
	/** A counterpart was found and linked instead of creating one. */
	| 'linked'
	/** A parent has no counterpart yet. */
	| 'waiting'
	/** The target moved; planned again by the next run. */
	| 'replanned'
	/** Failed for now; due again later. */
	| 'retry'
	/** Waits for a person. */
	| 'review'
	/** Another worker has it, or it is over. */
	| 'skipped'
	/** Shown only: nothing was written. */
	| 'preview';

export interface Outcome {
	readonly writeId: string;
	readonly kind: OutcomeKind;
	readonly targetId: string | null;
	/** For people: what was done or why not. */
	readonly message: string;
	/** An entry was opened for a person, whatever else was done. */
	readonly needsReview: boolean;
}

/** Collects what became of each write. What nobody reported was not claimed. */
export class Outcomes {
	readonly #byWrite = new Map<string, Omit<Outcome, 'needsReview'>>();
	readonly #asked = new Map<string, readonly string[]>();

	constructor(private readonly items: readonly WriteEnvelope[]) {}

	set(writeId: string, kind: OutcomeKind, message: string, targetId: string | null = null): void {
		this.#byWrite.set(writeId, { writeId, kind, targetId, message });
	}

	/** Settles an item of a preview. @returns true if it was one. */
	preview(item: WriteEnvelope): boolean {
		if (item.preview) this.set(item.writeId, 'preview', wouldDo(item), item.targetId);
		return item.preview;
	}

	/** Says what a person is asked because of a write that was carried out. */
	ask(writeId: string, messages: readonly string[]): void {
		if (messages.length > 0) this.#asked.set(writeId, messages);
	}

	all(): Outcome[] {
		return this.items.map((item) => {
			const outcome = this.#byWrite.get(item.writeId) ?? {
				writeId: item.writeId,
				kind: 'skipped',
				targetId: item.targetId,
				message: 'another run has it, or it is not due any more',
			};
			const asked = this.#asked.get(item.writeId) ?? [];
			return {
				...outcome,
				message: [outcome.message, ...asked].join('; '),
				needsReview: outcome.kind === 'review' || asked.length > 0,
			};
		});
	}
}

/** A counterpart is looked for before anything is created, so that much of it will be linked instead. */
function wouldDo({ action, entity }: WriteEnvelope): string {
	if (action === 'update') return `would update this ${entity}`;
	return `would create this ${entity}, unless it is there already: then it is linked`;
}
