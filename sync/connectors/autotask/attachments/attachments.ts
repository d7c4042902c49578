import type { Content } from '../../../model/content';
import type { FieldDefinition } from '../../../model/catalogue';
import { SyncError } from '../../../model/errors';
import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { HASH, sameBytes } from '../../attachment-match';
import type { Candidate, ChangePage, ContentReader, MatchKeys, Owner, WriteOptions } from '../../connector';
import type { EntityConnector } from '../../entity-connector';
import { readChanges } from '../changes';
import type { AutotaskClient } from '../client';
import { rowsOfTicket, rowsOnTickets } from '../children';
import { compare, MAX_VALUES, oneOf } from '../conditions';
import { attachmentFields, READERS } from '../fields/attachment';
import { refuse } from '../payload';
import type { UploadAllowance } from './allowance';
import { aroundBase64, encodedSize, fromBase64Field } from '../../http';
import { attachmentId, isFileOfTicket, toNativeAttachment } from './records';

const FILE = 'FILE_ATTACHMENT';
/** "Task Or Ticket" among the types of what a file can be attached to (seen live). */
const TICKET = 4;
/** The only time that an attachment has: it cannot be changed (specification: created and deleted alone). */
const FILES = {
	entity: 'attachment',
	times: ['attachDate'],
	// Files of notes and of time are below those (seen live); links to files elsewhere have no bytes.
	only: [compare('attachmentType', 'eq', FILE), compare('parentType', 'eq', TICKET)],
} as const;
const NAMES = { fileName: 'fullPath', size: 'fileSize' };

/** Files on tickets: listed by `AttachmentInfo`, written and read below their tickets. */
export class AutotaskAttachments implements EntityConnector, ContentReader {
	/** The vendor's documentation says 6 to 7 MB. */
	readonly maxBytes = 6_000_000;

	constructor(
		private readonly client: AutotaskClient,
		private readonly allowance: UploadAllowance,
		private readonly overlapMs?: number,
	) {}

	/** Files that were attached since `state`. An idle cycle is one call. */
	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const answer = await readChanges(this.client, FILES, state, limit, this.overlapMs);
		return { ...answer, rows: answer.rows.filter(isFileOfTicket).map(toNativeAttachment) };
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const wanted = ids.map(attachmentId).filter((id) => id !== null);
		const found = new Map<string, NativeRecord>();
		for (let start = 0; start < wanted.length; start += MAX_VALUES) {
			const some = [...new Set(wanted.slice(start, start + MAX_VALUES).map(({ attachment }) => Number(attachment)))];
			for (const raw of await this.client.list('attachment', [oneOf('id', some)])) {
				if (!isFileOfTicket(raw)) continue;
				const native = toNativeAttachment(raw);
				if (ids.includes(native.id)) found.set(native.id, native);
			}
		}
		return found;
	}

	/** The files of the same tickets that hold the same bytes. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const onTickets = await rowsOnTickets(this.client, 'attachment', keys);
		const rows = onTickets.filter(isFileOfTicket).map(toNativeAttachment);
		const found: Candidate[][] = [];
		// No file is read twice for several that are to be sent.
		const hashes = new Map<string, string | null>();
		for (const key of keys) {
			const ticket = String(key.payload['ticketID']);
			const there = rows.filter(({ record }) => String(record['ticketID']) === ticket);
			found.push(await sameBytes(key, there, NAMES, this, hashes));
		}
		return found;
	}

	/**
	 * Sends a file below its ticket, encoded as it passes. Without a word about who may see it, it is internal.
	 * @throws SyncError PAUSED where the vendor takes no more for now
	 */
	async create(
		payload: FlatRecord,
		_sourceId: string,
		_idempotencyKey: string,
		{ contents }: WriteOptions,
	): Promise<NativeRecord> {
		for (const name of Object.keys(payload)) {
			const field = attachmentFields.find((one) => one.name === name);
			if (!field) throw refuse('attachment', name, 'is no field of it; choose one from the list');
			if (field.readOnly) throw refuse('attachment', name, 'is read-only; leave it out');
		}
		const ticket = String(payload['ticketID'] ?? '');
		if (!/^\d{1,15}$/.test(ticket)) throw refuse('attachment', 'ticketID', 'must be the id of a ticket');
		const name = text(payload['fullPath']).replace(/[\\/\u0000-\u001f]/g, '_');
		if (name === '') throw refuse('attachment', 'fullPath', 'must not be empty');
		const hash = text(payload[HASH]);
		const size = await this.#sizeOf(contents, hash);
		const about = {
			attachmentType: FILE,
			title: text(payload['title']) || name,
			fullPath: name,
			publish: publishOf(payload['visibility']),
			...(text(payload['contentType']) === '' ? {} : { contentType: text(payload['contentType']) }),
		};
		const before = `${JSON.stringify(about).slice(0, -1)},"data":"`;
		const after = '"}';
		this.allowance.take(encodedSize(size));
		const id = await this.client.sendFile(ticket, {
			contentType: 'application/json',
			size: Buffer.byteLength(before) + encodedSize(size) + after.length,
			open: async () => aroundBase64(before, (await mustOpen(contents, hash)).stream, after),
		});
		const key = `${ticket}/${id}`;
		const record = {
			...Object.fromEntries(attachmentFields.map((field) => [field.name, payload[field.name] ?? null])),
			...about,
			id: key,
			ticketID: Number(ticket),
			fileSize: size,
			visibility: READERS[about.publish],
			[HASH]: hash,
		};
		const { attachmentType: _type, publish: _publish, ...shown } = record;
		const native = await this.#asTold(key);
		// Where it does not show yet, what was sent is what it is: nothing can change it.
		return native
			? { ...native, record: { ...native.record, [HASH]: hash } }
			: {
					...{ entity: 'attachment', id: key, record: shown, changedAt: null, author: null },
					...{ etag: null, externalIds: [], deleted: false, url: null },
				};
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		const [field] = Object.keys(changes);
		if (field === undefined) return current;
		const message = `Autotask cannot change an attachment: ${field} of ${current.id} stays as it is. Delete the file there by hand, if that is meant, and attach it anew`;
		throw new SyncError('REJECTED', message, { system: 'autotask', entity: 'attachment', id: current.id, field });
	}

	async fields(): Promise<FieldDefinition[]> {
		return [...attachmentFields];
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		const rows = await rowsOfTicket(this.client, 'attachment', owner, most, FILES.only);
		return rows.filter(isFileOfTicket).map(toNativeAttachment);
	}

	/** Only the address below the ticket gives the bytes, in a JSON text (seen live): it is decoded as it comes. */
	async open(id: string): Promise<Content> {
		const parsed = attachmentId(id);
		const gone = (): SyncError =>
			new SyncError('NOT_FOUND', `Autotask attachment ${id} or its bytes do not exist any more`, {
				system: 'autotask',
				entity: 'attachment',
				id,
			});
		if (parsed === null) throw gone();
		try {
			const answer = await this.client.openFile(parsed.ticket, parsed.attachment);
			return { stream: fromBase64Field(answer.stream, gone), size: null, contentType: null };
		} catch (error) {
			// The address may be wrong rather than the id: only a list that answers tells that it is not there.
			if (!(error instanceof SyncError) || error.subject.status !== 404) throw error;
			throw (await this.read([id])).size === 0 ? gone() : error;
		}
	}

	async #asTold(id: string): Promise<NativeRecord | undefined> {
		try {
			return (await this.read([id])).get(id);
		} catch (error) {
			if (error instanceof SyncError) return undefined;
			throw error;
		}
	}

	async #sizeOf(contents: WriteOptions['contents'], hash: string): Promise<number> {
		const { stream, size } = await mustOpen(contents, hash);
		stream.destroy();
		if (size === null) throw refuse('attachment', 'fileSize', 'is not known');
		if (size <= this.maxBytes) return size;
		throw refuse(
			'attachment',
			'fileSize',
			`of ${size} bytes is more than the 6 MB that Autotask's API takes; attach the file there by hand`,
		);
	}
}

async function mustOpen(contents: WriteOptions['contents'], hash: string): Promise<Content> {
	const content = hash === '' ? null : await contents?.open(hash);
	if (content) return content;
	const message = 'Autotask attachment: its bytes are not there (any more); the next run reads them again';
	throw new SyncError('NOT_FOUND', message, { system: 'autotask', entity: 'attachment', field: HASH });
}

function publishOf(visibility: Json | undefined): number {
	if (isEmpty(visibility)) return 2;
	const found = Object.entries(READERS).find(([, name]) => name === visibility);
	if (found) return Number(found[0]);
	throw refuse('attachment', 'visibility', `must be one of ${Object.values(READERS).join(', ')}`);
}

function text(value: Json | undefined): string {
	return typeof value === 'string' ? value.trim() : '';
}
