import { z } from 'zod';
import { PLATFORM_ENTITIES, type PlatformEntity } from './fields';
import { PlatformProblem } from './problem';

const cursorSchema = z.object({
	epoch: z.string(),
	kind: z.enum(['list', 'changes']),
	entity: z.enum(PLATFORM_ENTITIES as [PlatformEntity, ...PlatformEntity[]]),
	/** The last row given: its ordinal in a list, the number of its commit in the change feed. */
	after: z.number().int().nonnegative(),
});

export type Cursor = z.infer<typeof cursorSchema>;

/** Writes a cursor as the opaque text that clients pass back. */
export function writeCursor(cursor: Cursor): string {
	return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/**
 * @returns where to go on: 0 without a cursor.
 * @throws PlatformProblem `invalid_cursor` for one that was never handed out here, `cursor_expired` for one of an epoch
 * that is over
 */
export function readCursor(text: string | undefined, expected: Omit<Cursor, 'after'>): number {
	if (text === undefined) return 0;
	const parsed = cursorSchema.safeParse(parseJson(Buffer.from(text, 'base64url').toString()));
	if (!parsed.success || parsed.data.kind !== expected.kind || parsed.data.entity !== expected.entity) {
		throw new PlatformProblem('invalid_cursor', 'The cursor is none that this list has handed out.');
	}
	if (parsed.data.epoch !== expected.epoch) {
		throw new PlatformProblem('cursor_expired', 'The cursor is too old. Begin again without a cursor.');
	}
	return parsed.data.after;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}
