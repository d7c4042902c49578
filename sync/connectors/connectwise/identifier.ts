import { createHash } from 'node:crypto';

const IDENTIFIER_LENGTH = 25;

/**
 * A company identifier made from its name, always the same for the same name: letters and digits only, at most 25
 * characters (the specification says 30, a public client found 25).
 * @param attempt 0 for the plain one; higher ones end in a number, for when it is taken
 */
export function companyIdentifier(name: string, attempt: number): string {
	const ascii = name.normalize('NFKD').replace(/[^A-Za-z0-9]/g, '');
	const stem = ascii !== '' ? ascii : `C${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
	const suffix = attempt === 0 ? '' : String(attempt + 1);
	return stem.slice(0, IDENTIFIER_LENGTH - suffix.length) + suffix;
}
