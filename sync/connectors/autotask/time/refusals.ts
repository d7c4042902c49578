import { SyncError } from '../../../model/errors';

/** Whose time, and when: what a person needs to know of an entry that was refused. */
export interface Whose {
	readonly technician: string;
	/** ISO 8601 UTC. */
	readonly startedAt: string;
	readonly id?: string;
}

/**
 * Says what to do about the refusals that time entries are known for (vendor's documentation of the entity; their wording
 * is not published, so that it is recognised loosely and always told along).
 */
export function explained(error: unknown, { technician, startedAt, id }: Whose): unknown {
	if (!(error instanceof SyncError) || (error.code !== 'REJECTED' && error.code !== 'PERMISSION')) return error;
	const advice = ADVICE.find(({ words }) => words.test(error.message))?.tell(technician, startedAt.slice(0, 10));
	const whose = `time of ${technician} on ${startedAt.slice(0, 10)}`;
	const message =
		advice === undefined ? `${error.message} (${whose})` : `Autotask refused ${whose}: ${advice} [${error.message}]`;
	const code = advice === undefined ? error.code : 'REJECTED';
	return new SyncError(code, message, { ...error.subject, entity: 'timeEntry', ...(id && { id }) }, { cause: error });
}

interface Advice {
	readonly words: RegExp;
	readonly tell: (person: string, day: string) => string;
}

const ADVICE: readonly Advice[] = [
	{
		words: /time ?sheet/i,
		tell: (person, day) =>
			`the timesheet of ${person} for the week of ${weekOf(day)} was submitted or approved, and takes time only while it is new or rejected. Have the approver reject it (Timesheets > Approve), or ask ${person} to enter the time by hand, then retry`,
	},
	{
		words: /proxy/i,
		tell: (person) =>
			`the API user may not enter time for ${person}. Switch on "Proxy Time Entry" for timesheet approvers and administrators (Admin > Features & Settings > System Settings > Timesheets), or make the API user the timesheet approver of ${person}, then retry`,
	},
	{
		words: /approved and posted|billing ?item|already been (?:billed|posted|invoiced)/i,
		tell: () =>
			'it was approved and posted for billing. Undo the posting in Autotask (Contracts > Approve & Post), or correct the time in the next period',
	},
	{
		words: /midnight|span(?:s|ning)? .*day/i,
		tell: () =>
			'it lies across midnight (UTC). Switch on "Allow time entries to span over midnight" (Admin > Features & Settings > System Settings > Timesheets), then retry',
	},
	{
		words: /not currently defined|roleID/i,
		tell: (person) =>
			`${person} does not work in this role. Give ${person} the role (Admin > Resources > Roles), or map another one, then retry`,
	},
	{
		words: /allocation code|work ?type/i,
		tell: () => 'the work type cannot be used for time. Map it to an active one (Admin > Billing Codes), then retry',
	},
	{
		words: /24 hours/i,
		tell: () => 'one entry is more than nothing and at most 24 hours. Split or correct it on the other side',
	},
];

/** The Monday of a day's week; where an MSP's timesheets begin, only Autotask knows. */
function weekOf(day: string): string {
	const date = new Date(`${day}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
	return date.toISOString().slice(0, 10);
}
