import { randomUUID } from 'node:crypto';
import type { Database, TableName } from '../database';
import type { WebhookKind } from '../models';
import { type EntityRules, defaults } from './rules';

/** Registrations: an address, a key, and at least one field before anything is told. */
export function webhookRules(kind: WebhookKind): EntityRules {
	const table = `${kind}Webhooks` as const;
	return {
		complete(record, { db, by, stored }) {
			if (!stored) Object.assign(record, { webhookGUID: randomUUID(), isReady: false });
			defaults(record, {
				isSubscribedToCreateEvents: false,
				isSubscribedToUpdateEvents: false,
				isSubscribedToDeleteEvents: false,
				ownerResourceID: by,
			});
			const problems: string[] = [];
			for (const field of ['webhookUrl', 'deactivationUrl'] as const) {
				const address = record[field];
				if (typeof address === 'string' && !/^https?:\/\/[^\s]+$/i.test(address))
					problems.push(`The value of ${field} is not a valid URL.`);
			}
			for (const other of db.table(table).current()) {
				if (other.id === stored?.id || other.webhookUrl !== record.webhookUrl) continue;
				problems.push('A webhook with the same entity, URL and type exists already.');
			}
			return problems;
		},

		deleted(row, { db }) {
			for (const child of childTables(kind)) {
				for (const entry of [...db.table(child).current()]) {
					if (entry.webhookID === row.id) db.table(child).delete(entry.id);
				}
			}
		},
	};
}

/** What a registration tells of, or whose changes it leaves out. Each may be named once. */
export function webhookFieldRules(table: TableName, unique: string): EntityRules {
	const kind = table.slice(0, table.indexOf('Webhook')) as WebhookKind;
	return {
		complete(record, { db, stored }) {
			for (const other of db.table(table).current()) {
				if (other.id === stored?.id || other.webhookID !== record.webhookID) continue;
				if (other[unique] === record[unique]) return [`The webhook has this ${unique} already.`];
			}
			return [];
		},
		after(row, { db }) {
			refreshReadiness(db, kind, row.webhookID as number);
		},
		deleted(row, { db }) {
			refreshReadiness(db, kind, row.webhookID as number);
		},
	};
}

/** A registration is ready as soon as it has a field. */
function refreshReadiness(db: Database, kind: WebhookKind, id: number): void {
	const isReady = childTables(kind)
		.filter((table) => !table.endsWith('ExcludedResources'))
		.some((table) => [...db.table(table).current()].some((entry) => entry.webhookID === id));
	db.touch(`${kind}Webhooks`, id, { isReady });
}

function childTables(kind: WebhookKind): TableName[] {
	const tables: TableName[] = [`${kind}WebhookFields`, `${kind}WebhookExcludedResources`];
	if (kind !== 'TicketNote') tables.push(`${kind}WebhookUdfFields`);
	return tables;
}
