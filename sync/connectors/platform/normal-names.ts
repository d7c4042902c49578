/** Endings that say how a company is incorporated, not what it is called. */
const LEGAL_FORMS: ReadonlySet<string> = new Set([
	...['inc', 'incorporated', 'corp', 'corporation', 'co', 'company', 'llc', 'llp', 'lp', 'plc', 'ltd', 'limited'],
	...['pty', 'gmbh', 'ag', 'kg', 'sa', 'sarl', 'sas', 'srl', 'spa', 'bv', 'nv', 'ab', 'as', 'oy', 'aps'],
]);

/**
 * What two spellings of one company's name have in common: no case, accents, punctuation, leading "The" or legal
 * form. "The Acme Widget Co., Inc." and "ACME WIDGET" are one. '' for a name without letters or digits.
 */
export function companyNameKey(name: string): string {
	const words = nameKey(name).split(' ');
	if (words.length > 1 && words[0] === 'the') words.shift();
	while (words.length > 1 && LEGAL_FORMS.has(words[words.length - 1])) words.pop();
	return words.join(' ');
}

/** Like {@link companyNameKey} for a person: no case, accents or punctuation. */
export function nameKey(name: string): string {
	return (
		name
			.normalize('NFKD')
			.replace(/\p{M}/gu, '')
			.toLowerCase()
			.replace(/&/g, ' and ')
			// "L.L.C." is one word, and so is "O'Brien".
			.replace(/[.'’`]/g, '')
			.replace(/[^\p{L}\p{N}]+/gu, ' ')
			.trim()
	);
}

/** Mail hosts that many companies share: they say nothing of who somebody is. */
const PUBLIC_HOSTS: ReadonlySet<string> = new Set([
	...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'yahoo.com', 'aol.com'],
	...['icloud.com', 'me.com', 'proton.me', 'protonmail.com', 'gmx.com', 'gmx.net', 'gmx.de', 'web.de', 'mail.com'],
	...['comcast.net', 'verizon.net', 'att.net', 'sbcglobal.net', 'facebook.com', 'linkedin.com', 'instagram.com'],
	...['wixsite.com', 'wordpress.com', 'blogspot.com', 'sites.google.com', 'localhost'],
]);

/** The bare host of a domain or web address in lower case without `www.`, or '' where it names no company. */
export function domainKey(address: string): string {
	const host = address
		.trim()
		.toLowerCase()
		.replace(/^[a-z][a-z0-9+.-]*:\/\//, '')
		.replace(/^[^/@]*@/, '')
		.split(/[/?#:]/)[0]
		.replace(/^www\./, '')
		.replace(/\.+$/, '');
	return host.includes('.') && !PUBLIC_HOSTS.has(host) ? host : '';
}
