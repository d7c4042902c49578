import type { FastifyInstance } from 'fastify';
import { isoSeconds } from '../http';
import type { Database } from './database';
import { badRequest, notFound } from './errors';
import { documentInfoModel } from './models';
import { pickFields, renderRecord } from './render';
import { readFieldPaths, readListQuery } from './query';
import type { Records } from './records';
import type { Row } from '../table';

/** A file of a form, as it stands in a parsed body: its bytes are kept out of logs and recorded traffic. */
export interface UploadedForm {
	readonly [field: string]: string | number | boolean;
}

const BYTES = 'fileBytes';
const NAME = 'fileName';
/** In bytes. The vendor documents no limit of an upload; this one only keeps the simulator from being filled up. */
export const MOST_OF_A_FORM = 100_000_000;

/** Documents of tickets: uploaded as a form, listed by their ticket, given away as bytes. */
export function mountDocuments(api: FastifyInstance, records: Records, member: string): void {
	const { db, references } = records;
	const shown = (row: Row): Record<string, unknown> =>
		renderRecord(documentInfoModel, row, { db, references, table: 'documents' });
	const find = (id: string): Row => {
		const row = /^\d{1,9}$/.test(id) ? db.table('documents').get(Number(id)) : undefined;
		if (!row) throw notFound('Document', id);
		return row;
	};

	api.get('/system/documents', (request) => {
		const { recordType, recordId } = request.query as Record<string, string | undefined>;
		const { page, pageSize, fields } = readListQuery(request.query);
		if (recordType !== 'Ticket' || !recordId) throw badRequest('recordType and recordId are required.');
		const rows = db.table('documents').find('recordId', [Number(recordId)]) ?? [];
		const answered = rows.slice((page - 1) * pageSize, page * pageSize).map(shown);
		return fields ? answered.map((one) => pickFields(one, readFieldPaths(documentInfoModel, fields))) : answered;
	});
	api.get('/system/documents/:id', (request) => shown(find((request.params as { id: string }).id)));
	api.get('/system/documents/:id/download', (request, reply) => {
		const { bytes } = find((request.params as { id: string }).id);
		return reply.type('application/octet-stream').send(bytes);
	});
	api.post('/system/documents', { bodyLimit: MOST_OF_A_FORM }, (request, reply) => {
		const form = request.body as UploadedForm;
		const file = Object.getOwnPropertyDescriptor(form, BYTES)?.value as Buffer | undefined;
		const name = Object.getOwnPropertyDescriptor(form, NAME)?.value as string | undefined;
		if (form['recordType'] !== 'Ticket' || file === undefined || !name)
			throw badRequest('A document needs a record and a file.');
		const isPublic = form['privateFlag'] !== true;
		const row = addDocument(db, Number(form['recordId']), name, String(form['title'] ?? name), file, isPublic, member);
		return reply.status(201).send(shown(row));
	});
}

/** Stores a file on a ticket, which is stamped (inferred). */
export function addDocument(
	db: Database,
	ticketId: number,
	fileName: string,
	title: string,
	bytes: Buffer,
	isPublic: boolean,
	by: string,
): Row {
	const ticket = db.table('tickets').get(ticketId);
	if (!ticket) throw notFound('Ticket', ticketId);
	const row = db.insert(
		'documents',
		{
			recordId: ticketId,
			title,
			fileName,
			owner: by,
			linkFlag: false,
			urlFlag: false,
			imageFlag: /\.(?:png|jpe?g|gif)$/i.test(fileName),
			publicFlag: isPublic,
			readOnlyFlag: false,
			size: bytes.length,
			createdOnDate: isoSeconds(db.clock.now()),
			bytes,
		},
		by,
	);
	db.update('tickets', ticket, by);
	return row;
}

/** Reads multipart/form-data. The file's bytes and name are there, but in no listing of the form's fields. */
export function readForm(body: Buffer, contentType: string): UploadedForm {
	const boundary = /boundary=([^;]+)/.exec(contentType)?.[1];
	if (!boundary) throw badRequest('A form needs a boundary.');
	const form: Record<string, string | number | boolean> = {};
	const mark = Buffer.from(`--${boundary}`);
	for (let at = body.indexOf(mark); at >= 0; ) {
		const next = body.indexOf(mark, at + mark.length);
		if (next < 0) break;
		const part = body.subarray(at + mark.length + 2, next - 2);
		const end = part.indexOf('\r\n\r\n');
		const head = part.subarray(0, end).toString('utf8');
		const value = part.subarray(end + 4);
		const field = /; name="([^"]*)"/.exec(head)?.[1] ?? '';
		const fileName = /; filename="([^"]*)"/.exec(head)?.[1];
		if (fileName === undefined) form[field] = typed(value.toString('utf8'), field);
		else {
			form[field] = fileName;
			Object.defineProperty(form, BYTES, { value });
			Object.defineProperty(form, NAME, { value: fileName.replaceAll('%22', '"').replaceAll('%0D%0A', '\n') });
		}
		at = next;
	}
	return form;
}

/** In a form everything is text; the specification says what is a number and what a flag. */
function typed(text: string, field: string): string | number | boolean {
	const { type } = FORM[field] ?? { type: 'text' };
	if (type === 'flag' && (text === 'true' || text === 'false')) return text === 'true';
	return type === 'integer' && /^\d+$/.test(text) ? Number(text) : text;
}

/** Model `DocumentFormData` of the specification 2025.8. */
const FORM: Readonly<Record<string, { readonly type: 'integer' | 'flag' }>> = {
	recordId: { type: 'integer' },
	privateFlag: { type: 'flag' },
	readOnlyFlay: { type: 'flag' },
	isAvatar: { type: 'flag' },
};
