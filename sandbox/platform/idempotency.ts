import { createHash } from 'node:crypto';
import { PlatformProblem } from './problem';

/** The answer to a create, as it is given again. */
export interface CreatedAnswer {
	readonly body: unknown;
	readonly headers: Readonly<Record<string, string>>;
}

/** Answers to creates by their idempotency key. Requests are carried out one after the other, so none is half done. */
export class IdempotencyKeys {
	readonly #answers = new Map<string, { readonly hash: string; readonly answer: CreatedAnswer }>();

	/**
	 * Carries out `create`, or gives the answer that the same key had before.
	 * @param scope what the key belongs to: the same key on another path is another key
	 * @throws PlatformProblem `idempotency_key_reused` where the body differs; what `create` throws is not remembered
	 */
	once(scope: string, key: string | undefined, body: unknown, create: () => CreatedAnswer): CreatedAnswer {
		if (key === undefined) return create();
		if (key === '' || key.length > 200) {
			throw new PlatformProblem('invalid_parameter', 'Idempotency-Key must have 1 to 200 characters.');
		}
		const name = JSON.stringify([scope, key]);
		const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
		const known = this.#answers.get(name);
		if (!known) {
			const answer = create();
			this.#answers.set(name, { hash, answer });
			return answer;
		}
		if (known.hash !== hash) {
			const detail = 'This idempotency key was used with another body. Nothing was done: use a key of its own.';
			throw new PlatformProblem('idempotency_key_reused', detail);
		}
		return { ...known.answer, headers: { ...known.answer.headers, 'idempotency-replayed': 'true' } };
	}

	clear(): void {
		this.#answers.clear();
	}
}
