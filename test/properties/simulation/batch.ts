/** For so many turns a batch waits for more to do. */
const TURNS = 40;

type Answer<T> = () => T;

/** What is asked for in one moment travels in one call: one fault meets all of it, and each part may fail by itself. */
export class Batch<T> {
	#acts: Answer<T>[] | undefined;
	#answers: Promise<readonly Answer<T>[]> | undefined;

	/** @param call carries out what it is given, under one fault */
	constructor(private readonly call: (act: () => readonly Answer<T>[]) => readonly Answer<T>[]) {}

	async add(act: () => T): Promise<T> {
		const acts = (this.#acts ??= []);
		this.#answers ??= this.#send(acts);
		const answers = this.#answers;
		const place = acts.push(act) - 1;
		return (await answers)[place]();
	}

	async #send(acts: readonly Answer<T>[]): Promise<readonly Answer<T>[]> {
		for (let turn = 0; turn < TURNS; turn++) await Promise.resolve();
		this.#acts = undefined;
		this.#answers = undefined;
		return this.call(() => acts.map(tried));
	}
}

function tried<T>(act: () => T): Answer<T> {
	try {
		const value = act();
		return () => value;
	} catch (error) {
		return () => {
			throw error;
		};
	}
}
