import type { AxiosResponse } from 'axios';
import { finished, Transform, type Readable } from 'node:stream';
import type { Content } from '../../model/content';
import { SyncError } from '../../model/errors';

/** For calls that carry a file; well below the time for which a run may hold the write of an attachment. */
export const TRANSFER_TIMEOUT_MS = 4 * 60_000;

/** More of an error's text than anybody reads. */
const MOST_OF_AN_ERROR = 64 * 1024;

/** Reads what a server says in place of a file, up to a bound; what breaks off is taken as far as it came. */
async function collect(stream: Readable): Promise<Uint8Array> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	stream.on('data', (chunk: Buffer) => {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > MOST_OF_AN_ERROR) stream.destroy();
	});
	await new Promise<void>((resolve) => finished(stream, () => resolve()));
	return Buffer.concat(chunks);
}

/** The answer with its body as a file where it is a good one, else with its body read. */
export async function opened(
	response: AxiosResponse<Uint8Array | Readable>,
): Promise<{ readonly response: AxiosResponse<Uint8Array>; readonly file: Readable | null }> {
	const stream = response.data as Readable;
	const isGood = response.status >= 200 && response.status < 300;
	const data = isGood ? new Uint8Array() : await collect(stream);
	return { response: { ...response, data }, file: isGood ? stream : null };
}

/**
 * The body of an answer as a file. It ends with a `SyncError` where the connection breaks off, also where the server
 * closes it as if that were all.
 * @param broken says what an error of the connection means
 * @param closed called once, whether it was read, broke off, or was thrown away
 */
export function contentOf(
	source: Readable,
	headers: Readonly<Record<string, string>>,
	{ broken, closed }: { readonly broken: (error: unknown) => SyncError; readonly closed: () => void },
): Content {
	const length =
		headers['content-encoding'] === undefined ? Number(headers['content-length'] ?? Number.NaN) : Number.NaN;
	const size = Number.isSafeInteger(length) && length >= 0 ? length : null;
	let seen = 0;
	const stream = new Transform({
		transform(chunk: Buffer, _encoding, done) {
			seen += chunk.length;
			done(null, chunk);
		},
		flush: (done) => done(size === null || seen === size ? null : broken(undefined)),
	});
	finished(source, (error) => {
		if (error && !stream.destroyed) stream.destroy(error instanceof SyncError ? error : broken(error));
	});
	stream.once('close', () => {
		source.destroy();
		closed();
	});
	source.pipe(stream);
	return { stream, size, contentType: headers['content-type'] ?? null };
}
