import { type Model, absent, any, command, decimal, flag, guid, integer, own, text } from './fields';

/** The vendor's `Webhook` model. Its password is never answered; its events are notifications of their own. */
export const webhookModel: Model = {
	name: 'Webhook',
	fields: {
		id: guid(),
		name: text(),
		type: integer(0),
		url: text(),
		content_type: text('application/json'),
		authentication_type: integer(0),
		method: integer(0),
		basic_username: text(),
		basic_password: command(text()),
		active: flag(),
		events: command(any()),
		last_status: own(integer(0)),
		systemuse: text(),
		authentication_header: absent(),
		algorithm: integer(0),
		digest: integer(0),
		signature_prefix: text(),
		mappings: any([]),
		custom_payload: flag(),
		payload_type: integer(0),
		note: text(),
		disabled: own(flag()),
		batch_method: integer(0),
		batch_delay_seconds: integer(0),
		batch_limit: integer(0),
		infinite_loop_threshold: integer(0),
		notify_on_failure: flag(),
	},
};

/** The vendor's `UnameNotification` model: an event that a webhook is told of is one, with the webhook's id in it. */
export const notificationModel: Model = {
	name: 'UnameNotification',
	fields: {
		id: integer(),
		guid: own(guid()),
		name: text(),
		agent_id: integer(0),
		type: integer(0),
		delivery_method: integer(0),
		eventno: integer(),
		interval: decimal(0),
		useworkinghours: integer(0),
		restriction_type: integer(0),
		filter_type: integer(0),
		webhook_id: guid(),
		conditions: any([]),
	},
};
