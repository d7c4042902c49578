import { createHmac } from 'node:crypto';

/** What a signature is computed over: the body as it is sent, or with some characters escaped. */
export const SIGNED_FORMS = ['raw', 'escapedUpper', 'escapedLower'] as const;
export type SignedForm = (typeof SIGNED_FORMS)[number];

/**
 * The value of `X-Hook-Signature`: base64 of HMAC-SHA1 over the body. Public clients disagree on which body: the one
 * that is sent, or one in which some characters inside of strings are escaped.
 */
export function signatureOf(body: string, key: string, form: SignedForm = 'raw'): string {
	const signed = form === 'raw' ? body : escaped(body, form === 'escapedUpper');
	return `sha1=${createHmac('sha1', key).update(signed).digest('base64')}`;
}

/** Writes `& < > ' " \` +` and what is not ASCII inside of JSON strings as `\uXXXX`. */
function escaped(body: string, upper: boolean): string {
	return body.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => {
		const inner = literal.slice(1, -1).replace(/\\.|[&<>'`+]|[^\x20-\x7e]/g, (found) => {
			if (found[0] === '\\' && found !== '\\"') return found;
			const code = found
				.charCodeAt(found.length - 1)
				.toString(16)
				.padStart(4, '0');
			return `\\u${upper ? code.toUpperCase() : code}`;
		});
		return `"${inner}"`;
	});
}
