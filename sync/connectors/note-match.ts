import { wordsOf } from './note-head';

/** What a note is known by where it has no place for the other side's id. */
export interface NoteFeatures {
	readonly text: string;
	/** The system's own value of who may read it. */
	readonly readers: unknown;
	/** ISO 8601. */
	readonly writtenAt: string | null;
}

/**
 * Whether a note may be the counterpart of one that is to be created: the same words for the same readers. One that came
 * from the other side says when it was written, and must have been written in the same second.
 */
export function looksLikeNote(note: NoteFeatures & { readonly cameFromThere: boolean }, wanted: NoteFeatures): boolean {
	if (wordsOf(note.text) !== wordsOf(wanted.text) || note.readers !== wanted.readers) return false;
	return !note.cameFromThere || second(note.writtenAt) === second(wanted.writtenAt);
}

function second(time: string | null): number {
	return Math.floor(Date.parse(time ?? '') / 1000);
}
