import { companyName } from '../../connectors/company-names';
import type { ScopeFields } from '../../connectors/scope-fields';
import { isEmpty } from '../../model/json';
import { wordOf } from '../../model/moved';
import type { FlatRecord, NativeRecord } from '../../model/record';
import type { Scope } from '../../model/scope';

/** Whether a list names a company, by its id or by what it is called. An empty list names all. */
export function namesCompany(scope: Scope, id: string, record: FlatRecord | null): boolean {
	if (scope.companies.length === 0) return true;
	const name = companyName(record);
	const known = [id, ...(name === null ? [] : [name])].map(wordOf);
	return scope.companies.some((one) => known.includes(wordOf(one)));
}

/** Whether a ticket is one of those that the scope chooses, its company aside. */
export function choosesTicket(
	scope: Scope,
	fields: ScopeFields,
	{ record, changedAt }: Pick<NativeRecord, 'record' | 'changedAt'>,
	now: number,
): boolean {
	return (
		holdsOneOf(record, fields.groups, scope.groups) &&
		holdsOneOf(record, fields.ticketTypes, scope.ticketTypes) &&
		holdsOneOf(record, fields.statuses, scope.statuses) &&
		(scope.months === null || !fields.isClosed(record) || changedSince(changedAt, monthsBefore(now, scope.months)))
	);
}

function holdsOneOf(record: FlatRecord, fields: readonly string[], wanted: readonly string[]): boolean {
	if (wanted.length === 0) return true;
	const held = fields.flatMap((field) => {
		const value = Object.hasOwn(record, field) ? record[field] : null;
		return isEmpty(value) || typeof value === 'object' ? [] : [wordOf(String(value))];
	});
	return wanted.some((one) => held.includes(wordOf(one)));
}

/** What tells no time of change may have changed at any time. */
function changedSince(changedAt: string | null, time: number): boolean {
	const at = changedAt === null ? Number.NaN : Date.parse(changedAt);
	return Number.isNaN(at) || at >= time;
}

/** The same day of an earlier month, or its last one. */
export function monthsBefore(now: number, months: number): number {
	const day = new Date(now);
	const first = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() - months, 1);
	const daysOfIt = new Date(
		Date.UTC(new Date(first).getUTCFullYear(), new Date(first).getUTCMonth() + 1, 0),
	).getUTCDate();
	const sinceMidnight = now - Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate());
	return first + (Math.min(day.getUTCDate(), daysOfIt) - 1) * 86_400_000 + sinceMidnight;
}
