import { SyncError } from '../../model/errors';
import type { AutotaskEntity, CarriedEntity } from './catalogue';

/** Where an entity is read. */
export const ENTITY_PATHS: Readonly<Record<CarriedEntity, string>> = {
	company: 'Companies',
	contact: 'Contacts',
	ticket: 'Tickets',
	note: 'TicketNotes',
	timeEntry: 'TimeEntries',
	attachment: 'AttachmentInfo',
	agreement: 'Contracts',
	invoice: 'Invoices',
};

/**
 * The object by which the vendor counts calls at a time: of a contact below its company, the contacts; of a note below
 * its ticket, the notes; of a file, the attachments.
 */
export function endpointOf(path: string): string {
	if (/^Tickets\/\d+\/Notes$/.test(path)) return 'TicketNotes';
	if (/^Tickets\/\d+\/Attachments/.test(path)) return 'AttachmentInfo';
	return /^Companies\/\d+\/(\w+)/.exec(path)?.[1] ?? path.split('/')[0];
}

/**
 * Where an entity is created and changed: contacts below their company.
 * @throws SyncError BAD_INPUT for a contact without one.
 */
export function collection(entity: AutotaskEntity | 'timeEntry', companyId: string | undefined): string {
	if (entity !== 'contact') return ENTITY_PATHS[entity];
	if (companyId !== undefined) return `Companies/${recordId('company', companyId)}/Contacts`;
	throw new SyncError('BAD_INPUT', 'Autotask: a contact is written below its company; give companyID', {
		system: 'autotask',
		entity,
		field: 'companyID',
	});
}

/** Ids go into addresses. @throws SyncError BAD_INPUT for anything but digits. */
export function recordId(entity: CarriedEntity, id: string): string {
	if (/^\d{1,15}$/.test(id)) return id;
	throw new SyncError('BAD_INPUT', `Autotask: "${id}" is not the id of a ${entity}; ids are whole numbers`, {
		system: 'autotask',
		entity,
		id,
	});
}

/** Where the files of a ticket are: written there, and nowhere else with their bytes. */
export function filesOf(ticketId: string): string {
	return `Tickets/${recordId('ticket', ticketId)}/Attachments`;
}
