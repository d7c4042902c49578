import type { FlatRecord } from '../../../model/record';
import type { Candidate, MatchKeys } from '../../connector';
import { wordsOf } from '../../note-head';
import type { ConnectWiseClient } from '../client';
import { notesOf } from './read';
import { isContradictory, toNativeNote } from './records';
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
	if (isContradictory(note) || wordsOf(textOf(record['text'])) !== wordsOf(textOf(payload['text']))) return false;
	if (record['visibility'] !== (payload['visibility'] ?? 'Internal')) return false;
	// Only a first line makes these differ from what ConnectWise itself says of the note.
	const fromTheOtherSide = record['dateCreated'] !== (note.dateCreated ?? null);
	return !fromTheOtherSide || sameMoment(record['dateCreated'], payload['dateCreated']);
}

/** ConnectWise keeps whole seconds. */
function sameMoment(a: FlatRecord[string] | undefined, b: FlatRecord[string] | undefined): boolean {
	const [left, right] = [Date.parse(textOf(a)), Date.parse(textOf(b))];
	return Math.floor(left / 1000) === Math.floor(right / 1000);
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
