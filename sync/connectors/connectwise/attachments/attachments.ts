import type { FieldDefinition } from '../../../model/catalogue';
import type { Content, ContentStore } from '../../../model/content';
import { SyncError } from '../../../model/errors';
import type { Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { HASH, sameBytes } from '../../attachment-match';
import type { Candidate, ChangePage, ContentReader, MatchKeys, Owner, WriteOptions } from '../../connector';
import { ticketOf, type EntityConnector } from '../../entity-connector';
import { multipart, TRANSFER_TIMEOUT_MS } from '../../http';
import { readUnderTickets } from '../changed-tickets';
import { RECORD_ID, type ConnectWiseClient } from '../client';
import { attachmentFields, PORTAL } from '../fields/attachment';
import type { Document } from './documents';
import { addressOf, DOCUMENTS, documentsOf, openDocument, parsedDocument, toNativeAttachment } from './documents';

const NAMES = { fileName: 'fileName', size: 'size' } as const;

/**
 * The files of tickets (`/system/documents`), each with an id `<ticket>/<document>`. ConnectWise lists them by their
 * ticket only, so that what changed is asked of the tickets, as it is for notes.
 */
export class ConnectWiseAttachments implements EntityConnector, ContentReader {
	constructor(
		private readonly client: ConnectWiseClient,
		private readonly overlapMs?: number,
	) {}

	async open(id: string): Promise<Content> {
		return await openDocument(this.client, id);
	}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		return await readUnderTickets<Document>(
			this.client,
			'attachment',
			state,
			limit,
			this.overlapMs,
			async ({ id }) => await documentsOf(this.client, String(id)),
			async (read) =>
				read.flatMap(({ ticket, children }) => children.map((one) => toNativeAttachment(one, String(ticket.id)))),
		);
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const wanted = new Set(ids);
		const tickets = new Set(ids.flatMap((id) => (/^\d{1,18}\/\d{1,18}$/.test(id) ? [addressOf(id)[0]] : [])));
		const found = new Map<string, NativeRecord>();
		for (const ticket of tickets) {
			for (const record of await this.#of(ticket)) if (wanted.has(record.id)) found.set(record.id, record);
		}
		return found;
	}

	/** Files of the same ticket with the very same bytes. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const there = new Map<string, NativeRecord[]>();
		const hashes = new Map<string, string | null>();
		const found: Candidate[][] = [];
		for (const key of keys) {
			const ticket = String(key.payload['ticketId'] ?? '');
			const known = there.get(ticket) ?? (/^\d{1,18}$/.test(ticket) ? await this.#of(ticket) : []);
			there.set(ticket, known);
			found.push(await sameBytes(key, known, NAMES, this, hashes));
		}
		return found;
	}

	/** Without a word about who may see it, it is kept from the customer portal. */
	async create(
		payload: FlatRecord,
		_sourceId: string,
		_key: string,
		{ contents }: WriteOptions,
	): Promise<NativeRecord> {
		const ticket = String(payload['ticketId'] ?? '');
		const fileName = payload['fileName'];
		const hash = payload[HASH];
		if (!/^\d{1,18}$/.test(ticket)) throw refuse('ticketId', 'must be the id of a ticket');
		if (typeof fileName !== 'string' || fileName === '') throw refuse('fileName', 'must be given');
		if (typeof hash !== 'string' || hash === '') throw refuse(HASH, 'must be given');
		const { stream, size } = await opened(contents, hash);
		stream.destroy();
		const title = typeof payload['title'] === 'string' && payload['title'] !== '' ? payload['title'] : fileName;
		const fields = {
			recordType: 'Ticket',
			recordId: ticket,
			title,
			privateFlag: String(payload['visibility'] !== PORTAL),
		};
		const content = multipart(fields, {
			field: 'file',
			fileName,
			contentType: 'application/octet-stream',
			size: size ?? Number(payload['size'] ?? 0),
			open: async () => await opened(contents, hash),
		});
		const subject = { entity: 'attachment' } as const;
		const call = { method: 'POST', path: DOCUMENTS, content, subject, timeoutMs: TRANSFER_TIMEOUT_MS } as const;
		const made = toNativeAttachment(parsedDocument((await this.client.send(call)).data), ticket);
		return { ...made, record: { ...made.record, [HASH]: hash } };
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		const [field] = Object.keys(changes);
		if (field === undefined) return current;
		throw new SyncError(
			'REJECTED',
			`ConnectWise attachment ${current.id}: ${field} cannot be changed through its API. Change it in ConnectWise by hand and dismiss this`,
			{ system: 'connectwise', entity: 'attachment', id: current.id, field },
		);
	}

	async fields(): Promise<FieldDefinition[]> {
		return [...attachmentFields];
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return (await this.#of(ticketOf('connectwise', 'attachment', owner, RECORD_ID))).slice(0, most);
	}

	async #of(ticket: string): Promise<NativeRecord[]> {
		return (await documentsOf(this.client, ticket)).map((one) => toNativeAttachment(one, ticket));
	}
}

async function opened(contents: Pick<ContentStore, 'open'> | undefined, hash: string): Promise<Content> {
	const content = await contents?.open(hash);
	if (content) return content;
	const message = 'The bytes of this attachment are not at hand; they have to be read again';
	throw new SyncError('UNAVAILABLE', message, { system: 'connectwise', entity: 'attachment' });
}

function refuse(field: string, what: string): SyncError {
	const message = `ConnectWise attachment: ${field} ${what}`;
	return new SyncError('BAD_INPUT', message, { system: 'connectwise', entity: 'attachment', field });
}
