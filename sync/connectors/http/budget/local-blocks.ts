import type { BudgetUse } from './budget';

interface Block {
	calls: number;
	readonly at: number;
	readonly until: number;
	readonly wanted: number;
}

/** Calls for which leave is asked at once: the first time, and at most. */
const FIRST = 4;
const LARGEST = 32;

/** Leave for some more calls that one worker was given beforehand, for each use. Times are the tenant's. */
export class LocalBlocks {
	readonly #blocks = new Map<BudgetUse, Block>();
	#unused: { readonly at: number; readonly calls: number }[] = [];

	has(use: BudgetUse, now: number): boolean {
		const block = this.#blocks.get(use);
		return block !== undefined && block.calls > 0 && block.until > now;
	}

	/** Spends one call of those that there are. */
	spend(use: BudgetUse): void {
		const block = this.#blocks.get(use);
		if (block) block.calls--;
	}

	/** How many to ask for: twice as many as last time, where those were all used in their time. */
	wanted(use: BudgetUse): number {
		const block = this.#blocks.get(use);
		return block?.calls === 0 ? Math.min(LARGEST, block.wanted * 2) : FIRST;
	}

	/** Keeps what was granted; what is left of the block before is given back. */
	keep(use: BudgetUse, block: Block): void {
		this.drop(use);
		this.#blocks.set(use, { ...block });
	}

	drop(use: BudgetUse): void {
		const block = this.#blocks.get(use);
		if (block && block.calls > 0) this.#unused.push({ at: block.at, calls: block.calls });
		this.#blocks.delete(use);
	}

	dropAll(): void {
		for (const use of [...this.#blocks.keys()]) this.drop(use);
	}

	/** Leave that nobody will use, by the slot in which it was counted; it is told once. */
	takeUnused(): readonly { readonly at: number; readonly calls: number }[] {
		const unused = this.#unused;
		this.#unused = [];
		return unused;
	}
}
