import { primaryItem } from './communicationItems';
import { type Database, type TableName, referredId } from './database';
import * as models from './models';
import type { Model } from './models';
import type { References } from './references';
import { callbackRules } from './rules/callback';
import { agreementRules, invoiceRules } from './rules/billing';
import { companyRules, contactRules } from './rules/company';
import type { EntityRules } from './rules/rules';
import { noteRules } from './rules/note';
import { ticketRules } from './rules/ticket';
import { timeEntryRules } from './rules/time';
import type { Row } from '../table';

/** One collection of the API. */
export interface Resource {
	/** Below the API root; `:parentId` stands for the record above. */
	readonly path: string;
	readonly table: TableName;
	readonly model: Model;
	/** How a 404 names a record. */
	readonly label: string;
	readonly parent?: {
		readonly table: TableName;
		readonly label: string;
		/** The table's index of its parent's id. */
		readonly index: string;
		readonly of: (row: Row) => number | undefined;
	};
	/** Absent for lookups: this system lets nobody change them through the API. */
	readonly rules?: EntityRules;
	readonly derive?: (row: Row, db: Database, references: References) => Readonly<Record<string, unknown>>;
	readonly links?: (row: Row) => Readonly<Record<string, string>>;
}

const ofBoard = {
	table: 'boards',
	label: 'Service Board',
	index: 'board/id',
	of: (row: Row) => referredId(row, 'board'),
} as const;

export const RESOURCES: readonly Resource[] = [
	{
		path: '/company/companies',
		table: 'companies',
		model: models.companyModel,
		label: 'company',
		rules: companyRules,
		links: ({ id }) => ({
			contacts_href: `/company/contacts?conditions=company/id=${id}`,
			tickets_href: `/service/tickets?conditions=company/id=${id}`,
			sites_href: `/company/companies/${id}/sites`,
		}),
	},
	{
		path: '/company/companies/:parentId/sites',
		table: 'sites',
		model: models.companySiteModel,
		label: 'Site',
		parent: { table: 'companies', label: 'company', index: 'company/id', of: (row) => referredId(row, 'company') },
	},
	{
		path: '/company/contacts',
		table: 'contacts',
		model: models.contactModel,
		label: 'contact',
		rules: contactRules,
		derive: (row, db, references) => {
			const phone = primaryItem(row, 'Phone', db);
			if (!phone) return {};
			const defaultPhoneType = references.read('communicationType', phone.type.id, 'name');
			return { defaultPhoneType, defaultPhoneNbr: phone.value, defaultPhoneExtension: phone.extension };
		},
		links: ({ id }) => ({
			communications_href: `/company/contacts/${id}/communications`,
			tickets_href: `/service/tickets?conditions=contact/id=${id}`,
		}),
	},
	{
		path: '/service/tickets',
		table: 'tickets',
		model: models.ticketModel,
		label: 'Ticket',
		rules: ticketRules,
		links: ({ id }) => ({
			notes_href: `/service/tickets/${id}/notes`,
			timeentries_href: `/time/entries?conditions=(chargeToType='ServiceTicket' OR chargeToType='ProjectTicket') AND chargeToId=${id}`,
		}),
	},
	{
		path: '/service/tickets/:parentId/notes',
		table: 'notes',
		model: models.serviceNoteModel,
		label: 'Service Note',
		parent: { table: 'tickets', label: 'Ticket', index: 'ticketId', of: (row) => row.ticketId as number },
		rules: noteRules,
	},
	{
		path: '/time/entries',
		table: 'timeEntries',
		model: models.timeEntryModel,
		label: 'TimeEntry',
		rules: timeEntryRules,
	},
	{
		path: '/finance/agreements',
		table: 'agreements',
		model: models.agreementModel,
		label: 'Agreement',
		rules: agreementRules,
	},
	{
		path: '/finance/invoices',
		table: 'invoices',
		model: models.invoiceModel,
		label: 'Invoice',
		rules: invoiceRules,
	},
	{
		path: '/finance/billingStatuses',
		table: 'billingStatuses',
		model: models.billingStatusModel,
		label: 'Billing Status',
	},
	{ path: '/time/workTypes', table: 'workTypes', model: models.workTypeModel, label: 'Work Type' },
	{ path: '/time/workRoles', table: 'workRoles', model: models.workRoleModel, label: 'Work Role' },
	{
		path: '/system/callbacks',
		table: 'callbacks',
		model: models.callbackEntryModel,
		label: 'CallbackEntry',
		rules: callbackRules,
	},
	{ path: '/service/boards', table: 'boards', model: models.boardModel, label: 'Service Board' },
	{
		path: '/service/boards/:parentId/statuses',
		table: 'boardStatuses',
		model: models.boardStatusModel,
		label: 'Service Status',
		parent: ofBoard,
	},
	{
		path: '/service/boards/:parentId/types',
		table: 'boardTypes',
		model: models.boardTypeModel,
		label: 'Service Type',
		parent: ofBoard,
	},
	{ path: '/service/priorities', table: 'priorities', model: models.priorityModel, label: 'Priority' },
	{ path: '/service/sources', table: 'sources', model: models.sourceModel, label: 'Source' },
	{
		path: '/company/companies/statuses',
		table: 'companyStatuses',
		model: models.companyStatusModel,
		label: 'Company Status',
	},
	{ path: '/company/companies/types', table: 'companyTypes', model: models.companyTypeModel, label: 'Company Type' },
	{ path: '/company/contacts/types', table: 'contactTypes', model: models.contactTypeModel, label: 'Contact Type' },
	{
		path: '/company/communicationTypes',
		table: 'communicationTypes',
		model: models.communicationTypeModel,
		label: 'Communication Type',
	},
	{ path: '/system/members', table: 'members', model: models.memberModel, label: 'Member' },
	{
		path: '/system/userDefinedFields',
		table: 'userDefinedFields',
		model: models.userDefinedFieldModel,
		label: 'UserDefinedField',
	},
];
