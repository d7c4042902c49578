import { canonicalJson } from './json';
import { wordOf } from './moved';

/**
 * What of one side a sync carries; an empty list leaves everything in. Values are ids or names, as people know them.
 * What is linked already stays in sync, whatever the scope says.
 */
export interface Scope {
	readonly companies: readonly string[];
	/** Boards, queues or teams. */
	readonly groups: readonly string[];
	readonly ticketTypes: readonly string[];
	readonly statuses: readonly string[];
	/** Open tickets, and those that changed within so many months; null: however old. */
	readonly months: number | null;
	readonly approvedTimeOnly: boolean;
}

export const EVERYTHING: Scope = {
	companies: [],
	groups: [],
	ticketTypes: [],
	statuses: [],
	months: null,
	approvedTimeOnly: false,
};

/** @returns a text that is the same for scopes that leave the same in; '' for the one that leaves everything in. */
export function fingerprintOf(scope: Scope): string {
	const words = (list: readonly string[]): string[] => [...new Set(list.map(wordOf))].sort();
	const normal = {
		...scope,
		companies: words(scope.companies),
		groups: words(scope.groups),
		ticketTypes: words(scope.ticketTypes),
		statuses: words(scope.statuses),
	};
	const text = canonicalJson(normal as never);
	return text === canonicalJson(EVERYTHING as never) ? '' : text;
}

/** Whether tickets are chosen by anything but their company. */
export function choosesTickets({ groups, ticketTypes, statuses, months }: Scope): boolean {
	return groups.length + ticketTypes.length + statuses.length > 0 || months !== null;
}
