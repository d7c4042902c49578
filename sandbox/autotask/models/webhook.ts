import type { PicklistName } from '../picklists';
import { type Model, date, flag, id, integer, own, pick, refer, required, text } from './fields';

/** The entities that can be subscribed to, as the names of their webhook entities begin. */
export const WEBHOOK_KINDS = ['Company', 'Contact', 'Ticket', 'TicketNote'] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];
/** Those of them whose user-defined fields can be subscribed to. */
export const UDF_WEBHOOK_KINDS = ['Company', 'Contact', 'Ticket'] as const;

/** The vendor's `…WebhookModel`. The key can be written, never read. */
export const webhookModel = (kind: WebhookKind): Model => ({
	name: `${kind}WebhookModel`,
	fields: {
		id: id(),
		deactivationUrl: required(text(1024)),
		isActive: required(flag()),
		isReady: own(flag()),
		isSubscribedToCreateEvents: flag(),
		isSubscribedToDeleteEvents: flag(),
		isSubscribedToUpdateEvents: flag(),
		name: required(text(50)),
		notificationEmailAddress: text(200),
		ownerResourceID: refer('Resource'),
		secretKey: required(text(64, { secret: true, notQueryable: true })),
		sendThresholdExceededNotification: required(flag()),
		webhookGUID: own(text(36)),
		webhookUrl: required(text(1024)),
	},
});

/** The vendor's `…WebhookFieldModel`: a field whose change is told, or that is always shown. */
export const webhookFieldModel = (kind: WebhookKind): Model => ({
	name: `${kind}WebhookFieldModel`,
	fields: {
		id: id(),
		fieldID: required(pick(`${kind}WebhookField` satisfies PicklistName)),
		isDisplayAlwaysField: required(flag()),
		isSubscribedField: required(flag()),
		webhookID: required(refer(`${kind}Webhook`)),
	},
});

/** The vendor's `…WebhookUdfFieldModel`. */
export const webhookUdfFieldModel = (kind: WebhookKind): Model => ({
	name: `${kind}WebhookUdfFieldModel`,
	fields: {
		id: id(),
		isDisplayAlwaysField: required(flag()),
		isSubscribedField: required(flag()),
		udfFieldID: required(refer('UserDefinedFieldDefinition')),
		webhookID: required(refer(`${kind}Webhook`)),
	},
});

/** The vendor's `…WebhookExcludedResourceModel`: whose changes are not told. */
export const webhookExcludedResourceModel = (kind: WebhookKind): Model => ({
	name: `${kind}WebhookExcludedResourceModel`,
	fields: {
		id: id(),
		resourceID: required(refer('Resource')),
		webhookID: required(refer(`${kind}Webhook`)),
	},
});

/** The vendor's `WebhookEventErrorLogModel`: deliveries that were given up. */
export const webhookEventErrorLogModel: Model = {
	name: 'WebhookEventErrorLogModel',
	fields: {
		id: id(),
		accountWebhookID: own(integer()),
		contactWebhookID: own(integer()),
		createDateTime: own(date()),
		errorMessage: own(text(8000)),
		payload: own(text(8000)),
		sequenceNumber: own(integer()),
	},
};
