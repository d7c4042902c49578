/** One change of one source file. */
export interface Edit {
	/** From the root of the repository, with `/`. */
	readonly file: string;
	/** Occurs exactly once in the file. */
	readonly find: string;
	readonly replace: string;
}

/**
 * A wrong engine that somebody might well have written. The laws have to tell it from the right one: a mutant that
 * none of them kills means that a law is missing.
 */
export interface Mutant {
	readonly name: string;
	/** What it does wrong, and why it looks right. */
	readonly what: string;
	readonly edits: readonly Edit[];
}

/**
 * A file of the engine as a mutant has it.
 *
 * @throws Error where an edit does not fit exactly once: a mutant that no longer applies would be the right engine.
 */
export function mutated(mutant: Mutant, file: string, source: string): string {
	let text = source;
	for (const edit of mutant.edits) {
		if (edit.file !== file) continue;
		const found = text.split(edit.find).length - 1;
		if (found !== 1) {
			throw new Error(
				`Mutant "${mutant.name}": its edit of ${file} fits ${found} times instead of once. Write it anew after the code as it stands now: ${edit.find}`,
			);
		}
		text = text.replace(edit.find, () => edit.replace);
	}
	return text;
}
