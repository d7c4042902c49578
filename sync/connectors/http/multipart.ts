import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Content } from '../../model/content';
import type { OutgoingContent } from './transport';

/** A file of a form. */
export interface FormFile {
	/** The form's name for it. */
	readonly field: string;
	readonly fileName: string;
	readonly contentType: string;
	/** Known beforehand, since many servers refuse a body of unknown length. */
	readonly size: number;
	open(): Promise<Content>;
}

/**
 * A form with one file (multipart/form-data, RFC 7578), streamed: what stands before and after the file is text, the
 * file passes through. Names are escaped as browsers escape them (WHATWG HTML, 4.10.21.8), so that no file name can add
 * a field or a header.
 */
export function multipart(fields: Readonly<Record<string, string>>, file: FormFile): OutgoingContent {
	const boundary = `psa-sync-${randomBytes(18).toString('hex')}`;
	const part = (name: string, more = ''): string =>
		`--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"${more}\r\n`;
	const texts = Object.entries(fields).map(([name, value]) => `${part(name)}\r\n${value}\r\n`);
	const type = isMediaType(file.contentType) ? file.contentType : 'application/octet-stream';
	const head = Buffer.from(
		`${texts.join('')}${part(file.field, `; filename="${escaped(file.fileName)}"`)}Content-Type: ${type}\r\n\r\n`,
	);
	const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		size: head.length + file.size + tail.length,
		async open() {
			const { stream } = await file.open();
			const body = Readable.from(inOrder(head, stream, tail), { objectMode: false });
			body.once('close', () => stream.destroy());
			return body;
		},
	};
}

async function* inOrder(head: Buffer, stream: Readable, tail: Buffer): AsyncGenerator<Buffer> {
	yield head;
	yield* stream as AsyncIterable<Buffer>;
	yield tail;
}

function escaped(name: string): string {
	return name.replace(/\r\n|\r|\n/g, '%0D%0A').replaceAll('"', '%22');
}

/** @returns true for a media type that can stand in a header; anything else is hostile or broken. */
export function isMediaType(text: string): boolean {
	return text.length <= 200 && /^[\w.+-]+\/[\w.+-]+(;[ \w.+=-]+)*$/.test(text);
}
