import { z } from 'zod';
import { ENTITIES, SYSTEMS } from '../../model/entity';
import { jsonValue } from '../../model/json-schema';

/** What the export is called in its own files. */
export const FORMAT = 'psa-sync-export';
export const MANIFEST = 'manifest.json';
export const PROGRESS = 'progress.json';
export const RECORDS = 'records';
export const FILES = 'files';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().nonnegative();

/** Whose history an export is, and since when. */
const origin = z.object({
	format: z.literal(FORMAT),
	version: z.literal(1),
	product: z.string(),
	sync: z.string().min(1),
	system: z.enum(SYSTEMS),
	/** Tells the tenant from every other one; holds no secret. */
	tenant: z.string().min(1),
	startedAt: z.string(),
});

const entityProgress = z.object({
	entity: z.enum(ENTITIES),
	/** Where the connector goes on. */
	state: jsonValue,
	/** How much of the file of records is accounted for. */
	bytes: count,
	done: z.boolean(),
});

/** What a started export knows of itself. */
export const progressFile = origin.extend({ entities: z.array(entityProgress) });
export type ExportProgress = z.infer<typeof progressFile>;

export const manifestFile = origin.extend({
	finishedAt: z.string(),
	/** By entity: `records` are different ids, `lines` those of the file; the last line of an id is the one that counts. */
	entities: z.array(
		z.object({
			entity: z.enum(ENTITIES),
			path: z.string(),
			records: count,
			lines: count,
			bytes: count,
			sha256: hash,
		}),
	),
	/** Each lies under `files/<first two>/<hash>`. */
	files: z.array(z.object({ sha256: hash, bytes: count })),
	/** Attachments whose bytes the system did not give away, and why. */
	withoutFile: z.array(z.object({ id: z.string(), reason: z.string() })),
});
export type ExportManifest = z.infer<typeof manifestFile>;

/** One line of a file of records. */
export const exportLine = z.object({
	entity: z.enum(ENTITIES),
	id: z.string().min(1),
	/** In the system's own field names. */
	record: z.record(jsonValue),
	changedAt: z.string().nullable(),
	author: z.string().nullable(),
	url: z.string().nullable(),
	/** The id of its counterpart on the other side; null where it has none. */
	counterpart: z.string().nullable(),
	/** The state of the link between the two: `linked`, `half`, …; `none` where the sync does not know the record. */
	syncState: z.string(),
	/** Attachments: where the bytes are, below the folder of the export. */
	file: z.string().optional(),
	withoutFile: z.string().optional(),
});
export type ExportLine = z.infer<typeof exportLine>;

/** @returns where the bytes of a hash lie, below the folder of the export. */
export function pathOfFile(sha256: string): string {
	return `${FILES}/${sha256.slice(0, 2)}/${sha256}`;
}
