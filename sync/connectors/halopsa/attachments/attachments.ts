import type { FieldDefinition } from '../../../model/catalogue';
import type { Content } from '../../../model/content';
import { SyncError } from '../../../model/errors';
import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord, NativeRecord } from '../../../model/record';
import { HASH, sameBytes } from '../../attachment-match';
import type { Candidate, ChangePage, ContentReader, MatchKeys, Owner, WriteOptions } from '../../connector';
import { ticketOf, type EntityConnector } from '../../entity-connector';
import { addressOf, INTERNAL, PUBLIC } from '../actions/action';
import { readChildren } from '../actions/feed';
import { isRecordId, RECORD_ID, type HaloPsaClient } from '../client';
import { attachmentFields } from '../fields/attachment';
import type { HaloPsaOptions } from '../options';
import { filesOf, openFile, removeFile, sendFile, type HaloPsaFile } from './files';
import { toNativeAttachment } from './records';

const NAMES = { fileName: 'filename', size: 'filesize' } as const;

/**
 * The files of tickets (`/Attachment`), each with an id `<ticket>/<attachment>`. HaloPSA lists them by their ticket only,
 * so that what changed is asked of the tickets, as it is for notes.
 */
export class HaloPsaAttachments implements EntityConnector, ContentReader {
	/** No document says how much HaloPSA takes: base64 of this stays below the 30,000,000 bytes that IIS takes unless told otherwise. */
	readonly maxBytes = 20_000_000;

	constructor(
		private readonly client: HaloPsaClient,
		private readonly options: HaloPsaOptions,
	) {}

	async open(id: string): Promise<Content> {
		const address = addressOf(id);
		if (!address) throw gone(id);
		return await openFile(this.client, address.number, () => gone(id));
	}

	async changes(state: Json | null, limit: number): Promise<ChangePage> {
		const files = async (ticket: string) => await this.#of(ticket);
		return await readChildren(this.client, 'attachment', files, state, limit, this.options.overlapMs);
	}

	async read(ids: readonly string[]): Promise<Map<string, NativeRecord>> {
		const wanted = new Set(ids);
		const tickets = new Set(ids.map(addressOf).flatMap((address) => (address ? [address.ticket] : [])));
		const found = new Map<string, NativeRecord>();
		for (const ticket of tickets) {
			for (const record of await this.#of(ticket)) if (wanted.has(record.id)) found.set(record.id, record);
		}
		return found;
	}

	/** The files of the same tickets that hold the same bytes. */
	async find(keys: readonly MatchKeys[]): Promise<Candidate[][]> {
		const there = new Map<string, NativeRecord[]>();
		const hashes = new Map<string, string | null>();
		const found: Candidate[][] = [];
		for (const key of keys) {
			const ticket = String(key.payload['ticket_id'] ?? '');
			const known = there.get(ticket) ?? (isRecordId(ticket) ? await this.#of(ticket) : []);
			there.set(ticket, known);
			found.push(await sameBytes(key, known, NAMES, this, hashes));
		}
		return found;
	}

	/**
	 * Sends a file to its ticket. Without a word about who may see it, it is hidden from users.
	 * @throws SyncError REJECTED where HaloPSA would show users what is hidden from them, or put it on no ticket; the file is taken away again then
	 */
	async create(
		payload: FlatRecord,
		_sourceId: string,
		_idempotencyKey: string,
		{ contents }: WriteOptions,
	): Promise<NativeRecord> {
		const { ticket, name, isPublic, hash } = readPayload(payload);
		const { stream, size } = await mustOpen(contents, hash);
		stream.destroy();
		if (size === null) throw refuse('filesize', 'is not known');
		if (size > this.maxBytes) {
			const limit = `of ${size} bytes is more than the ${this.maxBytes} that the sync sends to HaloPSA; attach the file there by hand`;
			throw refuse('filesize', limit);
		}
		const open = async (): Promise<Content> => await mustOpen(contents, hash);
		const made = await sendFile(this.client, { ticket, name, isPublic, size, open });
		await this.#mustBeAsMeant(made, ticket, isPublic);
		const native = toNativeAttachment(made, ticket, this.options);
		return { ...native, record: { ...native.record, filesize: size, [HASH]: hash } };
	}

	async update(current: NativeRecord, changes: FlatRecord): Promise<NativeRecord> {
		const [field] = Object.keys(changes);
		if (field === undefined) return current;
		const message = `HaloPSA attachment ${current.id}: the sync does not change ${field} of a file. Change it in HaloPSA by hand and dismiss this`;
		throw new SyncError('REJECTED', message, { system: 'halopsa', entity: 'attachment', id: current.id, field });
	}

	async fields(): Promise<FieldDefinition[]> {
		return [...attachmentFields];
	}

	async list(owner: Owner, most: number): Promise<NativeRecord[]> {
		return (await this.#of(ticketOf('halopsa', 'attachment', owner, RECORD_ID))).slice(0, most);
	}

	/** The answer of a POST tells who sees the file and where it is (recorded). */
	async #mustBeAsMeant(made: HaloPsaFile, ticket: string, isPublic: boolean): Promise<void> {
		const { id, ticket_id: on, showforusers } = made;
		const isElsewhere = typeof on === 'number' && String(on) !== ticket && !(await this.#has(ticket, id));
		const isShown = showforusers === true && !isPublic;
		if (!isElsewhere && !isShown) return;
		await removeFile(this.client, id);
		const why = isShown
			? 'was to be hidden from users, and HaloPSA shows it to them all the same'
			: 'was not put on its ticket by HaloPSA';
		const message = `HaloPSA attachment for ticket ${ticket} ${why}: it was taken away again. Attach the file there by hand and dismiss this`;
		const field = isShown ? 'visibility' : 'ticket_id';
		throw new SyncError('REJECTED', message, { system: 'halopsa', entity: 'attachment', field });
	}

	async #has(ticket: string, number: number): Promise<boolean> {
		return (await filesOf(this.client, ticket)).some(({ id }) => id === number);
	}

	async #of(ticket: string): Promise<NativeRecord[]> {
		return (await filesOf(this.client, ticket)).map((one) => toNativeAttachment(one, ticket, this.options));
	}
}

function readPayload(payload: FlatRecord) {
	for (const name of Object.keys(payload)) {
		const field = attachmentFields.find((one) => one.name === name);
		if (!field) throw refuse(name, 'is no field of it; choose one from the list');
		if (field.readOnly) throw refuse(name, 'is read-only; leave it out');
	}
	const ticket = String(payload['ticket_id'] ?? '');
	if (!isRecordId(ticket)) throw refuse('ticket_id', 'must be the ID of a ticket');
	const name = text(payload['filename']).replace(/[\\/\u0000-\u001f]/g, '_');
	if (name === '') throw refuse('filename', 'must not be empty');
	const visibility = payload['visibility'];
	if (!isEmpty(visibility) && visibility !== PUBLIC && visibility !== INTERNAL)
		throw refuse('visibility', `must be "${PUBLIC}" or "${INTERNAL}"`);
	return { ticket, name, isPublic: visibility === PUBLIC, hash: text(payload[HASH]) };
}

async function mustOpen(contents: WriteOptions['contents'], hash: string): Promise<Content> {
	const content = hash === '' ? null : await contents?.open(hash);
	if (content) return content;
	const message = 'HaloPSA attachment: its bytes are not there (any more); the next run reads them again';
	throw new SyncError('NOT_FOUND', message, { system: 'halopsa', entity: 'attachment', field: HASH });
}

function gone(id: string): SyncError {
	const message = `HaloPSA attachment ${id} or its bytes do not exist any more`;
	return new SyncError('NOT_FOUND', message, { system: 'halopsa', entity: 'attachment', id });
}

function refuse(field: string, what: string): SyncError {
	const message = `HaloPSA attachment: ${field} ${what}`;
	return new SyncError('BAD_INPUT', message, { system: 'halopsa', entity: 'attachment', field });
}

function text(value: Json | undefined): string {
	return typeof value === 'string' ? value.trim() : '';
}
