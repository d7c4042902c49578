import type { Row } from '../../table';
import type { Database } from '../database';
import { refused, refusedSilently } from '../errors';
import { type EntityRules, defaults, isNone } from './rules';
import { mailOfAction } from './mails';
import { CLOSED, htmlToText, textToHtml } from './ticket';

/** Notes, time and changes of status: `id` counts from 1 within a ticket, which also is dated by them. */
export const actionRules: EntityRules = {
	complete(fields, { db, by, stored, given }) {
		const ticket = db.table('Tickets').get(Number(fields.ticket_id));
		if (!ticket) throw refused('ACT01/1', 'Please select a valid Ticket');
		const outcome = isNone(fields.outcome_id) ? undefined : db.table('Outcome').get(Number(fields.outcome_id));
		if (!isNone(fields.outcome_id) && !outcome) throw refusedSilently();
		defaults(fields, { outcome: outcome?.outcome });
		if (isNone(fields.outcome)) throw refusedSilently();
		if (given.has('note_html') && given.has('note')) {
			// Both are kept as they are.
		} else if (given.has('note_html')) fields.note = htmlToText(String(fields.note_html ?? ''));
		else if (!stored || given.has('note')) fields.note_html = textToHtml(String(fields.note ?? ''));
		if (stored) return;
		const status = Number(isNone(fields.new_status) ? (outcome?.newstatus ?? -1) : fields.new_status);
		if (status > 0 && !db.table('Status').get(status)) throw refused('ACT01/2', 'Please select a valid Status');
		const named = isNone(fields.who_agentid) ? fields.actionby_agent_id : fields.who_agentid;
		const agent = Number(isNone(named) ? by : named);
		if (!db.table('Agent').get(agent)) throw refused('ACT01/3', 'Please select a valid Agent');
		const before = db.table('Actions').find('ticket_id', [ticket.id]) ?? [];
		defaults(fields, {
			action_number: 1 + Math.max(0, ...before.map((one) => Number(one.action_number))),
			who_agentid: agent,
			who: db.table('Agent').get(agent)?.name,
			who_type: 1,
			project_id: ticket.id,
			datetime: db.now(),
			old_status: ticket.status_id,
			hiddenfromuser: outcome?.hidefromuser === true,
		});
		fields.new_status = status > 0 ? status : ticket.status_id;
	},

	after(row, context) {
		const { db, by, stored } = context;
		const ticket = db.table('Tickets').get(Number(row.ticket_id));
		if (!ticket) return;
		if (stored) {
			// That an edit of an action dates its ticket is inferred, and can be switched off.
			if (db.editsDateTickets) db.update('Tickets', { ...ticket, id: ticket.id }, by);
			return;
		}
		mailOfAction(row, ticket, context);
		const now = db.now();
		const { dateclosed, ...open } = ticket;
		const closed = row.new_status === CLOSED;
		const closing = closed && ticket.status_id !== CLOSED;
		const worked = Number(ticket.timetaken ?? 0) + Number(row.timetaken ?? 0);
		db.update(
			'Tickets',
			{
				...open,
				id: ticket.id,
				status_id: row.new_status,
				lastactiondate: now,
				...(worked > 0 ? { timetaken: worked } : {}),
				...(closed ? { dateclosed: closing ? now : dateclosed } : {}),
				...(closing ? { hasbeenclosed: true, closure_agent_id: by } : {}),
			},
			by,
		);
	},
};

/** What an action shows of other records; its number within the ticket is its id. */
export function deriveAction(row: Row, _db: Database): Record<string, unknown> {
	return { id: row.action_number, timetakendays: Number(row.timetaken ?? 0) / 8 };
}
