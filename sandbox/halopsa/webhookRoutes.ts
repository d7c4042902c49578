import type { Row } from '../table';
import { badModel, notFound, refused } from './errors';
import { type Model, notificationModel, webhookModel } from './models';
import { normalise, readId } from './normalise';
import type { Records } from './records';
import { renderRecord } from './render';
import type { Caller, Collection } from './routes';

/** `/Webhook`: a bare list; ids are GUIDs, passwords are never answered. Events that come along become notifications. */
export function webhookCollection(records: Records): Collection {
	const { db } = records;
	const find = (id: string): Row => {
		const row = db.table('Webhook').findCurrent('guid', id);
		if (!row) throw notFound('Webhook', id);
		return row;
	};
	const eventsOf = (webhook: Row): Row[] =>
		[...db.table('Notification').current()].filter(({ webhook_id }) => webhook_id === webhook.guid);
	const show = (row: Row): Record<string, unknown> => ({
		...shown(webhookModel, row),
		events: eventsOf(row).map((event) => shown(notificationModel, event)),
	});
	const save = (record: Readonly<Record<string, unknown>>, index: number, { agent }: Caller): Row => {
		const { id } = record;
		const stored = typeof id === 'string' && id !== '' ? find(id) : undefined;
		const { fields, commands } = normalise(webhookModel, record, index, stored, []);
		const { events, ...secret } = commands;
		const webhook: Record<string, unknown> = { ...fields, ...secret };
		if (webhook.name === undefined) throw refused('WH01/1', 'Please enter a Name');
		if (!URL.canParse(String(webhook.url ?? ''))) throw refused('WH01/2', 'Please enter a valid Payload URL');
		const saved = stored
			? db.update('Webhook', { ...webhook, id: stored.id }, agent)
			: db.insert('Webhook', webhook, agent);
		if (events !== undefined) {
			for (const event of eventsOf(saved)) db.delete('Notification', event.id, agent);
			for (const event of readEvents(events, index)) {
				db.insert(
					'Notification',
					{ ...normalise(notificationModel, event, index, undefined, []).fields, webhook_id: saved.guid },
					agent,
				);
			}
		}
		return saved;
	};
	return {
		list: (_query, caller) =>
			caller.restricted ? [] : [...db.table('Webhook').list()].map((row) => shown(webhookModel, row)),
		get: (id) => show(find(id)),
		post(given, caller) {
			const answers = given.map((record, index) => show(save(record, index, caller)));
			return answers.length === 1 ? answers[0] : answers;
		},
		remove(id, { agent }) {
			const row = find(id);
			for (const event of eventsOf(row)) db.delete('Notification', event.id, agent);
			db.delete('Webhook', row.id, agent);
			return shown(webhookModel, row);
		},
	};
}

/** `/Notification`: a bare list, here only of those that tell a webhook of an event. */
export function notificationCollection({ db }: Records): Collection {
	const find = (id: string): Row => {
		const row = /^\d{1,9}$/.test(id) ? db.table('Notification').get(Number(id)) : undefined;
		if (!row) throw notFound('Notification', id);
		return row;
	};
	const save = (record: Readonly<Record<string, unknown>>, index: number, { agent }: Caller): Row => {
		const id = readId(record, index);
		const stored = id === undefined ? undefined : find(String(id));
		const { fields } = normalise(notificationModel, record, index, stored, []);
		if (!db.table('Webhook').findCurrent('guid', fields.webhook_id)) throw refused('NT01/1', 'Please select a Webhook');
		if (fields.eventno === undefined) throw refused('NT01/2', 'Please select an Event');
		return stored
			? db.update('Notification', { ...fields, id: stored.id }, agent)
			: db.insert('Notification', fields, agent);
	};
	return {
		list(query, caller) {
			const webhook = query.text('webhook_id');
			const rows = [...db.table('Notification').list()].filter(
				(row) => !caller.restricted && (webhook === undefined || row.webhook_id === webhook),
			);
			return rows.map((row) => shown(notificationModel, row));
		},
		get: (id) => shown(notificationModel, find(id)),
		post(given, caller) {
			const answers = given.map((record, index) => shown(notificationModel, save(record, index, caller)));
			return answers.length === 1 ? answers[0] : answers;
		},
		remove(id, { agent }) {
			const row = find(id);
			db.delete('Notification', row.id, agent);
			return shown(notificationModel, row);
		},
	};
}

function readEvents(events: unknown, index: number): ReadonlyArray<Readonly<Record<string, unknown>>> {
	if (!Array.isArray(events) || !events.every((event) => typeof event === 'object' && event !== null))
		throw badModel(`[${index}].events`, `Error converting value ${JSON.stringify(events)}.`);
	return events as ReadonlyArray<Readonly<Record<string, unknown>>>;
}

function shown(model: Model, row: Row): Record<string, unknown> {
	return renderRecord(model, row, { extent: 'full', customFields: [], derived: {} });
}
