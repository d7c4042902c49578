import type { Row } from '../../table';
import type { Database } from '../database';
import { refused } from '../errors';
import { mailsOfTicket } from './mails';
import { type EntityRules, type RuleContext, defaults, isNone } from './rules';

/** The vendor's status "Closed": what ends a ticket. */
export const CLOSED = 9;
/** The agent that stands for nobody. */
export const UNASSIGNED = 1;
/** Who acts where no agent does. */
export const SYSTEM = 0;
/** What a ticket without a type becomes. */
const DEFAULT_TYPE = 1;

export const ticketRules: EntityRules = {
	complete(fields, context) {
		const { db, given, stored, by } = context;
		if (isNone(fields.summary)) throw refused('APP01/1', 'Please enter a Summary');
		place(fields, context);
		const type = typed(fields, context);
		const agent = db.table('Agent').get(Number(fields.agent_id ?? UNASSIGNED));
		if (!agent) throw refused('APP01/5', 'Please select a valid Agent');
		text(fields, given);
		if (!stored) {
			defaults(fields, {
				dateoccurred: db.now(),
				team: type.default_team,
				agent_id: type.default_agent,
				takenby: db.table('Agent').get(by)?.name,
				lastactiondate: db.now(),
				deleted: false,
			});
		}
		const team = db.table('Team').findCurrent('name', fields.team);
		if (!isNone(fields.team) && !team) throw refused('APP01/6', 'Please select a valid Team');
		fields.team_id = team?.id;
		close(fields, context);
	},

	after(row, context) {
		const { db, stored } = context;
		mailsOfTicket(row, context, CLOSED);
		// The system's own action: not a note, though it stands among them (recorded).
		if (!stored) db.insert('Actions', systemAction(row), SYSTEM);
	},

	buried: { deleted: true },
};

/** What the system notes of a new ticket. */
export function systemAction(ticket: Row): Record<string, unknown> {
	const note = 'Matched Rules Changed: Add default team to new ticket';
	return {
		ticket_id: ticket.id,
		project_id: ticket.id,
		action_number: 1,
		outcome: 'Rule Applied',
		who: 'System',
		datetime: ticket.datecreated,
		note,
		note_html: note,
		hiddenfromuser: true,
		old_status: ticket.status_id,
		new_status: ticket.status_id,
	};
}

/** Where a ticket belongs: its user says site and client, a site says the client, a client stands for its main site. */
function place(fields: Record<string, unknown>, { db, given, stored }: RuleContext): void {
	const asked = ['user_id', 'site_id', 'client_id'].some((name) => given.has(name));
	if (stored && !asked) return;
	if (given.has('user_id') && !isNone(fields.user_id)) {
		const user = db.table('Users').get(Number(fields.user_id));
		if (!user) throw refused('APP01/2', 'Please select a valid End User');
		Object.assign(fields, { site_id: user.site_id, client_id: user.client_id });
		return;
	}
	if (given.has('site_id') && !isNone(fields.site_id)) {
		const site = db.table('Site').get(Number(fields.site_id));
		if (!site) throw refused('APP01/3', 'Please select a valid Site');
		fields.client_id = site.client_id;
	} else if (given.has('client_id') && !isNone(fields.client_id)) {
		const client = db.table('Client').get(Number(fields.client_id));
		if (!client) throw refused('APP01/4', 'Please select a valid Customer');
		if (stored?.client_id !== client.id) fields.site_id = client.main_site_id;
	}
	const user = db.table('Users').get(Number(fields.user_id));
	if (user && user.client_id !== fields.client_id) delete fields.user_id;
	if (fields.user_id !== undefined && !isNone(fields.user_id)) return;
	const general = [...db.table('Users').current()].find(
		(one) => one.general === true && one.site_id === fields.site_id,
	);
	if (general) fields.user_id = general.id;
}

/** Type, status, SLA and priority, which depend on each other in this order. */
function typed(fields: Record<string, unknown>, { db, given, stored }: RuleContext): Row {
	defaults(fields, { tickettype_id: DEFAULT_TYPE });
	const type = db.table('TicketType').get(Number(fields.tickettype_id));
	if (!type) throw refused('APP02/1', 'Please select a valid Ticket Type');
	defaults(fields, { status_id: type.initial_status, sla_id: type.default_sla });
	if (!db.table('Status').get(Number(fields.status_id))) throw refused('APP02/2', 'Please select a valid Status');
	if (!db.table('SLA').get(Number(fields.sla_id))) throw refused('APP02/3', 'Please select a valid SLA');
	const offered = [...db.table('Priority').current()].filter(({ slaid }) => slaid === fields.sla_id);
	if (!given.has('priority_id') && !offered.some(({ priorityid }) => priorityid === fields.priority_id)) {
		fields.priority_id = stored ? offered.at(-1)?.priorityid : type.default_priority;
	}
	if (!offered.some(({ priorityid }) => priorityid === fields.priority_id))
		throw refused('APP02/4', 'Please select a valid Priority');
	return type;
}

/** The description stands twice, plain and as HTML; whichever is given makes the other. */
function text(fields: Record<string, unknown>, given: ReadonlySet<string>): void {
	if (given.has('details_html') && !given.has('details')) {
		fields.details = htmlToText(String(fields.details_html ?? ''));
	} else if (given.has('details')) {
		fields.details_html = textToHtml(String(fields.details ?? ''));
	}
}

/** A closed ticket has the date of its closure; an open one has no such field at all (recorded). */
function close(fields: Record<string, unknown>, { db, by, given, stored }: RuleContext): void {
	const closed = fields.status_id === CLOSED;
	if (!closed) {
		delete fields.dateclosed;
		return;
	}
	if (stored?.status_id === CLOSED) return;
	fields.hasbeenclosed = true;
	fields.closure_agent_id = by;
	if (!given.has('dateclosed') || fields.dateclosed === undefined) fields.dateclosed = db.now();
}

export function textToHtml(plain: string): string {
	return plain.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r?\n/g, '<br>');
}

export function htmlToText(html: string): string {
	return html
		.replace(/<br\s*\/?>|<\/p>/gi, '\n')
		.replace(/<[^>]*>/g, '')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&amp;/g, '&')
		.trimEnd();
}

/** Names that a ticket shows of other records. */
export function deriveTicket(row: Row, db: Database): Record<string, unknown> {
	const user = db.table('Users').get(Number(row.user_id));
	const status = db.table('Status').get(Number(row.status_id));
	return {
		client_name: db.table('Client').get(Number(row.client_id))?.name,
		site_name: db.table('Site').get(Number(row.site_id))?.name,
		user_name: user?.name,
		user_email: user?.emailaddress,
		reportedby: row.reportedby ?? user?.emailaddress,
		sla_name: db.table('SLA').get(Number(row.sla_id))?.name,
		onhold: status?.name === 'On Hold',
		is_vip: user?.isimportantcontact === true,
	};
}
