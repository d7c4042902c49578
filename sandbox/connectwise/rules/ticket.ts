import { primaryItem } from '../communicationItems';
import { type Database, referredId } from '../database';
import type { Row } from '../../table';
import { type EntityRules, type RuleContext, defaultOf, defaults } from './rules';

/** Sent, but neither stored nor answered: `initial…` become notes, the others steer the write. */
const WRITE_ONLY = [
	'initialDescription',
	'initialInternalAnalysis',
	'initialResolution',
	'processNotifications',
	'skipCallback',
	'contactEmailLookup',
	'initialDescriptionFrom',
] as const;

const CONTACT_FIELDS = ['contactName', 'contactPhoneNumber', 'contactPhoneExtension', 'contactEmailAddress'] as const;

export const ticketRules: EntityRules = {
	before(record, { db, references, stored, touched }) {
		record.board ??= defaultOf(db.table('boards').current());
		if (stored && touched.has('board')) {
			const board = references.resolve('board', record.board as Record<string, unknown>, {});
			const owner = { board: 'id' in board ? board : undefined };
			// Statuses and types are the board's own: those of the old one cannot stay.
			for (const [field, kind] of [
				['status', 'serviceStatus'],
				['type', 'serviceType'],
			] as const) {
				const id = referredId(stored, field);
				if (!touched.has(field) && id !== undefined && !references.holds(kind, id, owner)) record[field] = undefined;
			}
		}
		if (stored && touched.has('company') && !touched.has('site')) record.site = undefined;
		if (stored && touched.has('contact')) {
			for (const field of CONTACT_FIELDS) if (!touched.has(field)) record[field] = undefined;
		}
	},

	complete(fields, context) {
		const { db } = context;
		for (const field of WRITE_ONLY) delete fields[field];
		const company = db.table('companies').get((fields.company as { id: number } | undefined)?.id ?? 0);
		const board = (fields.board as { id: number } | undefined)?.id;
		if (board !== undefined) fields.status ??= defaultOf(statusesOf(db, board));
		defaults(fields, {
			recordType: 'ServiceTicket',
			priority: defaultOf(db.table('priorities').current()),
			source: defaultOf(db.table('sources').current()),
			site: company?.site,
			severity: 'Medium',
			impact: 'Medium',
			allowAllClientsPortalView: false,
			customerUpdatedFlag: false,
			automaticEmailContactFlag: false,
			automaticEmailResourceFlag: false,
			automaticEmailCcFlag: false,
			approved: true,
			billTime: 'NoDefault',
			billExpenses: 'NoDefault',
			billProducts: 'NoDefault',
			hasChildTicket: false,
			hasMergedChildTicketFlag: false,
		});
		fillSite(fields, db);
		fillContact(fields, db);
		fillOwner(fields, db);
		fillClosing(fields, context);
		return [];
	},

	after(row, given, { db, by, stored }) {
		const isNews = !stored || (row.closedFlag === true && stored.closedFlag !== true);
		if (isNews && given.processNotifications !== false) {
			db.mails.send(row, row.closedFlag === true ? 'ticket closed' : 'ticket created');
		}
		if (stored) return;
		const notes = [
			['initialDescription', 'detailDescriptionFlag'],
			['initialInternalAnalysis', 'internalAnalysisFlag'],
			['initialResolution', 'resolutionFlag'],
		] as const;
		for (const [field, flag] of notes) {
			if (typeof given[field] === 'string' && given[field] !== '') addNote(db, row.id, given[field], flag, by);
		}
	},
};

/** Writes a note on a ticket; the flag says for whom. */
export function addNote(
	db: Database,
	ticketId: number,
	text: string,
	flag: 'detailDescriptionFlag' | 'internalAnalysisFlag' | 'resolutionFlag',
	by: string,
): Row {
	const member = db.table('members').findCurrent('identifier', by);
	return db.insert(
		'notes',
		{
			ticketId,
			text,
			detailDescriptionFlag: false,
			internalAnalysisFlag: false,
			resolutionFlag: false,
			issueFlag: false,
			[flag]: true,
			...(member ? { member: { id: member.id } } : {}),
			dateCreated: db.clock.nowSeconds(),
			createdBy: by,
			internalFlag: true,
			externalFlag: true,
		},
		by,
	);
}

function statusesOf(db: Database, boardId: number): Row[] {
	return [...db.table('boardStatuses').current()].filter(
		(status) => referredId(status, 'board') === boardId && !status.inactive,
	);
}

function fillSite(fields: Record<string, unknown>, db: Database): void {
	const site = db.table('sites').get((fields.site as { id: number } | undefined)?.id ?? 0);
	if (!site) return;
	fields.siteName = site.name;
	defaults(fields, { addressLine1: site.addressLine1, city: site.city, zip: site.zip });
}

function fillContact(fields: Record<string, unknown>, db: Database): void {
	const contact = db.table('contacts').get((fields.contact as { id: number } | undefined)?.id ?? 0);
	if (!contact) return;
	const phone = primaryItem(contact, 'Phone', db);
	defaults(fields, {
		contactName: [contact.firstName, contact.lastName].filter(Boolean).join(' ').slice(0, 62),
		contactPhoneNumber: phone?.value.slice(0, 20),
		contactPhoneExtension: phone?.extension,
		contactEmailAddress: primaryItem(contact, 'Email', db)?.value,
	});
}

/** Who works on a ticket stands in `owner` and, by identifier, in the text `resources` (seen live). */
function fillOwner(fields: Record<string, unknown>, db: Database): void {
	const owner = db.table('members').get((fields.owner as { id: number } | undefined)?.id ?? 0);
	if (!owner) return;
	const names = String(fields.resources ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter(Boolean);
	const identifier = String(owner.identifier);
	if (!names.includes(identifier)) names.push(identifier);
	fields.resources = names.join(', ');
}

/** Whether a ticket is closed follows from its status, whatever a client sends. */
function fillClosing(fields: Record<string, unknown>, { db, by, stored }: RuleContext): void {
	const status = db.table('boardStatuses').get((fields.status as { id: number } | undefined)?.id ?? 0);
	const closed = status?.closedStatus === true;
	fields.closedFlag = closed;
	if (!closed) {
		delete fields.closedDate;
		delete fields.closedBy;
	} else if (stored?.closedFlag === true) {
		Object.assign(fields, { closedDate: stored.closedDate, closedBy: stored.closedBy });
	} else {
		Object.assign(fields, { closedDate: db.clock.nowSeconds(), closedBy: by });
	}
}
