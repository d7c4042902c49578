import { createHash } from 'node:crypto';

const ID_LENGTH = 50;

/** An id of the other side as the external id holds it: at most 50 characters, and two of them never the same. */
export function externalId(sourceId: string): string {
	if (sourceId.length <= ID_LENGTH) return sourceId;
	const mark = createHash('sha256').update(sourceId).digest('hex').slice(0, 16);
	return `${sourceId.slice(0, ID_LENGTH - mark.length - 1)}#${mark}`;
}
