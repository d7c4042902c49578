export const TIMESHEET_STATES = ['new', 'submitted', 'approved', 'rejected'] as const;
export type TimesheetState = (typeof TIMESHEET_STATES)[number];

/**
 * Whose weeks are still open for time, and what the system settings say of entering it. The API has no entity of
 * timesheets: only what it refuses tells of them. Weeks begin on Monday here.
 */
export class Timesheets {
	/** Whether anybody but the resource itself may enter its time. */
	proxy = true;
	overMidnight = true;
	readonly #states = new Map<string, TimesheetState>();

	/** @param day anything that begins with a day */
	stateOf(resource: unknown, day: unknown): TimesheetState {
		if (typeof day !== 'string') return 'new';
		return this.#states.get(keyOf(resource, day)) ?? 'new';
	}

	set(resource: number, day: string, state: TimesheetState): void {
		this.#states.set(keyOf(resource, day), state);
	}

	clear(): void {
		this.#states.clear();
	}
}

function keyOf(resource: unknown, day: string): string {
	const date = new Date(`${day.slice(0, 10)}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
	return `${String(resource)} ${date.toISOString().slice(0, 10)}`;
}
