export { deletedTicketActivityLogModel, deletedTicketLogModel, ticketNoteModel, timeEntryModel } from './activity';
export { attachmentInfoModel, ticketAttachmentModel } from './attachment';
export { billingItemModel, invoiceModel } from './billing';
export { companyModel } from './company';
export { contactModel } from './contact';
export type { Field, FieldType, Model } from './fields';
export {
	billingCodeModel,
	contractModel,
	resourceModel,
	resourceRoleModel,
	resourceServiceDeskRoleModel,
	roleModel,
	userDefinedFieldDefinitionModel,
	userDefinedFieldListItemModel,
} from './lookups';
export { ticketModel } from './ticket';
export {
	UDF_WEBHOOK_KINDS,
	WEBHOOK_KINDS,
	type WebhookKind,
	webhookEventErrorLogModel,
	webhookExcludedResourceModel,
	webhookFieldModel,
	webhookModel,
	webhookUdfFieldModel,
} from './webhook';
