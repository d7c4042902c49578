import { DateTime } from 'luxon';

/** Who wrote a note, and when (ISO 8601 UTC), where the system that holds it has no field for that. */
export interface NoteHead {
	readonly author: string | null;
	readonly writtenAt: string | null;
}

const UNKNOWN_AUTHOR = 'Unknown';
const UNDATED = 'undated';
const FORM = 'yyyy-MM-dd HH:mm:ss';
/** One line: `[Jane Doe, 2026-11-25 14:03:22 UTC]`. Some fields of ConnectWise turn the line break into a blank. */
const HEAD = /^\[([^\r\n]{1,200}), (?:(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) UTC|undated)\](?:\r\n|[\r\n ]|$)/;

/** The text with a first line that names the author and the time, for people and for {@link takeHead}. */
export function withHead({ author, writtenAt }: NoteHead, text: string): string {
	if (isBlank(author) && writtenAt === null) return text;
	const time = writtenAt === null ? null : DateTime.fromISO(writtenAt, { zone: 'utc' });
	const when = time?.isValid ? `${time.toFormat(FORM)} UTC` : UNDATED;
	return `[${isBlank(author) ? UNKNOWN_AUTHOR : oneLine(author)}, ${when}]\n${text}`;
}

/**
 * Takes the first line that {@link withHead} wrote off a text, so that a note that comes back from the other side is what
 * was sent there, and never gains a second such line.
 */
export function takeHead(text: string): { readonly head: NoteHead | null; readonly text: string } {
	const found = HEAD.exec(text);
	if (!found) return { head: null, text };
	const [line, author, time] = found;
	const writtenAt = time === undefined ? null : DateTime.fromFormat(time, FORM, { zone: 'utc' });
	if (writtenAt && !writtenAt.isValid) return { head: null, text };
	return {
		head: {
			author: author === UNKNOWN_AUTHOR ? null : author,
			writtenAt: writtenAt?.toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'") ?? null,
		},
		text: text.slice(line.length),
	};
}

/** What two notes with the same words have in common, whatever became of their line breaks and spaces on the way. */
export function wordsOf(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}

function isBlank(author: string | null): author is null {
	return author === null || author.trim() === '';
}

function oneLine(author: string): string {
	return author
		.replace(/[\s\u0000-\u001f]+/g, ' ')
		.trim()
		.slice(0, 200);
}
