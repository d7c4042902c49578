/** Legal forms that people write or leave out as they like. */
const LEGAL_FORMS = new Set(
	(
		'inc incorporated llc llp lp ltd limited corp corporation co company plc gmbh ag kg ohg ug mbh bv nv sa sarl sas srl spa ' +
		'pty pvt pte oy ab as aps'
	).split(' '),
);

/** Words that say little: looking for one of them would find half of the companies. */
const COMMON = new Set([
	...LEGAL_FORMS,
	...'the and of group services solutions holdings partners international'.split(' '),
]);

/** A company's name for comparison: lower case, without accents, punctuation, a leading "the" and legal forms at the end. */
export function normalisedCompanyName(name: string): string {
	const words = wordsOf(name);
	while (words.length > 1 && LEGAL_FORMS.has(words[words.length - 1])) words.pop();
	if (words.length > 1 && words[0] === 'the') words.shift();
	return words.join(' ');
}

/** The part of a name by which a server that cannot normalise is asked; '' where the name has no word to ask by. */
export function searchWord(name: string): string {
	const words = name
		.normalize('NFC')
		.split(/[\s,;()/&+]+/)
		.filter((word) => /^[\p{L}\p{N}-]+$/u.test(word));
	const telling = words.filter((word) => !COMMON.has(word.toLowerCase()));
	return [...(telling.length > 0 ? telling : words)].sort((a, b) => b.length - a.length)[0] ?? '';
}

/** A person's name for comparison. */
export function normalisedPersonName(first: string, last: string): string {
	return wordsOf(`${first} ${last}`).join(' ');
}

/**
 * A web address for comparison: host without `www.`, and the path where there is one (two companies may each have a page
 * on the same social network). '' for what is no address.
 */
export function webAddress(website: string): string {
	const text = website.trim().toLowerCase();
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//.test(text) ? text : `https://${text}`;
	if (text === '' || !URL.canParse(withScheme)) return '';
	const { hostname, pathname } = new URL(withScheme);
	if (!hostname.includes('.')) return '';
	return hostname.replace(/^www\./, '') + pathname.replace(/\/+$/, '');
}

export function normalisedEmail(email: string): string {
	return email.trim().toLowerCase();
}

function wordsOf(name: string): string[] {
	return (
		name
			.normalize('NFKD')
			.toLowerCase()
			// Marks of accents; and what is written inside words: "O'Neil", "A.B.C."
			.replace(/[\p{M}'’`.]/gu, '')
			.split(/[^\p{L}\p{N}]+/u)
			.filter((word) => word !== '')
	);
}
