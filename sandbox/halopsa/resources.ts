import type { Row } from '../table';
import type { Database, TableName } from './database';
import * as models from './models';
import type { Model } from './models';
import { actionRules, deriveAction } from './rules/action';
import { attachmentRules } from './rules/attachment';
import { contractRules, deriveOfClient, invoiceRules } from './rules/billing';
import { clientRules, deriveClient } from './rules/client';
import type { EntityRules } from './rules/rules';
import { deriveSite, siteRules } from './rules/site';
import { deriveTicket, ticketRules } from './rules/ticket';
import { deriveUser, userRules } from './rules/user';

/** One collection of the API. */
export interface Resource {
	/** The table's name, which is also the path below the API root. Paths are read without regard to case. */
	readonly table: TableName;
	readonly model: Model;
	/** How errors name a record. */
	readonly label: string;
	/** The key that a list is wrapped in; absent where it is a bare array. */
	readonly list?: string;
	/** Absent where the API only reads here. */
	readonly rules?: EntityRules;
	readonly derive?: (row: Row, db: Database) => Record<string, unknown>;
	/** The order of a list that asks for none. */
	readonly order?: { readonly by: string; readonly descending?: boolean };
}

export const RESOURCES: readonly Resource[] = [
	{
		table: 'Tickets',
		model: models.ticketModel,
		label: 'Ticket',
		list: 'tickets',
		rules: ticketRules,
		derive: deriveTicket,
		order: { by: 'id', descending: true },
	},
	{
		table: 'Client',
		model: models.clientModel,
		label: 'Customer',
		list: 'clients',
		rules: clientRules,
		derive: deriveClient,
		order: { by: 'name' },
	},
	{
		table: 'Site',
		model: models.siteModel,
		label: 'Site',
		list: 'sites',
		rules: siteRules,
		derive: deriveSite,
		order: { by: 'name' },
	},
	{
		table: 'Users',
		model: models.userModel,
		label: 'User',
		list: 'users',
		rules: userRules,
		derive: deriveUser,
		order: { by: 'name' },
	},
	{
		table: 'Actions',
		model: models.actionModel,
		label: 'Action',
		list: 'actions',
		rules: actionRules,
		derive: deriveAction,
		order: { by: 'id', descending: true },
	},
	{
		table: 'ClientContract',
		model: models.contractModel,
		label: 'Contract',
		list: 'contracts',
		rules: contractRules,
		derive: deriveOfClient,
		order: { by: 'id' },
	},
	{
		table: 'Invoice',
		model: models.invoiceModel,
		label: 'Invoice',
		list: 'invoices',
		rules: invoiceRules,
		derive: deriveOfClient,
		order: { by: 'id', descending: true },
	},
	{
		table: 'Attachment',
		model: models.attachmentModel,
		label: 'Attachment',
		list: 'attachments',
		rules: attachmentRules,
		order: { by: 'id' },
	},
	{ table: 'Status', model: models.statusModel, label: 'Status' },
	{ table: 'Priority', model: models.priorityModel, label: 'Priority' },
	{ table: 'SLA', model: models.slaModel, label: 'SLA' },
	{ table: 'TicketType', model: models.ticketTypeModel, label: 'Ticket Type' },
	{ table: 'Agent', model: models.agentModel, label: 'Agent' },
	{ table: 'Team', model: models.teamModel, label: 'Team' },
	{ table: 'Outcome', model: models.outcomeModel, label: 'Outcome' },
	{ table: 'Category', model: models.categoryModel, label: 'Category' },
	{ table: 'FieldInfo', model: models.fieldInfoModel, label: 'Field' },
	{ table: 'Lookup', model: models.lookupModel, label: 'Lookup', derive: (row) => ({ id: row.number }) },
	{ table: 'TopLevel', model: models.topLevelModel, label: 'Top Level', list: 'trees' },
];

/** @throws RangeError where the API has no such collection */
export function resourceOf(table: TableName): Resource {
	const resource = RESOURCES.find((one) => one.table === table);
	if (!resource) throw new RangeError(`${table} is no resource`);
	return resource;
}
