import { z } from 'zod';
import type { Content } from '../../../model/content';
import { SyncError } from '../../../model/errors';
import { aroundBase64, encodedSize, fromBase64Field, TRANSFER_TIMEOUT_MS } from '../../http';
import type { HaloPsaClient } from '../client';
import { notUnderstood } from '../errors';
import { unwrapList, unwrapRecord, wholeNumber } from '../schemas';

const PATH = '/Attachment';

/** A file as its list shows it, and as the answer of a POST does (recorded). */
export const haloPsaFile = z
	.object({
		id: wholeNumber,
		filename: z.string().nullish(),
		filesize: wholeNumber.nullish(),
		datecreated: z.string().nullish(),
		showforusers: z.boolean().nullish(),
		ticket_id: wholeNumber.nullish(),
	})
	.passthrough();
export type HaloPsaFile = z.infer<typeof haloPsaFile>;

/** What is sent, and for which ticket. */
export interface NewFile {
	readonly ticket: string;
	readonly name: string;
	readonly isPublic: boolean;
	readonly size: number;
	/** Opens the bytes, anew for each try. */
	readonly open: () => Promise<Content>;
}

/** The files of a ticket; none where it is gone. The list knows no pages (specification). */
export async function filesOf(client: HaloPsaClient, ticket: string): Promise<HaloPsaFile[]> {
	const subject = { entity: 'ticket', id: ticket } as const;
	const query = { ticket_id: Number(ticket) };
	try {
		const answer = await client.send({ method: 'GET', path: PATH, query, subject });
		const listed = unwrapList(answer.data, 'attachments');
		const parsed = z.array(haloPsaFile).safeParse(listed?.rows);
		if (!parsed.success) throw notUnderstood(answer, parsed.error.issues[0], subject);
		// A row that names another ticket means that the filter was not understood.
		return parsed.data.filter(({ ticket_id: its }) => !its || String(its) === ticket).sort((a, b) => a.id - b.id);
	} catch (error) {
		if (error instanceof SyncError && error.code === 'NOT_FOUND') return [];
		throw error;
	}
}

/**
 * Sends a file in one piece, encoded as it passes. One public client names the ticket `faultid`, the vendor's list
 * `ticket_id`: both are given.
 */
export async function sendFile(
	client: HaloPsaClient,
	{ ticket, name, isPublic, size, open }: NewFile,
): Promise<HaloPsaFile> {
	const number = Number(ticket);
	const about = { ticket_id: number, faultid: number, filename: name, showforusers: isPublic };
	const before = `[${JSON.stringify(about).slice(0, -1)},"data_base64":"`;
	const after = '"}]';
	const content = {
		contentType: 'application/json',
		size: Buffer.byteLength(before) + encodedSize(size) + after.length,
		open: async () => aroundBase64(before, (await open()).stream, after),
	};
	const subject = { entity: 'attachment' } as const;
	const call = { method: 'POST', path: PATH, content, subject, timeoutMs: TRANSFER_TIMEOUT_MS } as const;
	const answer = await client.send(call);
	const parsed = haloPsaFile.safeParse(
		unwrapList(answer.data, 'attachments')?.rows[0] ?? unwrapRecord(answer.data, 'attachments'),
	);
	if (parsed.success) return parsed.data;
	throw notUnderstood(answer, parsed.error.issues[0], { ...subject, uncertain: true });
}

/** Where the bytes begin in a record; one of the two names is empty, sometimes. */
const BYTES = /"data(?:_base64)?"\s*:\s*"(?=[^"])/;

/**
 * The bytes of a file: `/Attachment/{id}` answers them as they are, with their name in `Content-Disposition` (a public
 * client reads it so). A version that answers the record with the bytes in it is understood, too.
 */
export async function openFile(client: HaloPsaClient, number: string, gone: () => SyncError): Promise<Content> {
	const call = { method: 'GET', path: `${PATH}/${number}`, timeoutMs: TRANSFER_TIMEOUT_MS } as const;
	const { stream, size, contentType, headers } = await client.download({ ...call, subject: { entity: 'attachment' } });
	// A file that is JSON itself comes with its name.
	const isRecord = /^application\/json\b/i.test(contentType ?? '');
	if (!isRecord || headers['content-disposition'] !== undefined) return { stream, size, contentType };
	return { stream: fromBase64Field(stream, gone, BYTES), size: null, contentType: null };
}

/** Takes a file away again. */
export async function removeFile(client: HaloPsaClient, number: number): Promise<void> {
	const subject = { entity: 'attachment', id: String(number) } as const;
	await client.send({ method: 'DELETE', path: `${PATH}/${number}`, subject });
}
