import type { Row } from '../../table';
import type { Database } from '../database';
import { type RuleContext, isNone } from './rules';

/** A mail that HaloPSA would have sent to a client. */
export interface Mail {
	readonly id: number;
	readonly ticketId: number;
	readonly to: string;
	readonly cause: 'action' | 'acknowledgement' | 'closure';
	/** The number of the action within its ticket, where one is mailed. */
	readonly action?: number;
	/** ISO 8601. */
	readonly at: string;
}

/** An action that the user may see is mailed where it says so, or where its outcome does and it says nothing. */
export function mailOfAction(action: Row, ticket: Row, { db, given, commands }: RuleContext): void {
	if (action.hiddenfromuser === true || commands._prevent_outgoing === true) return;
	const outcome = isNone(action.outcome_id) ? undefined : db.table('Outcome').get(Number(action.outcome_id));
	const asked = given.has('sendemail') ? action.sendemail === true : Number(outcome?.sendemail ?? 0) > 0;
	if (asked) send(db, ticket, 'action', Number(action.action_number));
}

/** A new ticket is acknowledged to its user; one that is closed is told of by a notification, which is a rule. */
export function mailsOfTicket(ticket: Row, { db, stored, commands }: RuleContext, closed: number): void {
	if (commands._prevent_outgoing === true) return;
	if (!stored && commands.sendack !== false) send(db, ticket, 'acknowledgement');
	const closes = ticket.status_id === closed && stored?.status_id !== closed;
	if (closes && commands.dont_do_rules !== true) send(db, ticket, 'closure');
}

function send(db: Database, ticket: Row, cause: Mail['cause'], action?: number): void {
	const user = isNone(ticket.user_id) ? undefined : db.table('Users').get(Number(ticket.user_id));
	const to = typeof user?.emailaddress === 'string' ? user.emailaddress : '';
	if (to === '' || user?.general === true || user?.neversendemails === true) return;
	const at = new Date(db.now()).toISOString();
	db.mails.push({
		id: db.mails.length + 1,
		ticketId: ticket.id,
		to,
		cause,
		at,
		...(action !== undefined && { action }),
	});
}
