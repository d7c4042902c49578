import type { TableName } from './database';
import * as models from './models';
import { type Model, UDF_WEBHOOK_KINDS, WEBHOOK_KINDS, type WebhookKind } from './models';
import { noteRules } from './rules/activity';
import { attachmentRules } from './rules/attachment';
import { companyRules } from './rules/company';
import { contactRules } from './rules/contact';
import { contractRules } from './rules/contract';
import type { EntityRules } from './rules/rules';
import { ticketRules } from './rules/ticket';
import { timeEntryRules } from './rules/time';
import { webhookFieldRules, webhookRules } from './rules/webhook';

/** One entity of the API. Its flat collection can always be queried. */
export interface Entity {
	/** The name of its collection and its table, e.g. `TicketNotes`. */
	readonly name: TableName;
	/** Its name in errors and field information, e.g. `TicketNote`. */
	readonly label: string;
	readonly model: Model;
	/** Where it is written: absent for the flat collection, else below the record that it belongs to. */
	readonly parent?: {
		readonly table: TableName;
		/** Its name below the parent, e.g. `Notes`. */
		readonly segment: string;
		/** The field that holds the parent's id. */
		readonly field: string;
	};
	/** Absent for what the API only reads. */
	readonly rules?: EntityRules;
	/** False for what only the system itself makes. */
	readonly canCreate?: false;
	/** False for what has no address but that below its parent. */
	readonly flat?: false;
	readonly canUpdate?: boolean;
	readonly canDelete?: boolean;
	readonly webhooks?: WebhookKind;
}

const webhookEntities = WEBHOOK_KINDS.flatMap((kind): Entity[] => {
	const table = `${kind}Webhooks` as const;
	const below = (segment: string): NonNullable<Entity['parent']> => ({ table, segment, field: 'webhookID' });
	return [
		{
			name: table,
			label: `${kind}Webhook`,
			model: models.webhookModel(kind),
			rules: webhookRules(kind),
			canUpdate: true,
			canDelete: true,
		},
		{
			name: `${kind}WebhookFields`,
			label: `${kind}WebhookField`,
			model: models.webhookFieldModel(kind),
			parent: below('Fields'),
			rules: webhookFieldRules(`${kind}WebhookFields`, 'fieldID'),
			canUpdate: true,
			canDelete: true,
		},
		{
			name: `${kind}WebhookExcludedResources`,
			label: `${kind}WebhookExcludedResource`,
			model: models.webhookExcludedResourceModel(kind),
			parent: below('ExcludedResources'),
			rules: webhookFieldRules(`${kind}WebhookExcludedResources`, 'resourceID'),
			canDelete: true,
		},
	];
});

const webhookUdfEntities = UDF_WEBHOOK_KINDS.map(
	(kind): Entity => ({
		name: `${kind}WebhookUdfFields`,
		label: `${kind}WebhookUdfField`,
		model: models.webhookUdfFieldModel(kind),
		parent: { table: `${kind}Webhooks`, segment: 'UdfFields', field: 'webhookID' },
		rules: webhookFieldRules(`${kind}WebhookUdfFields`, 'udfFieldID'),
		canUpdate: true,
		canDelete: true,
	}),
);

export const ENTITIES: readonly Entity[] = [
	{
		name: 'Companies',
		label: 'Company',
		model: models.companyModel,
		rules: companyRules,
		canUpdate: true,
		webhooks: 'Company',
	},
	{
		name: 'Contacts',
		label: 'Contact',
		model: models.contactModel,
		parent: { table: 'Companies', segment: 'Contacts', field: 'companyID' },
		rules: contactRules,
		canUpdate: true,
		canDelete: true,
		webhooks: 'Contact',
	},
	{
		name: 'Tickets',
		label: 'Ticket',
		model: models.ticketModel,
		rules: ticketRules,
		canUpdate: true,
		webhooks: 'Ticket',
	},
	{
		name: 'TicketNotes',
		label: 'TicketNote',
		model: models.ticketNoteModel,
		parent: { table: 'Tickets', segment: 'Notes', field: 'ticketID' },
		rules: noteRules,
		canUpdate: true,
		webhooks: 'TicketNote',
	},
	{
		name: 'TimeEntries',
		label: 'TimeEntry',
		model: models.timeEntryModel,
		rules: timeEntryRules,
		canUpdate: true,
		canDelete: true,
	},
	{
		name: 'TicketAttachments',
		label: 'TicketAttachment',
		model: models.ticketAttachmentModel,
		parent: { table: 'Tickets', segment: 'Attachments', field: 'ticketID' },
		rules: attachmentRules,
		canDelete: true,
		flat: false,
	},
	{ name: 'AttachmentInfo', label: 'AttachmentInfo', model: models.attachmentInfoModel },
	{ name: 'Resources', label: 'Resource', model: models.resourceModel },
	{ name: 'Roles', label: 'Role', model: models.roleModel },
	{ name: 'ResourceRoles', label: 'ResourceRole', model: models.resourceRoleModel },
	{ name: 'ResourceServiceDeskRoles', label: 'ResourceServiceDeskRole', model: models.resourceServiceDeskRoleModel },
	{ name: 'BillingCodes', label: 'BillingCode', model: models.billingCodeModel },
	{ name: 'Contracts', label: 'Contract', model: models.contractModel, rules: contractRules, canUpdate: true },
	{
		name: 'Invoices',
		label: 'Invoice',
		model: models.invoiceModel,
		rules: {},
		canCreate: false,
		canUpdate: true,
	},
	{
		name: 'BillingItems',
		label: 'BillingItem',
		model: models.billingItemModel,
		rules: {},
		canCreate: false,
		canUpdate: true,
	},
	{ name: 'DeletedTicketLogs', label: 'DeletedTicketLog', model: models.deletedTicketLogModel },
	{
		name: 'DeletedTicketActivityLogs',
		label: 'DeletedTicketActivityLog',
		model: models.deletedTicketActivityLogModel,
	},
	{
		name: 'UserDefinedFieldDefinitions',
		label: 'UserDefinedFieldDefinition',
		model: models.userDefinedFieldDefinitionModel,
	},
	{
		name: 'UserDefinedFieldListItems',
		label: 'UserDefinedFieldListItem',
		model: models.userDefinedFieldListItemModel,
	},
	{ name: 'WebhookEventErrorLogs', label: 'WebhookEventErrorLog', model: models.webhookEventErrorLogModel },
	...webhookEntities,
	...webhookUdfEntities,
];

const byName = new Map(ENTITIES.map((entity) => [entity.name.toLowerCase(), entity]));
const byLabel = new Map(ENTITIES.map((entity) => [entity.label, entity]));

/** The entity of a collection, whatever the case of its name: the vendor's web server does not tell. */
export function entityNamed(name: string): Entity | undefined {
	return byName.get(name.toLowerCase());
}

/** The entity that a field refers to; undefined for one that the simulator does not have. */
export function entityLabelled(label: string): Entity | undefined {
	return byLabel.get(label);
}

/** @throws Error for a table without an entity: a mistake in this file */
export function entityOf(table: TableName): Entity {
	const found = byName.get(table.toLowerCase());
	if (!found) throw new Error(`No entity for ${table}`);
	return found;
}

/** The entity that is written below a record of `parent` as `segment`. */
export function entityBelow(parent: string, segment: string): Entity | undefined {
	return ENTITIES.find(
		(entity) =>
			entity.parent?.table.toLowerCase() === parent.toLowerCase() &&
			entity.parent.segment.toLowerCase() === segment.toLowerCase(),
	);
}
