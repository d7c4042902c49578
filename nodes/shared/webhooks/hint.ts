import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { WebhookEvent } from '../../../sync/connectors/webhook';
import { isoTime } from '../../../sync/model/clock';
import { ENTITIES, SYSTEMS, type System } from '../../../sync/model/entity';
import type { Json } from '../../../sync/model/json';

const hint = z.object({
	system: z.enum(SYSTEMS),
	/** Null, like `id`, where the system has not said what changed. */
	entity: z.enum(ENTITIES).nullable(),
	id: z.string().nullable(),
	action: z.enum(['created', 'updated', 'deleted']),
	receivedAt: z.string(),
});

/** What is left of an event: which record may have changed. It says nothing that a run relies on. */
export type Hint = z.infer<typeof hint>;

export function toHint(system: System, { entity, id, action }: WebhookEvent, receivedAt: number): Hint {
	return { system, entity, id, action, receivedAt: isoTime(receivedAt) };
}

/** Notes of an inbox that are hints; others were left by another version of this package. */
export function readHints(notes: readonly Json[]): Hint[] {
	return notes.flatMap((note) => hint.safeParse(note).data ?? []);
}

/** As an item that a workflow starts with. */
export function hintItem(one: Hint, more: IDataObject = {}): IDataObject {
	return { ...more, ...one };
}

/** What an event looks like, for a test in the editor in which none has come. */
export function sampleHint(system: System, now: number): Hint {
	return { system, entity: 'ticket', id: '1234', action: 'updated', receivedAt: isoTime(now) };
}
