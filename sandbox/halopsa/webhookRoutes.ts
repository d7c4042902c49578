import type { Row } from '../table';
import { type Model, webhookModel } from './models';
import { notFound, refused } from './errors';
import { normalise } from './normalise';
import type { Records } from './records';
import { renderRecord } from './render';
import type { Caller, Collection } from './routes';

/** `/Webhook`: a bare list; ids are GUIDs, passwords are never answered. */
export function webhookCollection({ db }: Records): Collection {
	const show = (row: Row): Record<string, unknown> => shown(webhookModel, row);
	const find = (id: string): Row => {
		const row = db.table('Webhook').findCurrent('guid', id);
		if (!row) throw notFound('Webhook', id);
		return row;
	};
	return {
		list: (_query, caller) => (caller.restricted ? [] : [...db.table('Webhook').list()].map(show)),
		get: (id) => show(find(id)),
		post(given, caller: Caller) {
			const saved = given.map((record, index) => {
				const { id } = record;
				const stored = typeof id === 'string' && id !== '' ? find(id) : undefined;
				const { fields, commands } = normalise(webhookModel, record, index, stored, []);
				const webhook: Record<string, unknown> = { ...fields, ...commands };
				if (webhook.name === undefined) throw refused('WH01/1', 'Please enter a Name');
				if (!URL.canParse(String(webhook.url ?? ''))) throw refused('WH01/2', 'Please enter a valid Payload URL');
				return stored
					? db.update('Webhook', { ...webhook, id: stored.id }, caller.agent)
					: db.insert('Webhook', webhook, caller.agent);
			});
			const answers = saved.map(show);
			return answers.length === 1 ? answers[0] : answers;
		},
		remove(id, caller) {
			const row = find(id);
			db.delete('Webhook', row.id, caller.agent);
			return show(row);
		},
	};
}

function shown(model: Model, row: Row): Record<string, unknown> {
	return renderRecord(model, row, { extent: 'full', customFields: [], derived: {} });
}
