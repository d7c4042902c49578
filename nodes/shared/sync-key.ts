import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { SyncError } from '../../sync/model/errors';

/** The sync key that nodes and templates start with. */
export const DEFAULT_SYNC_KEY = 'default';

/** The parameter that says which sync a node belongs to. */
export const syncKeyProperty: INodeProperties = {
	displayName: 'Sync Key',
	name: 'syncKey',
	type: 'string',
	default: DEFAULT_SYNC_KEY,
	required: true,
	description:
		'The name of this pairing of a PSA with a platform. All nodes of all workflows of one sync share it; a second PSA or a second platform needs another one.',
};

const syncKey = z
	.string()
	.trim()
	.min(1, 'is empty')
	.max(64, 'is longer than 64 characters')
	.regex(/^[^\p{Cc}]*$/u, 'contains control characters');

/**
 * @returns the sync key as the store knows it.
 * @throws SyncError BAD_INPUT where it is none.
 */
export function parseSyncKey(value: unknown): string {
	const parsed = syncKey.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new SyncError(
		'BAD_INPUT',
		`The sync key ${parsed.error.issues[0]?.message ?? 'is no text'}. Give all nodes of one sync the same short name, such as "${DEFAULT_SYNC_KEY}".`,
	);
}
