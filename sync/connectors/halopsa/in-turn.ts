import { SyncError } from '../../model/errors';

/** Calls at a time: enough to hide the way to the server, few enough not to be a burst. */
const AT_A_TIME = 4;

/**
 * Asks for several things, some at a time, in order. After one has failed no further one is begun.
 * @returns an answer or the error for each that was begun; the list ends with the first error.
 */
export async function inTurn<Item, Answer>(
	items: readonly Item[],
	ask: (item: Item) => Promise<Answer>,
): Promise<Array<Answer | SyncError>> {
	const answers: Array<Answer | SyncError> = [];
	for (let start = 0; start < items.length; start += AT_A_TIME) {
		const asked = items.slice(start, start + AT_A_TIME).map(async (item) => {
			try {
				return await ask(item);
			} catch (error) {
				if (error instanceof SyncError) return error;
				throw error;
			}
		});
		answers.push(...(await Promise.all(asked)));
		const failed = answers.findIndex((answer) => answer instanceof SyncError);
		if (failed >= 0) return answers.slice(0, failed + 1);
	}
	return answers;
}
