import { SyncError } from '../../../model/errors';
import { wordsOf } from '../../note-head';
import type { ConnectWiseClient } from '../client';
import { allOf, anyOf, compare, groupsOf, oneOf } from '../conditions';
import { ON_SERVICE_TICKET } from '../time/records';
import type { VendorRecord } from '../schemas';
import type { ServiceNote } from './schema';

/** What a time entry wrote is no more than this apart from it. */
const TOGETHER_MS = 5_000;
const MAX_CONDITIONS = 1200;

/** By the entry's flag, the note's. */
const FLAGS = {
	addToDetailDescriptionFlag: 'detailDescriptionFlag',
	addToInternalAnalysisFlag: 'internalAnalysisFlag',
	addToResolutionFlag: 'resolutionFlag',
} as const;

/**
 * The time entries of some tickets that write on a tab of their ticket, by ticket. One question for all.
 *
 * A ticket's `/notes` has no texts of time entries (the vendor's developer in CWSlack-SlashCommands #18; `allNotes` has
 * them, as `TimeEntryNote`), so that there should be nothing to leave out. Neither the specification nor the guide
 * promises that, and a text that arrived as note and as time entry would be there twice for good: it is looked at.
 */
export async function writingEntries(
	client: ConnectWiseClient,
	tickets: readonly number[],
): Promise<Map<number, VendorRecord[]>> {
	const byTicket = new Map<number, VendorRecord[]>();
	const writes = anyOf(Object.keys(FLAGS).map((flag) => compare(flag, '=', true)));
	for (const group of groupsOf(tickets, (id) => encodeURIComponent(`${id},`).length, MAX_CONDITIONS)) {
		const on = [compare('chargeToType', '=', ON_SERVICE_TICKET), oneOf('chargeToId', group)];
		for (const entry of await listed(client, allOf([...on, writes]))) {
			const ticket = Number(entry['chargeToId']);
			byTicket.set(ticket, [...(byTicket.get(ticket) ?? []), entry]);
		}
	}
	return byTicket;
}

/** Somebody who may read notes but no time gets the notes as the vendor says they are. */
async function listed(client: ConnectWiseClient, conditions: string): Promise<VendorRecord[]> {
	try {
		return await client.list('timeEntry', { conditions });
	} catch (error) {
		if (error instanceof SyncError && error.code === 'PERMISSION') return [];
		throw error;
	}
}

/** Whether a note is the text of one of these entries, which a sync carries as a time entry. */
export function isWrittenByTime(note: ServiceNote, entries: readonly VendorRecord[]): boolean {
	return entries.some((entry) => {
		const isThere = Object.entries(FLAGS).some(([flag, shown]) => entry[flag] === true && note[shown] === true);
		if (!isThere || typeof entry['notes'] !== 'string') return false;
		if (wordsOf(entry['notes']) !== wordsOf(note.text ?? '')) return false;
		const apart = Date.parse(String(entry['dateEntered'])) - Date.parse(note.dateCreated ?? '');
		return Math.abs(apart) <= TOGETHER_MS;
	});
}
