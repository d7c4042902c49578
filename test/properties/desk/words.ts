import type { Entity, System } from '../../../sync/model/entity';
import { isEmpty, type Json } from '../../../sync/model/json';
import type { FlatRecord } from '../../../sync/model/record';

/** What hangs on a ticket: what was said, and how long something took. */
export const CHILDREN = ['note', 'timeEntry'] as const satisfies readonly Entity[];
export type ChildEntity = (typeof CHILDREN)[number];

/** What a system calls the parts of a child, and what it says of who reads it. */
export interface ChildWords {
	readonly ticket: string;
	readonly text: string;
	readonly readers: string;
	/** Clients read it for certain. */
	readonly public: Json;
	/** Nobody but the staff reads it for certain. */
	readonly internal: Json;
	/** Nobody can say who reads it. */
	readonly unclear: readonly Json[];
}

/** How the people of a system see notes and time, in the words of this test: no catalogue is asked whether it is right. */
export interface DeskWords {
	readonly note: ChildWords;
	readonly timeEntry: ChildWords;
	readonly technician: string;
	readonly startedAt: string;
	readonly duration: string;
	/** As people of that system type minutes. */
	readonly typed: (minutes: number) => number;
	/** What billing makes of an entry: one of these. */
	readonly bills: readonly FlatRecord[];
	/** What makes it open again. */
	readonly opens: FlatRecord;
	readonly isBilled: (record: FlatRecord) => boolean;
}

/** Hours with two digits, as they are read on every screen. */
const hours = (minutes: number): number => Math.round((minutes / 60) * 100) / 100;

const PUBLIC_OR_NOT = { public: 'public', internal: 'internal', unclear: [] } as const;

export const DESK_WORDS: Readonly<Record<System, DeskWords>> = {
	/** Three flags say who reads a note. An entry is closed by its status, or by the invoice that it stands on. */
	connectwise: {
		note: {
			ticket: 'ticketId',
			text: 'text',
			readers: 'visibility',
			public: 'Discussion',
			internal: 'Internal',
			unclear: ['Resolution'],
		},
		timeEntry: {
			ticket: 'ticketId',
			text: 'notes',
			readers: 'visibility',
			public: 'Discussion',
			internal: 'Internal',
			unclear: ['Resolution', 'Discussion and Internal', 'Time Entry Only'],
		},
		technician: 'technician',
		startedAt: 'timeStart',
		duration: 'actualHours',
		typed: hours,
		bills: [
			{ status: 'Billed', 'invoice/id': 7 },
			{ status: 'BilledAgreement' },
			{ status: 'WrittenOff' },
			{ 'invoice/id': 7 },
		],
		opens: { status: 'Open', 'invoice/id': null },
		isBilled: (record) =>
			['Billed', 'BilledAgreement', 'WrittenOff'].includes(String(record.status)) || !isEmpty(record['invoice/id']),
	},
	/** `publish` is a number, of which one is for clients who manage their systems themselves. Posted is closed. */
	autotask: {
		note: { ticket: 'ticketID', text: 'description', readers: 'publish', public: 1, internal: 2, unclear: [4] },
		timeEntry: { ticket: 'ticketID', text: 'notes', readers: 'visibility', ...PUBLIC_OR_NOT },
		technician: 'technician',
		startedAt: 'startDateTime',
		duration: 'hoursWorked',
		typed: (minutes) => Math.round((minutes / 60) * 10_000) / 10_000,
		bills: [{ billed: true, billingApprovalDateTime: '2026-01-01T00:00:00Z' }, { billed: true }],
		opens: { billed: false, billingApprovalDateTime: null },
		isBilled: ({ billed }) => billed === true,
	},
	/** `hiddenfromuser` or not. An action is closed by the invoice, or the line of one, that it stands on. */
	halopsa: {
		note: { ticket: 'ticket_id', text: 'note', readers: 'visibility', ...PUBLIC_OR_NOT },
		timeEntry: { ticket: 'ticket_id', text: 'notes', readers: 'visibility', ...PUBLIC_OR_NOT },
		technician: 'technician',
		startedAt: 'actionarrivaldate',
		duration: 'timetaken',
		typed: hours,
		bills: [{ billed: true, actioninvoicenumber: 12 }, { billed: true }, { action_invoice_line_id: 3 }],
		opens: { billed: false, actioninvoicenumber: null, action_invoice_line_id: null },
		isBilled: ({ billed, actioninvoicenumber, action_invoice_line_id: line }) =>
			billed === true || !isEmpty(actioninvoicenumber) || !isEmpty(line),
	},
	/** Whole minutes. */
	platform: {
		note: { ticket: 'ticketId', text: 'text', readers: 'visibility', ...PUBLIC_OR_NOT },
		timeEntry: { ticket: 'ticketId', text: 'notes', readers: 'visibility', ...PUBLIC_OR_NOT },
		technician: 'technician',
		startedAt: 'startedAt',
		duration: 'minutes',
		typed: (minutes) => minutes,
		bills: [{ locked: true }],
		opens: { locked: false },
		isBilled: ({ locked }) => locked === true,
	},
};

/** The whole minutes that a duration says. */
export function minutesOf(system: System, record: FlatRecord): number {
	const value = Number(record[DESK_WORDS[system].duration] ?? 0);
	return Math.round(system === 'platform' ? value : value * 60);
}

/** Clients may read it, as far as anybody can say. Of what nothing is said, a connector makes something internal. */
export function mayBeShown(system: System, entity: ChildEntity, record: FlatRecord): boolean {
	const { readers, internal } = DESK_WORDS[system][entity];
	return !isEmpty(record[readers]) && record[readers] !== internal;
}
