import type { FlatRecord } from '../../../model/record';
import type { Candidate, MatchKeys } from '../../connector';
import { wordsOf } from '../../note-head';
import { looksLikeNote } from '../../note-match';
import type { ConnectWiseClient } from '../client';
import { INTERNAL } from '../fields/note';
import { notesOf } from './read';
import { headOf, isContradictory, toNativeNote } from './records';
import type { ServiceNote } from './schema';

/**
 * Looks for existing counterparts: the notes of the same ticket with the same words for the same readers. A note has no
 * place for the other side's id; one that came from there names its author and time in its first line instead, and is
 * nobody else's counterpart. Costs one call for each ticket.
 */
export async function findNotes(client: ConnectWiseClient, keys: readonly MatchKeys[]): Promise<Candidate[][]> {
	const tickets = new Map<string, ServiceNote[]>();
	for (const { payload } of keys) {
		const ticket = ticketOf(payload);
		if (/^\d{1,18}$/.test(ticket) && !tickets.has(ticket)) tickets.set(ticket, await notesOf(client, ticket));
	}
	return keys.map(({ payload, targetId }) => {
		const ticket = ticketOf(payload);
		return (tickets.get(ticket) ?? []).flatMap((note): Candidate[] => {
			const record = toNativeNote(note, ticket);
			const named = targetId !== null && record.id === targetId;
			if (!named && !looksLike(record.record, note, payload)) return [];
			return [{ record, rule: named ? 'targetId' : 'text', label: labelOf(record.record) }];
		});
	});
}

function looksLike(record: FlatRecord, note: ServiceNote, payload: FlatRecord): boolean {
	if (isContradictory(note)) return false;
	const found = {
		text: textOf(record['text']),
		readers: record['visibility'],
		writtenAt: textOf(record['dateCreated']),
		cameFromThere: headOf(note).head !== null,
	};
	return looksLikeNote(found, {
		text: textOf(payload['text']),
		readers: payload['visibility'] ?? INTERNAL,
		writtenAt: textOf(payload['dateCreated']),
	});
}

function labelOf(record: FlatRecord): string {
	return `${textOf(record['author'])}: ${wordsOf(textOf(record['text'])).slice(0, 60)}`;
}

function ticketOf(payload: FlatRecord): string {
	return String(payload['ticketId'] ?? '');
}

function textOf(value: FlatRecord[string] | undefined): string {
	return typeof value === 'string' ? value : '';
}
