import { z } from 'zod';
import { ENTITIES, SIDES, SYSTEMS } from './entity';
import { jsonRecord, jsonValue } from './json-schema';

/**
 * What the engine knows of an item, under `json._sync`. The record's fields stay at the root of `json` for the nodes
 * that users put in between; they are for reading, the engine takes its values from the envelope.
 */
export const ENVELOPE_KEY = '_sync';

const problem = z.object({
	kind: z.enum(['unmapped', 'invalid']),
	field: z.string(),
	sourceField: z.string(),
	value: jsonValue,
	message: z.string(),
});

/** A record that changed on one side. */
export const changeEnvelope = z.object({
	kind: z.literal('change'),
	sync: z.string().min(1),
	side: z.enum(SIDES),
	system: z.enum(SYSTEMS),
	entity: z.enum(ENTITIES),
	id: z.string().min(1),
	/** The record in its side's own field names. */
	record: jsonRecord,
	/** The side's shadow as it stands, our own writes in flight taken as seen; null without a link. */
	shadow: jsonRecord.nullable(),
	/** Record and shadow in the platform's vocabulary; set by Field Map (on the platform's side by Get Changes). */
	view: jsonRecord.nullable(),
	shadowView: jsonRecord.nullable(),
	linkId: z.string().nullable(),
	revision: z.number().int().nullable(),
	/** On the engine's clock (the server's measured skew removed). */
	changedAt: z.string().nullable(),
	author: z.string().nullable(),
	url: z.string().nullable(),
	etag: z.string().nullable(),
	externalIds: z.array(z.string()),
	deleted: z.boolean(),
	/** Platform field names that count as changed whatever the shadow says; '*' for all. */
	force: z.array(z.string()),
	/** Revisit requests that this item answers; cleared by the commit. */
	revisits: z.array(z.string()),
	pull: z.string().nullable(),
	problems: z.array(problem),
});
export type ChangeEnvelope = z.infer<typeof changeEnvelope>;

/** Nothing changed, but writes are due or the flow must run for another reason. */
export const wakeEnvelope = z.object({
	kind: z.literal('wake'),
	sync: z.string().min(1),
	side: z.enum(SIDES),
	pull: z.string().nullable(),
	reason: z.string(),
});
export type WakeEnvelope = z.infer<typeof wakeEnvelope>;

/** A planned write on its way to Apply. Root of `json`: the values, in the vocabulary that `vocabulary` names. */
export const writeEnvelope = z.object({
	kind: z.literal('write'),
	sync: z.string().min(1),
	writeId: z.string().min(1),
	target: z.enum(SIDES),
	entity: z.enum(ENTITIES),
	action: z.enum(['create', 'update']),
	targetId: z.string().nullable(),
	/** The intended values in the platform's names. */
	fields: jsonRecord,
	/** The values in the target's own names; null until Map Back has run (on the platform's side set at once). */
	payload: jsonRecord.nullable(),
	/** By field of the payload: other values that say the same, for a target that cannot take the first. */
	synonyms: z.record(z.array(jsonValue)).optional(),
	preview: z.boolean(),
	/** In a preview, of a create: the record it is planned for, and its counterpart's id where that record holds one. */
	sourceId: z.string().optional(),
	targetHint: z.string().nullable().optional(),
	problems: z.array(problem),
});
export type WriteEnvelope = z.infer<typeof writeEnvelope>;

export const envelope = z.discriminatedUnion('kind', [changeEnvelope, wakeEnvelope, writeEnvelope]);
export type Envelope = z.infer<typeof envelope>;
