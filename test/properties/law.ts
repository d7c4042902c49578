/** A law does not hold: which one, and how it shows. The letters are those of docs/architecture.md. */
export class LawBroken extends Error {
	constructor(
		readonly law: string,
		what: string,
	) {
		super(`${law}: ${what}`);
	}
}

/** Several laws do not hold at once. */
export class LawsBroken extends Error {
	constructor(readonly broken: readonly LawBroken[]) {
		super(broken.map(({ message }) => message).join('\n'));
	}
}

/** @returns which laws an error says are broken; null for any other error. */
export function brokenLaws(error: unknown): readonly LawBroken[] | null {
	if (error instanceof LawBroken) return [error];
	return error instanceof LawsBroken ? error.broken : null;
}

/** A judgement of what a scene led to. Throws where the law of that name does not hold. */
export type Judgement<Lived> = (lived: Lived) => void | Promise<void>;

/**
 * Holds everything that was lived through against several laws, so that one run tells of all that are broken.
 * @throws LawsBroken
 */
export async function judge<Lived>(lived: Lived, laws: Readonly<Record<string, Judgement<Lived>>>): Promise<void> {
	const broken: LawBroken[] = [];
	for (const [law, judgement] of Object.entries(laws)) {
		try {
			await judgement(lived);
		} catch (error) {
			broken.push(
				...(brokenLaws(error) ?? [new LawBroken(law, error instanceof Error ? error.message : String(error))]),
			);
		}
	}
	if (broken.length > 0) throw new LawsBroken(broken);
}
