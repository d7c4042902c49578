import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Action } from '../actions/action';
import { authorOf, changeTime, idOfAction, textOf, visibilityOf } from '../actions/action';
import { NO_CHARGE } from '../lookups';
import type { HaloPsaOptions } from '../options';
import { ticketUrl } from '../records';
import { idOf, readTime } from '../values';

/** What is called otherwise in another list than the action itself. */
export interface TimeNames {
	readonly chargeTypes: ReadonlyMap<number, string>;
	readonly agents: ReadonlyMap<number, string>;
}

/** The name under which HaloPSA offers the charge type with which nothing is billed. */
export const NO_CHARGE_NAME = 'No Charge';

/** A time entry as the engine knows it. The work began when the action says so, or when it was done. */
export function toNativeTime(
	one: Action,
	ticket: string,
	names: TimeNames,
	tenant: Pick<HaloPsaOptions, 'url'>,
): NativeRecord {
	const { head, text } = textOf(one);
	const charge = Math.max(one.chargerate ?? NO_CHARGE, NO_CHARGE);
	const agent = authorOf(one, names.agents);
	const record: FlatRecord = {
		id: one.id,
		ticket_id: Number(ticket),
		technician: head?.author ?? agent,
		timetaken: one.timetaken ?? 0,
		actionarrivaldate: readTime(one.actionarrivaldate) ?? readTime(one.datetime),
		actioncompletiondate: readTime(one.actioncompletiondate),
		notes: text === '' ? null : text,
		visibility: visibilityOf(one),
		billable: charge > NO_CHARGE,
		chargerate_name: charge > NO_CHARGE ? (names.chargeTypes.get(charge) ?? `#${charge}`) : null,
		chargerate: charge,
		action_contract_id: idOf(one.action_contract_id ?? null),
		actreviewed: one.actreviewed === true,
		billed: invoiceOf(one) !== null || idOf(one.action_invoice_line_id ?? null) !== null,
		actioninvoicenumber: invoiceOf(one),
		action_invoice_line_id: idOf(one.action_invoice_line_id ?? null),
		outcome: one.outcome ?? null,
		datetime: readTime(one.datetime),
	};
	return {
		entity: 'timeEntry',
		id: idOfAction(one, ticket),
		record,
		changedAt: changeTime(one),
		author: agent,
		etag: null,
		externalIds: [],
		deleted: false,
		url: ticketUrl(tenant, ticket),
	};
}

/** The invoice that an action stands on, by its id; "0" and "-1" stand for none, like everywhere else. */
function invoiceOf({ actioninvoicenumber }: Action): string | number | null {
	const text = String(actioninvoicenumber ?? '').trim();
	const id = idOf(text === '' ? null : text);
	return typeof id === 'number' || typeof id === 'string' ? id : null;
}
