import type { FlatRecord, NativeRecord } from '../../../model/record';
import { takeHead } from '../../note-head';
import { DISCUSSION, INTERNAL, RESOLUTION } from '../fields/note';
import { MIXED, NOWHERE } from '../fields/time-entry';
import { flatten, valueAt } from '../records';
import type { VendorRecord } from '../schemas';

/** Charged to a service ticket: what is charged to anything else is no child of a ticket that the sync knows. */
export const ON_SERVICE_TICKET = 'ServiceTicket';

/** Where the text of an entry stands. */
export type Place = 'notes' | 'internalNotes';

/** Who may read the text of an entry. */
export function visibilityOf(raw: VendorRecord): string {
	if (isBlankAt(raw, 'notes') && !isBlankAt(raw, 'internalNotes')) return INTERNAL;
	const [discussion, internal, resolution] = [
		'addToDetailDescriptionFlag',
		'addToInternalAnalysisFlag',
		'addToResolutionFlag',
	].map((flag) => raw[flag] === true);
	if (internal) return discussion || resolution ? MIXED : INTERNAL;
	if (discussion) return DISCUSSION;
	if (resolution) return RESOLUTION;
	return isBlankAt(raw, 'notes') ? INTERNAL : NOWHERE;
}

/**
 * `notes` may end up on an invoice, flags or not, as the invoice's template has it; `internalNotes` never does. What is
 * internal and comes from the other side stands there.
 */
export function placeOf(raw: VendorRecord): Place {
	if (!isBlankAt(raw, 'notes')) return 'notes';
	if (!isBlankAt(raw, 'internalNotes')) return 'internalNotes';
	return visibilityOf(raw) === INTERNAL ? 'internalNotes' : 'notes';
}

/** The text with what its first line says, where the person who did the work is no member. */
export function headOf(raw: VendorRecord): ReturnType<typeof takeHead> {
	return takeHead(textAt(raw, placeOf(raw)));
}

/** @returns undefined for an entry that is charged to something else than a service ticket */
export function toNativeTimeEntry(raw: VendorRecord): NativeRecord | undefined {
	if (raw['chargeToType'] !== ON_SERVICE_TICKET || typeof raw['chargeToId'] !== 'number') return undefined;
	const { head, text } = headOf(raw);
	const record: FlatRecord = {
		...flatten('timeEntry', raw),
		ticketId: raw['chargeToId'],
		technician: head?.author ?? memberName(raw),
		notes: text === '' ? null : text,
		visibility: visibilityOf(raw),
		// What the last writer asked to be done; it tells nothing of the entry.
		emailContactFlag: null,
		emailResourceFlag: null,
		emailCcFlag: null,
	};
	return {
		entity: 'timeEntry',
		id: String(raw.id),
		record,
		changedAt: raw._info?.lastUpdated ?? null,
		author: raw._info?.updatedBy ?? null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	};
}

/** Older models send the member whole instead of a name (recorded). */
function memberName(raw: VendorRecord): string | null {
	const part = (name: string) => textAt(raw, `member/${name}`);
	const name = part('name') || `${part('firstName')} ${part('lastName')}`.trim();
	return name || part('identifier') || null;
}

function textAt(raw: VendorRecord, path: string): string {
	const value = valueAt(raw, path);
	return typeof value === 'string' ? value : '';
}

function isBlankAt(raw: VendorRecord, path: string): boolean {
	return textAt(raw, path).trim() === '';
}
