import { z } from 'zod';
import { SyncError } from '../../../model/errors';

const named = z.object({ name: z.string().nullish(), identifier: z.string().nullish() }).passthrough().nullish();

/** A note of a ticket as the vendor sends it (model `ServiceNote`). */
export const serviceNote = z
	.object({
		id: z.number().int(),
		ticketId: z.number().int().nullish(),
		text: z.string().nullish(),
		detailDescriptionFlag: z.boolean().nullish(),
		internalAnalysisFlag: z.boolean().nullish(),
		resolutionFlag: z.boolean().nullish(),
		member: named,
		contact: named,
		dateCreated: z.string().nullish(),
		createdBy: z.string().nullish(),
		_info: z.object({ lastUpdated: z.string().nullish(), updatedBy: z.string().nullish() }).passthrough().nullish(),
	})
	.passthrough();
export type ServiceNote = z.infer<typeof serviceNote>;

/** Where a note is: it has no address of its own, only one below its ticket. */
export interface NoteAddress {
	readonly ticket: string;
	readonly note: string;
}

/** The id by which the engine knows a note: `<ticket>/<note>`. */
export function noteId({ ticket, note }: { readonly ticket: string | number; readonly note: string | number }): string {
	return `${ticket}/${note}`;
}

/** @returns undefined for what is no id of a note. */
export function addressOf(id: string): NoteAddress | undefined {
	const found = /^(\d{1,18})\/(\d{1,18})$/.exec(id);
	return found ? { ticket: found[1], note: found[2] } : undefined;
}

/** @throws SyncError BAD_INPUT for what is no id of a note */
export function mustAddress(id: string): NoteAddress {
	const address = addressOf(id);
	if (address) return address;
	const message = `"${id.slice(0, 60)}" is no id of a ConnectWise note, which is made of ticket and note: 123/456`;
	throw new SyncError('BAD_INPUT', message, { system: 'connectwise', entity: 'note' });
}
