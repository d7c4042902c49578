import type { NativeRecord } from '../../../model/record';
import type { Action } from './action';
import { addressOf } from './action';
import type { TicketActions } from './ticket-actions';

/**
 * Reads actions by `<ticket>/<action>`: one alone by its own address, which answers from the record itself, several of a
 * ticket in one call.
 * @param toNative undefined for an action that is no such record
 */
export async function readByAddress(
	actions: TicketActions,
	entity: 'note' | 'timeEntry',
	ids: readonly string[],
	toNative: (one: Action, ticket: string) => NativeRecord | undefined,
): Promise<Map<string, NativeRecord>> {
	const byTicket = new Map<string, Set<string>>();
	for (const address of ids.map(addressOf)) {
		if (address) byTicket.set(address.ticket, (byTicket.get(address.ticket) ?? new Set()).add(address.number));
	}
	const found = new Map<string, NativeRecord>();
	for (const [ticket, numbers] of byTicket) {
		const [only, ...others] = numbers;
		const one = others.length === 0 ? await actions.get({ ticket, number: only }, entity) : undefined;
		const read = others.length === 0 ? [one].filter((each) => each !== undefined) : await actions.of(ticket);
		for (const each of read) {
			const record = numbers.has(String(each.id)) ? toNative(each, ticket) : undefined;
			if (record) found.set(record.id, record);
		}
	}
	return found;
}
