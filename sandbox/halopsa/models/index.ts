export { actionModel } from './action';
export { attachmentModel } from './attachment';
export { contractModel, invoiceModel } from './billing';
export { clientModel } from './client';
export { type Field, type FieldType, type Model, NO_DATE } from './fields';
export {
	agentModel,
	categoryModel,
	externalLinkModel,
	fieldInfoModel,
	lookupModel,
	outcomeModel,
	priorityModel,
	slaModel,
	statusModel,
	teamModel,
	ticketTypeModel,
	topLevelModel,
} from './lookups';
export { siteModel } from './site';
export { ticketModel } from './ticket';
export { userModel } from './user';
export { notificationModel, webhookModel } from './webhook';
