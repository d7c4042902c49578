import type { System } from '../model/entity';
import { isEmpty } from '../model/json';
import type { FlatRecord } from '../model/record';

/** What a scope goes by, in a system's own names: the fields that hold it, by id or by name. */
export interface ScopeFields {
	/** Boards, queues, teams: what tickets are sorted into. */
	readonly groups: readonly string[];
	readonly ticketTypes: readonly string[];
	readonly statuses: readonly string[];
	/** Whether a ticket is over. */
	readonly isClosed: (ticket: FlatRecord) => boolean;
	/** Whether time was approved; null where the system does not tell. */
	readonly isApproved: ((timeEntry: FlatRecord) => boolean) | null;
}

const isSet = (record: FlatRecord, field: string): boolean => Object.hasOwn(record, field) && !isEmpty(record[field]);

/**
 * `TimeEntry.status` of ConnectWise's specification (2025.8): what somebody has approved, and what came of it. The API
 * does not say whether a second tier is still to come.
 */
const APPROVED_IN_CONNECTWISE: ReadonlySet<unknown> = new Set([
	'ApprovedByTierOne',
	'ApprovedByTierTwo',
	'ReadyToBill',
	'Billed',
	'WrittenOff',
	'BilledAgreement',
]);

export const SCOPE_FIELDS: Readonly<Record<System, ScopeFields>> = {
	connectwise: {
		groups: ['board/id', 'board/name'],
		ticketTypes: ['type/id', 'type/name'],
		statuses: ['status/id', 'status/name'],
		isClosed: (ticket) => ticket.closedFlag === true,
		isApproved: ({ status }) => APPROVED_IN_CONNECTWISE.has(status),
	},
	// The numbers of picklists are the tenant's own: a ticket is over when it was completed, whatever that status is called.
	autotask: {
		groups: ['queueID'],
		ticketTypes: ['ticketType'],
		statuses: ['status'],
		isClosed: (ticket) => isSet(ticket, 'completedDate'),
		isApproved: (entry) => isSet(entry, 'billingApprovalDateTime'),
	},
	halopsa: {
		groups: ['team'],
		ticketTypes: ['tickettype_id', 'tickettype_name'],
		statuses: ['status_id', 'status_name'],
		isClosed: (ticket) => isSet(ticket, 'dateclosed'),
		isApproved: null,
	},
	platform: {
		groups: ['queue'],
		ticketTypes: ['category'],
		statuses: ['status'],
		isClosed: ({ status }) => status === 'resolved' || status === 'closed',
		isApproved: ({ approved }) => approved === true,
	},
};
