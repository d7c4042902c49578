const ESCAPES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/**
 * What remains of a text that is shown as HTML and read back: line breaks are `\n`, a tab is four spaces, a no-break
 * space is a space, other control characters are gone. Everything else stays, white space at both ends too.
 */
export function shownText(text: string): string {
	return text
		.replace(/\r\n?/g, '\n')
		.replaceAll('\t', '    ')
		.replaceAll('\u00a0', ' ')
		.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '');
}

/**
 * Plain text as HTML that shows exactly this text: everything that could mean something in HTML is escaped, line breaks
 * are `<br>`, and spaces that a browser would fold are no-break spaces. Nothing of it becomes a link or markup.
 */
export function textToHtml(text: string): string {
	return shownText(text)
		.replace(/[&<>"']/g, (sign) => ESCAPES[sign])
		.replace(/(?<=^| ) | (?=$)/gm, '&nbsp;')
		.replaceAll('\n', '<br>');
}
