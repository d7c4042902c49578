import type { FieldError } from '../errors';
import { addNote } from './ticket';
import { type EntityRules, defaults, memberReference, required } from './rules';

/** Notes of a ticket. */
export const noteRules: EntityRules = {
	complete(fields, { db, by, stored, parentId }) {
		delete fields.processNotifications;
		Object.assign(fields, {
			ticketId: stored?.ticketId ?? parentId,
			dateCreated: stored?.dateCreated ?? db.clock.nowSeconds(),
			createdBy: stored?.createdBy ?? by,
			// Both true on every note that was recorded, whoever may read it.
			internalFlag: true,
			externalFlag: true,
		});
		defaults(fields, {
			detailDescriptionFlag: false,
			internalAnalysisFlag: false,
			resolutionFlag: false,
			issueFlag: false,
			member: fields.contact === undefined ? memberReference(db, by) : undefined,
		});
		return fields.text === undefined ? [required('serviceNote', 'text')] : [];
	},

	// There are no callbacks for notes: what tells of one is its ticket (vendor's list of callback types).
	after(row, _given, { db, by }) {
		const ticket = db.table('tickets').get(Number(row.ticketId));
		if (ticket) db.update('tickets', ticket, by);
	},
};

const HOUR_MS = 3_600_000;

export const timeEntryRules: EntityRules = {
	complete(fields, { db, by, stored }) {
		const errors: FieldError[] = [];
		const ticket = db.table('tickets').get(Number(fields.chargeToId ?? 0));
		const toTicket = fields.chargeToType === 'ServiceTicket' || fields.chargeToType === 'ProjectTicket';
		if (toTicket && !ticket) {
			errors.push({
				code: 'NotFound',
				message: `Ticket ${Number(fields.chargeToId ?? 0)} not found`,
				resource: 'timeEntry',
				field: 'chargeToId',
			});
		} else if (toTicket && ticket) {
			Object.assign(fields, { company: ticket.company, ticket: { id: ticket.id } });
		} else if (!fields.company && fields.chargeToType !== 'ChargeCode') {
			errors.push(required('timeEntry', 'chargeToId'));
		}
		const { timeStart, timeEnd } = fields;
		if (typeof timeStart === 'string' && typeof timeEnd === 'string') {
			const hours = (Date.parse(timeEnd) - Date.parse(timeStart)) / HOUR_MS;
			if (hours < 0)
				errors.push({
					code: 'OutOfRange',
					message: 'timeEnd is before timeStart',
					resource: 'timeEntry',
					field: 'timeEnd',
				});
			// With both ends given, hours that a client sends are ignored (seen live).
			fields.actualHours = Math.round((hours - Number(fields.hoursDeduct ?? 0)) * 100) / 100;
		}
		defaults(fields, {
			member: memberReference(db, by),
			billableOption: 'Billable',
			status: 'Open',
			invoiceFlag: false,
			addToDetailDescriptionFlag: false,
			addToInternalAnalysisFlag: false,
			addToResolutionFlag: false,
		});
		Object.assign(fields, {
			enteredBy: stored?.enteredBy ?? by,
			dateEntered: stored?.dateEntered ?? db.clock.nowSeconds(),
		});
		return errors;
	},

	after(row, given, { db, by, stored }) {
		const ticketId = (row.ticket as { id: number } | undefined)?.id;
		if (stored || ticketId === undefined || typeof given.notes !== 'string') return;
		if (row.addToDetailDescriptionFlag) addNote(db, ticketId, given.notes, 'detailDescriptionFlag', by);
		if (row.addToInternalAnalysisFlag) addNote(db, ticketId, given.notes, 'internalAnalysisFlag', by);
		if (row.addToResolutionFlag) addNote(db, ticketId, given.notes, 'resolutionFlag', by);
	},
};

/** Callback types and the levels of each (Developer Guide); every type has `owner`. */
const CALLBACK_LEVELS: Readonly<Record<string, readonly string[]>> = {
	ticket: ['owner', 'status', 'board', 'company', 'ticket'],
	company: ['owner', 'company', 'status', 'type'],
	contact: ['owner', 'company', 'contact'],
	time: ['owner'],
	activity: ['owner'],
	agreement: ['owner'],
	configuration: ['owner'],
	invoice: ['owner'],
	expense: ['owner'],
	member: ['owner'],
	opportunity: ['owner'],
	productcatalog: ['owner'],
	project: ['owner'],
	purchaseorder: ['owner'],
	schedule: ['owner'],
	site: ['owner'],
};

export const callbackRules: EntityRules = {
	complete(fields, { db, by, stored }) {
		const errors: FieldError[] = [];
		const refuse = (code: string, message: string, field: string): void =>
			void errors.push({ code, message, resource: 'callbackEntry', field });
		const { url, type, level } = fields;
		if (typeof url === 'string' && !/^https?:\/\/[^\s]+$/.test(url)) refuse('InvalidField', 'Invalid URL', 'url');
		const levels = CALLBACK_LEVELS[String(type).toLowerCase()];
		if (!levels?.includes(String(level).toLowerCase())) {
			refuse(
				'InvalidObject',
				'Unrecognized level for type, see documentation for supported levels for each type',
				'level',
			);
		}
		// Recorded: an owner callback sent with object 0 comes back with 1.
		if (String(level).toLowerCase() === 'owner') fields.objectId = 1;
		for (const other of db.table('callbacks').current()) {
			const same =
				other.url === url && other.type === type && other.level === level && other.objectId === fields.objectId;
			if (same && other.id !== stored?.id)
				refuse('ObjectExists', 'A matching callback entry already exists', 'objectId');
		}
		defaults(fields, {
			memberId: memberReference(db, by)?.id,
			payloadVersion: '3.0.0',
			inactiveFlag: false,
			isSoapCallbackFlag: false,
			isSelfSuppressedFlag: false,
		});
		return errors;
	},
};
