import type { Entity } from '../model/entity';
import { SyncError } from '../model/errors';

/** What fails after a write has landed leaves open what became of it. */
export async function landed<T>(
	entity: Entity,
	id: string,
	what: 'created' | 'changed',
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof SyncError) || error.code === 'NOT_FOUND') throw error;
		const message = `${error.message} (the ${entity} ${id} was ${what} before that; it will be looked at again)`;
		throw new SyncError(error.code, message, { ...error.subject, id, uncertain: true }, { cause: error });
	}
}
