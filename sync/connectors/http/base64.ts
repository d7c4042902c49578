import { Readable } from 'node:stream';

/** What base64 makes of so many bytes. */
export function encodedSize(bytes: number): number {
	return Math.ceil(bytes / 3) * 4;
}

/** Text around bytes that are encoded on their way: a JSON body with a file in it, never held whole. */
export function aroundBase64(before: string, bytes: Readable, after: string): Readable {
	async function* parts(): AsyncGenerator<Buffer> {
		yield Buffer.from(before);
		let rest = Buffer.alloc(0);
		for await (const chunk of bytes as AsyncIterable<Buffer>) {
			const joined = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
			const whole = joined.length - (joined.length % 3);
			// Only whole groups of three can be encoded without padding in the middle.
			if (whole > 0) yield Buffer.from(joined.subarray(0, whole).toString('base64'));
			rest = Buffer.from(joined.subarray(whole));
		}
		yield Buffer.from(rest.toString('base64') + after);
	}
	return Readable.from(parts(), { objectMode: false });
}

/** Where the file begins in an answer. Within a JSON text every quotation mark has a backslash: this stands in none. */
const START = /"data"\s*:\s*"/;
/** The answer's other fields, which come before; more than this is no attachment. */
const MOST_BEFORE = 1024 * 1024;

/**
 * The bytes of the first field `data` of a JSON answer, decoded as they come.
 * @param missing makes the error for an answer without such a text
 * @param start what the text begins behind, where the field has another name
 */
export function fromBase64Field(answer: Readable, missing: () => Error, start = START): Readable {
	async function* bytes(): AsyncGenerator<Buffer> {
		let before = '';
		let digits = '';
		let open = false;
		for await (const chunk of answer as AsyncIterable<Buffer>) {
			let text = chunk.toString('latin1');
			if (!open) {
				before += text;
				const found = start.exec(before);
				if (found === null) {
					if (before.length > MOST_BEFORE) throw missing();
					continue;
				}
				open = true;
				text = before.slice(found.index + found[0].length);
				before = '';
			}
			const end = text.indexOf('"');
			// Line breaks and slashes may be escaped; neither backslash nor its letter is a digit then. A chunk may end between.
			digits = (digits + (end === -1 ? text : text.slice(0, end))).replace(/\\[rn]|\\(?=\/)|[\r\n]/g, '');
			const whole = end === -1 ? digits.length - (digits.length % 4) - 4 : digits.length;
			if (whole > 0) {
				yield Buffer.from(digits.slice(0, whole), 'base64');
				digits = digits.slice(whole);
			}
			if (end !== -1) return;
		}
		throw missing();
	}
	const stream = Readable.from(bytes(), { objectMode: false });
	stream.once('close', () => answer.destroy());
	return stream;
}
