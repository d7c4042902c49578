import { randomUUID } from 'node:crypto';
import type { Row } from '../../table';
import type { Database, TableName } from '../database';
import type { WebhookKind } from '../models';
import type { EntityRules } from './rules';

const EVENTS = ['isSubscribedToCreateEvents', 'isSubscribedToUpdateEvents', 'isSubscribedToDeleteEvents'] as const;

/** Registrations: an address, a key, and at least one field before anything is told. */
export function webhookRules(kind: WebhookKind): EntityRules {
	const table = `${kind}Webhooks` as const;
	return {
		complete(record, { db, by, stored }) {
			if (!stored) Object.assign(record, { webhookGUID: randomUUID(), isReady: false });
			for (const event of EVENTS) record[event] ??= false;
			record.ownerResourceID ??= by;
			const problems: string[] = [];
			for (const field of ['webhookUrl', 'deactivationUrl'] as const) {
				const address = record[field];
				if (typeof address === 'string' && !/^https?:\/\/[^\s]+$/i.test(address))
					problems.push(`The value of ${field} is not a valid URL.`);
			}
			// Also one that is switched off, or another owner's, counts as the same (vendor's documentation).
			const isTwin = (other: Row): boolean =>
				other.id !== stored?.id &&
				other.webhookUrl === record.webhookUrl &&
				EVENTS.some((event) => other[event] === true && record[event] === true);
			if ([...db.table(table).current()].some(isTwin))
				problems.push('A webhook with the same entity, URL and type exists already.');
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
