import type { Json } from '../../../model/json';
import type { NativeRecord } from '../../../model/record';
import type { Candidate, MatchKeys } from '../../connector';
import { normalisedPersonName } from '../../names';
import { wordsOf } from '../../note-head';
import type { ConnectWiseClient } from '../client';
import { allOf, compare, groupsOf, oneOf } from '../conditions';
import { ON_SERVICE_TICKET, toNativeTimeEntry } from './records';

/** Room for conditions in an address. */
const MAX_CONDITIONS = 1500;

/**
 * Looks for existing counterparts: an entry of the same ticket by the same person that begins in the same second, counts
 * the same minutes and has the same words. ConnectWise has no place for the other side's id in an entry. One question
 * for many tickets.
 */
export async function findTimeEntries(client: ConnectWiseClient, keys: readonly MatchKeys[]): Promise<Candidate[][]> {
	const tickets = [...new Set(keys.map(({ payload }) => String(payload['ticketId'] ?? '')))];
	const known = tickets.filter((id) => /^\d{1,18}$/.test(id)).map(Number);
	const found: NativeRecord[] = [];
	for (const group of groupsOf(known, (id) => encodeURIComponent(`${id},`).length, MAX_CONDITIONS)) {
		const conditions = allOf([compare('chargeToType', '=', ON_SERVICE_TICKET), oneOf('chargeToId', group)]);
		const rows = await client.list('timeEntry', { conditions });
		found.push(...rows.map(toNativeTimeEntry).filter((one) => one !== undefined));
	}
	return keys.map(({ payload, targetId }) =>
		found.flatMap((record): Candidate[] => {
			const named = targetId !== null && record.id === targetId;
			if (!named && !FEATURES.every((feature) => feature(record.record) === feature(payload))) return [];
			return [{ record, rule: named ? 'targetId' : 'text', label: labelOf(record) }];
		}),
	);
}

type Fields = Readonly<Record<string, Json>>;

const FEATURES: ReadonlyArray<(fields: Fields) => unknown> = [
	({ ticketId }) => String(ticketId),
	({ technician }) => normalisedPersonName(textOf(technician), ''),
	({ timeStart }) => Math.floor(Date.parse(textOf(timeStart)) / 1000),
	({ actualHours }) => Math.round(Number(actualHours ?? 0) * 60),
	({ notes }) => wordsOf(textOf(notes)),
];

export function labelOf({ record }: NativeRecord): string {
	const { technician, timeStart, actualHours, notes } = record;
	const words = wordsOf(textOf(notes)).slice(0, 60);
	return `${textOf(technician)}, ${textOf(timeStart)}, ${String(actualHours ?? 0)} h${words && `: ${words}`}`;
}

function textOf(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}
