import { notFound } from './errors';
import { serviceTicketNoteModel } from './models';
import type { Records } from './records';
import { renderRecord } from './render';
import type { Row } from '../table';

/**
 * What a ticket's tabs show: its notes, and the texts of its time entries that are flagged for one of the tabs. Those
 * are no notes of their own, and `/notes` does not have them (the vendor's developer in CWSlack-SlashCommands #18).
 */
export function allNotesOf({ db, references }: Records, ticketId: number): Array<Record<string, unknown>> {
	if (!db.table('tickets').get(ticketId)) throw notFound('Ticket', ticketId);
	const notes = db.table('notes').find('ticketId', [ticketId]) ?? [];
	const entries = (db.table('timeEntries').find('chargeToId', [ticketId]) ?? []).filter(
		(entry) => entry.chargeToType === 'ServiceTicket' && typeof entry.notes === 'string' && isShown(entry),
	);
	const rows: Row[] = [
		...notes.map((note) => ({ ...note, noteType: 'TicketNote', ticket: { id: ticketId } })),
		...entries.map(({ id, notes: text, timeStart, timeEnd, member, _info, ...entry }) => ({
			id,
			noteType: 'TimeEntryNote',
			ticket: { id: ticketId },
			text,
			detailDescriptionFlag: entry.addToDetailDescriptionFlag,
			internalAnalysisFlag: entry.addToInternalAnalysisFlag,
			resolutionFlag: entry.addToResolutionFlag,
			timeStart,
			timeEnd,
			member,
			_info,
		})),
	];
	const context = { db, references, table: 'notes' } as const;
	return rows.map((row) => renderRecord(serviceTicketNoteModel, row, context));
}

function isShown(entry: Row): boolean {
	return Boolean(entry.addToDetailDescriptionFlag || entry.addToInternalAnalysisFlag || entry.addToResolutionFlag);
}
