import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { IBinaryKeyData, IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Content, ContentStore } from '../../../sync/model/content';
import { SYSTEM_NAMES } from '../../../sync/model/entity';
import { SyncError } from '../../../sync/model/errors';
import type { FlatRecord, NativeRecord } from '../../../sync/model/record';
import type { CarriedCall } from './operations';

const fieldName = z.string().trim().min(1);

/** The bytes of an attachment as n8n's binary data: they pass as a stream. */
export async function download(
	this: IExecuteFunctions,
	{ of, connector, resource, index }: CarriedCall,
	{ id, record }: NativeRecord,
): Promise<IBinaryKeyData> {
	const field = readFieldName.call(this, index);
	if (connector.contents === undefined) throw new SyncError('BAD_INPUT', `${SYSTEM_NAMES[of.system]} carries no files`);
	const { stream, contentType } = await connector.contents.open(id);
	const name = record[of.tables[resource].file?.name ?? ''];
	const fileName = typeof name === 'string' && name !== '' ? name : undefined;
	try {
		// Without a type, n8n goes by the name and the first bytes; vendors say "some bytes" of most files.
		const told = contentType === null || /^application\/octet-stream\b/i.test(contentType) ? undefined : contentType;
		return { [field]: await this.helpers.prepareBinaryData(stream, fileName, told) };
	} finally {
		stream.destroy();
	}
}

/** Attaches the file of the input to a ticket. It is read once for its hash, and again as it is sent. */
export async function upload(
	this: IExecuteFunctions,
	{ of, connector, resource, index }: CarriedCall,
	values: FlatRecord,
): Promise<NativeRecord> {
	const names = of.tables[resource].file;
	if (names === undefined) throw new SyncError('BAD_INPUT', `${SYSTEM_NAMES[of.system]} takes no files`);
	const file = inputFile.call(this, index);
	const { sha256, size } = await measured(file.open);
	const limit = connector.contents?.maxBytes;
	if (limit !== undefined && size > limit) {
		const message = `${SYSTEM_NAMES[of.system]} takes files of at most ${limit} bytes; this one has ${size}`;
		throw new SyncError('BAD_INPUT', message, { system: of.system, entity: resource, field: names.size });
	}
	const contents: Pick<ContentStore, 'open'> = {
		open: async () => ({ stream: await file.open(), size, contentType: file.mimeType }) satisfies Content,
	};
	const payload = {
		[names.name]: file.fileName,
		...(names.contentType !== undefined && { [names.contentType]: file.mimeType }),
		...values,
		[names.size]: size,
		sha256,
	};
	return await connector.create(resource, payload, '', of.idempotencyKey?.call(this, index) ?? '', { contents });
}

interface InputFile {
	readonly fileName: string;
	readonly mimeType: string;
	/** Opens the bytes, anew each time. */
	open(): Promise<Readable>;
}

function inputFile(this: IExecuteFunctions, index: number): InputFile {
	const field = readFieldName.call(this, index);
	const { id, data, fileName, mimeType } = this.helpers.assertBinaryData(index, field);
	return {
		fileName: fileName ?? field,
		mimeType,
		open: async () =>
			id === undefined ? Readable.from([Buffer.from(data, 'base64')]) : await this.helpers.getBinaryStream(id),
	};
}

function readFieldName(this: IExecuteFunctions, index: number): string {
	const parsed = fieldName.safeParse(this.getNodeParameter('binaryPropertyName', index));
	if (parsed.success) return parsed.data;
	throw new SyncError('BAD_INPUT', 'Enter the name of the field that holds the file');
}

async function measured(open: () => Promise<Readable>): Promise<{ readonly sha256: string; readonly size: number }> {
	const hash = createHash('sha256');
	let size = 0;
	for await (const chunk of await open()) {
		const bytes = chunk as Buffer;
		hash.update(bytes);
		size += bytes.length;
	}
	return { sha256: hash.digest('hex'), size };
}
