import { createHmac } from 'node:crypto';
import { sameSecret } from '../webhook';

/**
 * Whether `X-Hook-Signature` is `sha1=` and the base64 of HMAC-SHA1 over the body. The vendor's page speaks of the body;
 * public clients report that it was signed in a form in which some characters within texts are escaped, and disagree in
 * which case the digits are: all three are tried.
 */
export function isSignedBy(secret: string, body: Buffer, signature: string): boolean {
	const given = /^sha1=([A-Za-z0-9+/]{27}=)$/.exec(signature)?.[1];
	if (given === undefined) return false;
	const text = body.toString('utf8');
	const forms = [body, escapedForm(text, 'upper'), escapedForm(text, 'lower')];
	// Every form is tried, so that the time taken does not tell which one it was.
	return forms.map((form) => sameSecret(given, hmac(secret, form))).includes(true);
}

function hmac(secret: string, form: Buffer | string): string {
	return createHmac('sha1', secret).update(form).digest('base64');
}

const ESCAPED = new Set(['&', '<', '>', "'", '"', '`', '+']);

/** The JSON text with the characters above, and whatever is not ASCII, written as `\uXXXX` where they stand in texts. */
function escapedForm(json: string, digits: 'upper' | 'lower'): string {
	let written = '';
	let inText = false;
	for (let index = 0; index < json.length; index++) {
		const unit = json[index];
		if (inText && unit === '\\') {
			const next = json[++index] ?? '';
			written += next === '"' ? escape('"', digits) : unit + next;
		} else if (unit === '"') {
			inText = !inText;
			written += unit;
		} else if (inText && (ESCAPED.has(unit) || unit > '\u007e')) {
			written += escape(unit, digits);
		} else written += unit;
	}
	return written;
}

function escape(unit: string, digits: 'upper' | 'lower'): string {
	const hex = unit.charCodeAt(0).toString(16).padStart(4, '0');
	return `\\u${digits === 'upper' ? hex.toUpperCase() : hex}`;
}
