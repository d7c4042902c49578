import { envelope, ENVELOPE_KEY, type ChangeEnvelope, type Envelope } from '../model/envelope';
import { SyncError } from '../model/errors';
import type { Json } from '../model/json';
import { CHANGED_AT } from '../model/record';

/** The `json` of an item between our nodes: the record's (or write's) fields, and the envelope under `_sync`. */
export type ItemJson = { [field: string]: Json } & { [ENVELOPE_KEY]: Envelope };

/**
 * Puts an envelope under the fields that people see. A field of a record that is itself called `_sync`, or that would
 * reach the prototype, cannot get in the way.
 */
export function itemJson(fields: Readonly<Record<string, Json>>, sync: Envelope): ItemJson {
	const json: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(fields)) {
		if (name === ENVELOPE_KEY || name === CHANGED_AT || name === '__proto__') continue;
		json[name] = value;
	}
	json[ENVELOPE_KEY] = sync;
	return json as ItemJson;
}

/**
 * Reads the envelope of an item.
 * @throws SyncError BAD_INPUT where there is none or it is damaged.
 */
export function readEnvelope(json: unknown): Envelope {
	const found = typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[ENVELOPE_KEY] : undefined;
	if (found === undefined) {
		throw new SyncError(
			'BAD_INPUT',
			`An item without "${ENVELOPE_KEY}" arrived. Only items of a Get Changes operation can be synced: check what is connected, and that no node in between drops the field "${ENVELOPE_KEY}".`,
		);
	}
	const parsed = envelope.safeParse(found);
	if (parsed.success) return parsed.data;
	const issue = parsed.error.issues[0];
	throw new SyncError(
		'BAD_INPUT',
		`The "${ENVELOPE_KEY}" field of an item is damaged at "${issue?.path.join('.')}": ${issue?.message}. A node in between must have changed it.`,
	);
}

/** @returns true for the envelope of a changed record. */
export function isChange(value: Envelope): value is ChangeEnvelope {
	return value.kind === 'change';
}
