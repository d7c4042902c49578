import { Parser } from 'htmlparser2';

/** What is never shown, and must not be read as text. */
const HIDDEN = new Set('head title script style template iframe'.split(' '));
/** Elements that begin and end on a line of their own. */
const BLOCKS = new Set(
	(
		'address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 ' +
		'h5 h6 header hr li main nav ol p pre section summary table tbody tfoot thead tr ul'
	).split(' '),
);
const CELLS = new Set(['td', 'th']);
/** An address that a person may open. What could run something is shown by its words alone. */
const OPENABLE = /^(?:https?:\/\/|mailto:)[^\s<>"]+$/i;
/** Longest address that is shown; `data:` and tracking links can be of any length. */
const MAX_ADDRESS = 2_000;
/** Lists deeper than this are not indented any further. */
const MAX_INDENT = 8;
/** No text of a person is nested deeper; the parser's time grows with the square of it. */
const MAX_DEPTH = 2_000;

class TooDeep extends Error {}

interface List {
	readonly ordered: boolean;
	count: number;
}

/**
 * HTML as plain text, for people to read: paragraphs and lines stay lines, list items get a dash or their number, a link
 * shows its address behind its words, an inline image is `[image: its name]`. Nothing of it is ever executed, loaded or
 * nested: the parser reports what it meets in one pass, however broken it is; of what is nested beyond all reason the
 * words are left. What {@link textToHtml} made of a
 * text becomes that text again.
 */
export function htmlToText(html: string): string {
	const text = new TextWriter();
	const parser = new Parser(
		{
			onopentag: (name, attributes) => text.open(name, attributes),
			onclosetag: (name) => text.close(name),
			ontext: (data) => text.write(data),
		},
		{ decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
	);
	try {
		parser.end(html);
	} catch (error) {
		if (!(error instanceof TooDeep)) throw error;
		return html.replace(/<[^<>]*>/g, ' ').trim();
	}
	return text.result();
}

class TextWriter {
	readonly #lines: string[] = [''];
	readonly #lists: List[] = [];
	readonly #links: Array<{ readonly address: string; readonly from: { line: number; column: number } }> = [];
	/** How many hidden elements are open. */
	#hidden = 0;
	#preformatted = 0;
	#depth = 0;
	/** A space that is written once something follows it on the line. */
	#space = false;
	/** The line belongs to an element that has just begun: another one that begins with it needs no second line. */
	#fresh = true;

	open(name: string, attributes: Readonly<Record<string, string>>): void {
		if (++this.#depth > MAX_DEPTH) throw new TooDeep();
		// A head that was never closed ends where the body begins.
		if (name === 'body') this.#hidden = 0;
		if (HIDDEN.has(name)) this.#hidden++;
		if (this.#hidden > 0) return;
		if (name === 'br') this.#break();
		else if (name === 'img') this.#put(`[image: ${imageName(attributes)}]`);
		else if (name === 'a') this.#links.push({ address: (attributes['href'] ?? '').trim(), from: this.#place() });
		else if (name === 'ul' || name === 'ol') this.#lists.push({ ordered: name === 'ol', count: 0 });
		else if (CELLS.has(name) && !this.#fresh) this.#put(' | ');
		if (name === 'pre') this.#preformatted++;
		if (BLOCKS.has(name)) this.#newLine();
		if (name === 'li') this.#item();
		if (name === 'hr') this.#put('---');
	}

	close(name: string): void {
		this.#depth--;
		if (this.#hidden > 0) {
			if (HIDDEN.has(name)) this.#hidden--;
			return;
		}
		if (name === 'a') this.#endLink();
		if (name === 'ul' || name === 'ol') this.#lists.pop();
		if (name === 'pre') this.#preformatted = Math.max(0, this.#preformatted - 1);
		if (BLOCKS.has(name)) this.#newLine();
	}

	write(data: string): void {
		if (this.#hidden > 0) return;
		if (this.#preformatted > 0) {
			data.split(/\r\n?|\n/).forEach((line, index) => {
				if (index > 0) this.#break();
				if (line !== '') this.#put(line);
			});
			return;
		}
		// What a browser folds; no-break spaces are meant.
		for (const part of data.split(/([ \t\n\r\f]+)/)) {
			if (part === '') continue;
			if (/^[ \t\n\r\f]/.test(part)) this.#space = true;
			else this.#put(part);
		}
	}

	result(): string {
		const lines = this.#lines.map((line) => line.replaceAll('\u00a0', ' '));
		// The line that the last block left open.
		if (this.#fresh && lines.length > 1) lines.pop();
		return lines.join('\n');
	}

	#put(text: string): void {
		const last = this.#lines.length - 1;
		const gap = this.#space && !/(?:^| )$/.test(this.#lines[last]) ? ' ' : '';
		this.#lines[last] += gap + text;
		this.#space = false;
		this.#fresh = false;
	}

	#break(): void {
		this.#lines.push('');
		this.#space = false;
		this.#fresh = false;
	}

	#newLine(): void {
		this.#space = false;
		if (this.#fresh) return;
		this.#lines.push('');
		this.#fresh = true;
	}

	#item(): void {
		const list = this.#lists.at(-1);
		if (list) list.count++;
		const indent = '  '.repeat(Math.min(Math.max(0, this.#lists.length - 1), MAX_INDENT));
		this.#put(`${indent}${list?.ordered ? `${list.count}.` : '-'} `);
		// A paragraph in an item begins on the item's line.
		this.#fresh = true;
	}

	#place(): { line: number; column: number } {
		const line = this.#lines.length - 1;
		return { line, column: this.#lines[line].length };
	}

	#endLink(): void {
		const link = this.#links.pop();
		if (!link || link.address.length > MAX_ADDRESS || !OPENABLE.test(link.address)) return;
		const { line, column } = link.from;
		const shown = [this.#lines[line]?.slice(column) ?? '', ...this.#lines.slice(line + 1)].join(' ').trim();
		const bare = link.address.replace(/^mailto:/i, '');
		if (shown === link.address || shown === bare) return;
		this.#put(shown === '' ? bare : ` (${bare})`);
	}
}

/** What an image is called, without what could be taken for markup or an address that loads something. */
function imageName({ alt = '', title = '', src = '' }: Readonly<Record<string, string>>): string {
	const file = /^data:/i.test(src) ? '' : (/([^/?#\\]+)(?:[?#].*)?$/.exec(src)?.[1] ?? '');
	const name = [alt, title, file].map((one) => one.replace(/[\s[\]]+/g, ' ').trim()).find((one) => one !== '');
	return (name ?? 'image').slice(0, 100);
}
