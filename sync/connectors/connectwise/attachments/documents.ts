import { z } from 'zod';
import type { Content } from '../../../model/content';
import { SyncError } from '../../../model/errors';
import type { NativeRecord } from '../../../model/record';
import type { ConnectWiseClient } from '../client';
import { PORTAL } from '../fields/attachment';
import { INTERNAL } from '../fields/note';

/** A file as the vendor sends it (model `DocumentInfo`). */
const document = z
	.object({
		id: z.number().int(),
		title: z.string().nullish(),
		fileName: z.string().nullish(),
		owner: z.string().nullish(),
		publicFlag: z.boolean().nullish(),
		imageFlag: z.boolean().nullish(),
		linkFlag: z.boolean().nullish(),
		urlFlag: z.boolean().nullish(),
		size: z.number().nullish(),
		createdOnDate: z.string().nullish(),
		_info: z.object({ lastUpdated: z.string().nullish(), updatedBy: z.string().nullish() }).passthrough().nullish(),
	})
	.passthrough();
export type Document = z.infer<typeof document>;

export const DOCUMENTS = '/system/documents';

/** The files of a ticket; links to files elsewhere are none. */
export async function documentsOf(client: ConnectWiseClient, ticket: string): Promise<Document[]> {
	try {
		const rows = await client.lookups(DOCUMENTS, document, {}, { recordType: 'Ticket', recordId: ticket });
		return rows.filter(({ linkFlag, urlFlag }) => linkFlag !== true && urlFlag !== true).sort((a, b) => a.id - b.id);
	} catch (error) {
		if (error instanceof SyncError && error.code === 'NOT_FOUND') return [];
		throw error;
	}
}

/** @throws SyncError UNEXPECTED_ANSWER */
export function parsedDocument(data: unknown): Document {
	const parsed = document.safeParse(data);
	if (parsed.success) return parsed.data;
	const message = 'ConnectWise answered an upload with something that is no document; look whether the file is there';
	const subject = { system: 'connectwise', entity: 'attachment', uncertain: true } as const;
	throw new SyncError('UNEXPECTED_ANSWER', message, subject);
}

/** The bytes of a document, streamed. @param id `<ticket>/<document>` */
export async function openDocument(client: ConnectWiseClient, id: string): Promise<Content> {
	const [, number] = addressOf(id);
	return await client.download(`${DOCUMENTS}/${number}/download`, { entity: 'attachment', id });
}

/** Where a file is: `<ticket>/<document>`. @throws SyncError BAD_INPUT */
export function addressOf(id: string): readonly [ticket: string, document: string] {
	const found = /^(\d{1,18})\/(\d{1,18})$/.exec(id);
	if (found) return [found[1], found[2]];
	const message = `"${id.slice(0, 60)}" is no id of a ConnectWise attachment, which is made of ticket and document: 123/456`;
	throw new SyncError('BAD_INPUT', message, { system: 'connectwise', entity: 'attachment' });
}

/** A file as the engine knows it. */
export function toNativeAttachment(raw: Document, ticket: string): NativeRecord {
	const id = `${ticket}/${raw.id}`;
	return {
		entity: 'attachment',
		id,
		record: {
			id,
			ticketId: Number(ticket),
			fileName: raw.fileName || raw.title || `document-${raw.id}`,
			title: raw.title ?? null,
			size: raw.size ?? null,
			sha256: null,
			visibility: raw.publicFlag === true ? PORTAL : INTERNAL,
			owner: raw.owner ?? null,
			imageFlag: raw.imageFlag ?? null,
			createdOnDate: raw.createdOnDate ?? null,
		},
		changedAt: raw._info?.lastUpdated ?? null,
		author: raw._info?.updatedBy ?? null,
		etag: null,
		externalIds: [],
		deleted: false,
		url: null,
	};
}
