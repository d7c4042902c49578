import { isoSeconds } from '../http';
import type { Row } from '../table';
import type { Change, Database, TableName } from './database';
import { entityOf } from './entities';
import type { WebhookKind } from './models';
import type { Records } from './records';
import { WEBHOOK_FIELDS } from './webhookFields';

/** Deliveries name the older API's entities. */
const ENTITY_TYPES: Readonly<Record<WebhookKind, string>> = {
	Company: 'Account',
	Contact: 'Contact',
	Ticket: 'Ticket',
	TicketNote: 'TicketNote',
};

/** The body that tells a registration of a change. */
export function changeBody(
	kind: WebhookKind,
	webhook: Row,
	change: Change,
	{ fields, sequence, personKey, at }: { fields: object; sequence: number; personKey: string; at: number },
): string {
	return JSON.stringify({
		Action: change.action,
		Guid: webhook.webhookGUID,
		EntityType: ENTITY_TYPES[kind],
		Id: change.row.id,
		Fields: fields,
		EventTime: isoSeconds(at),
		SequenceNumber: sequence,
		[personKey]: change.by,
	});
}

/** The body that says that a registration was switched off. */
export function deactivatedBody(kind: WebhookKind, webhook: Row, at: number): string {
	return JSON.stringify({
		Action: 'Deactivated',
		Guid: webhook.webhookGUID,
		EntityType: ENTITY_TYPES[kind],
		EventTime: isoSeconds(at),
	});
}

/**
 * The fields that a registration is shown of a change: all that it named of a new record, what changed of an old one,
 * and what it wants always.
 *
 * @returns undefined where nothing has changed that it subscribed to
 */
export function changedFields(
	records: Records,
	kind: WebhookKind,
	webhook: Row,
	{ action, table, row, before }: Change,
): object | undefined {
	const { db } = records;
	const shown: Record<string, unknown> = {};
	let told = action !== 'Update';
	const now = records.render(entityOf(table), row);
	const then = before && records.render(entityOf(table), before);
	const consider = (entry: Row, name: string, read: (record: Record<string, unknown>) => unknown): void => {
		const hasChanged = then === undefined || read(then) !== read(now);
		if (entry.isSubscribedField && hasChanged) told = true;
		const isShown = action === 'Create' || entry.isDisplayAlwaysField || (action === 'Update' && hasChanged);
		if (isShown) shown[name] = read(now);
	};
	for (const entry of childrenOf(db, `${kind}WebhookFields`, webhook.id)) {
		const field = WEBHOOK_FIELDS[kind].find(({ fieldID }) => fieldID === entry.fieldID);
		if (field) consider(entry, field.shown, (record) => record[field.name]);
	}
	if (kind === 'TicketNote') return told ? shown : undefined;
	for (const entry of childrenOf(db, `${kind}WebhookUdfFields`, webhook.id)) {
		const name = String(db.table('UserDefinedFieldDefinitions').get(entry.udfFieldID as number)?.name);
		consider(entry, name, (record) => udfValue(record, name));
	}
	return told ? shown : undefined;
}

/** What belongs to a registration. */
export function childrenOf(db: Database, table: TableName, webhookId: number): Row[] {
	return [...db.table(table).current()].filter(({ webhookID }) => webhookID === webhookId);
}

function udfValue(record: Readonly<Record<string, unknown>>, name: string): unknown {
	const values = record.userDefinedFields as ReadonlyArray<{ name: unknown; value: unknown }>;
	return values.find((one) => one.name === name)?.value;
}
