import { z } from 'zod';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { takeHead, type NoteHead } from '../../note-head';
import { INTERNAL, PUBLIC } from '../fields/time';
import { flatten, utcTime } from '../records';
import type { VendorRecord } from '../schemas';

/** Time on a ticket, as far as it is looked into. */
const timeEntry = z.object({
	id: z.number(),
	ticketID: z.coerce.number().int().nullish(),
	resourceID: z.coerce.number().int().nullish(),
	roleID: z.coerce.number().int().nullish(),
	billingCodeID: z.coerce.number().int().nullish(),
	startDateTime: z.string().nullish(),
	endDateTime: z.string().nullish(),
	hoursWorked: z.number().nullish(),
	summaryNotes: z.string().nullish(),
	internalNotes: z.string().nullish(),
	billingApprovalDateTime: z.string().nullish(),
	lastModifiedDateTime: z.string().nullish(),
	createDateTime: z.string().nullish(),
});
export type TimeEntry = z.infer<typeof timeEntry>;

/** What does not fit is read as if it were not there. */
export function timeOf(raw: VendorRecord): TimeEntry {
	const parsed = timeEntry.safeParse(raw);
	return parsed.success ? parsed.data : { id: raw.id };
}

/** What a tenant calls what time entries refer to by number. */
export interface TimeNames {
	readonly resources: ReadonlyMap<number, string>;
	readonly workTypes: ReadonlyMap<number, string>;
	readonly roles: ReadonlyMap<number, string>;
	/** By entry: the invoice that covers it. */
	readonly invoices: ReadonlyMap<number, number>;
}

/** The text of an entry, who may read it, and the person whom its first line names. */
export interface TimeText {
	readonly head: NoteHead | null;
	readonly text: string;
	readonly visibility: typeof PUBLIC | typeof INTERNAL;
}

/** The summary is what clients may read; where there is none, the internal notes are the text. */
export function textOf({ summaryNotes, internalNotes }: TimeEntry): TimeText {
	const visibility = isBlank(summaryNotes) ? INTERNAL : PUBLIC;
	const written = (visibility === PUBLIC ? summaryNotes : internalNotes) ?? '';
	return { ...takeHead(written), visibility };
}

export function toNativeTime(raw: VendorRecord, names: TimeNames): NativeRecord {
	const entry = timeOf(raw);
	const { head, text, visibility } = textOf(entry);
	const person = nameIn(names.resources, entry.resourceID, 'resource ');
	const record: FlatRecord = {
		...flatten('timeEntry', raw),
		technician: head?.author ?? person,
		notes: text,
		visibility,
		workType: nameIn(names.workTypes, entry.billingCodeID),
		workRole: nameIn(names.roles, entry.roleID),
		billed: isBilled(entry),
		invoiceID: names.invoices.get(entry.id) ?? null,
	};
	return {
		entity: 'timeEntry',
		id: String(entry.id),
		record,
		changedAt: changedAt(entry),
		author: person,
		etag: null,
		// Time has no place for the other side's id (specification).
		externalIds: [],
		deleted: false,
		url: null,
	};
}

/** Whether it was approved and posted: then it is a billing item, on an invoice or waiting for one. */
export function isBilled({ billingApprovalDateTime }: TimeEntry): boolean {
	return !isBlank(billingApprovalDateTime);
}

export function changedAt({ lastModifiedDateTime, createDateTime }: TimeEntry): string | null {
	return utcTime(lastModifiedDateTime) ?? utcTime(createDateTime);
}

function nameIn(names: ReadonlyMap<number, string>, id: number | null | undefined, prefix = ''): string | null {
	return id === null || id === undefined ? null : (names.get(id) ?? `${prefix}${id}`);
}

function isBlank(value: string | null | undefined): boolean {
	return value === null || value === undefined || value.trim() === '';
}
