/* How high a text of a sticky note becomes. n8n shows no scroll bar in a picture: what does not fit is cut. */

/** n8n's sticky notes, as measured in its editor: pixels around the text, and of a line of each kind. */
const PADDING = { across: 26, down: 18 } as const;
const CHARACTER = { text: 7.4, heading2: 13, heading3: 9.5 } as const;
const LINE = { text: 19, heading2: 32, heading3: 24 } as const;
const GAP = 6;
const LIST_INDENT = 20;
const TABLE_ROW = 43;
const CELL_PADDING = 16;

/** An estimate that is never too small, in pixels. */
export function textHeight(markdown: string, width: number): number {
	const inner = width - PADDING.across;
	let height = PADDING.down;
	const single = tableFits(markdown, inner);
	for (const block of markdown.split(/\n\n+/)) {
		for (const line of block.split('\n')) height += lineHeight(line, inner, single);
		height += GAP;
	}
	return height;
}

function lineHeight(line: string, inner: number, single: boolean): number {
	const text = line.replace(/[*`]|\[|\]\([^)]*\)/g, '');
	if (/^\|[-| ]+\|$/.test(text)) return 0;
	if (text.startsWith('|')) return TABLE_ROW + (single ? 0 : (tableLines(text, inner) - 1) * LINE.text);
	if (text.startsWith('## ')) return wrapped(text.slice(3), CHARACTER.heading2, inner) * LINE.heading2 + GAP / 2;
	if (text.startsWith('### ')) return wrapped(text.slice(4), CHARACTER.heading3, inner) * LINE.heading3 + GAP / 2;
	const item = /^(\d+\.|-) /.exec(text);
	if (item) return wrapped(text.slice(item[0].length), CHARACTER.text, inner - LIST_INDENT) * LINE.text + 2;
	return wrapped(text, CHARACTER.text, inner) * LINE.text;
}

/** Whether no cell of a table is broken: the browser gives each column what it needs, as long as there is room. */
function tableFits(markdown: string, inner: number): boolean {
	const rows = markdown
		.split('\n')
		.filter((line) => line.startsWith('|') && !/^\|[-| ]+\|$/.test(line))
		.map((line) => line.split('|').slice(1, -1));
	const widest = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.trim().length ?? 0)));
	return widest.reduce((sum, length) => sum + length * CHARACTER.text + CELL_PADDING, 0) <= inner;
}

/** Where columns are alike: the longest cell says how many lines a row has. */
function tableLines(row: string, inner: number): number {
	const cells = row.split('|').slice(1, -1);
	return Math.max(...cells.map((cell) => wrapped(cell.trim(), CHARACTER.text, inner / cells.length - CELL_PADDING)));
}

/** Lines that a text takes when it is broken between words. */
function wrapped(text: string, character: number, width: number): number {
	const perLine = Math.max(1, Math.floor(width / character));
	let lines = 1;
	let used = 0;
	for (const word of text.split(' ')) {
		if (used > 0 && used + 1 + word.length > perLine) {
			lines++;
			used = 0;
		}
		used += (used > 0 ? 1 : 0) + word.length;
	}
	return lines;
}

/** The next multiple of n8n's grid. */
export function onGrid(pixels: number): number {
	return Math.ceil(pixels / 16) * 16;
}
