/**
 * Acknowledgements on their way to the store while the next call is made. The store lets those that come together share
 * one commit; waiting for each of them would cost a write to the disk between any two calls. What dies with the process
 * before it is durable is found again: its payload was durable before the call.
 */
export class Acknowledgements {
	#pending: Promise<unknown>[] = [];

	add(acknowledgement: Promise<unknown>): void {
		// Whoever waits for all of them hears of a failure; until then it must not count as one that nobody handles.
		acknowledgement.catch(() => undefined);
		this.#pending.push(acknowledgement);
	}

	/**
	 * Resolves when all of them are durable.
	 * @throws what the first of those that failed was rejected with, when all are over.
	 */
	async durable(): Promise<void> {
		const results = await Promise.allSettled(this.#pending.splice(0));
		const failed = results.find((result) => result.status === 'rejected');
		if (failed) throw failed.reason;
	}
}
