import type { FlatRecord, NativeRecord } from '../../../model/record';
import type { Action } from '../actions/action';
import { authorOf, changeTime, idOfAction, textOf, visibilityOf } from '../actions/action';
import type { HaloPsaOptions } from '../options';
import { ticketUrl } from '../records';
import { readTime } from '../values';

/** A note as the engine knows it. */
export function toNativeNote(
	one: Action,
	ticket: string,
	agents: ReadonlyMap<number, string>,
	tenant: Pick<HaloPsaOptions, 'url'>,
): NativeRecord {
	const { head, text } = textOf(one);
	const record: FlatRecord = {
		id: one.id,
		ticket_id: Number(ticket),
		note: text,
		visibility: visibilityOf(one),
		author: head ? head.author : authorOf(one, agents),
		datetime: head?.writtenAt ?? readTime(one.datetime),
		outcome_id: (one.outcome_id ?? 0) > 0 ? (one.outcome_id ?? null) : null,
		outcome: one.outcome ?? null,
		important: one.important === true,
	};
	return {
		entity: 'note',
		id: idOfAction(one, ticket),
		record,
		changedAt: changeTime(one),
		author: authorOf(one, agents),
		etag: null,
		// An action has no place for the other side's id that can be read again (specification).
		externalIds: [],
		deleted: false,
		url: ticketUrl(tenant, ticket),
	};
}
