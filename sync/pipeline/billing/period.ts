import { DateTime } from 'luxon';
import { SyncError } from '../../model/errors';
import type { Json } from '../../model/json';

/** Days, both of them included, as a clock on the wall of the zone shows them. */
export interface Period {
	/** yyyy-MM-dd */
	readonly from: string;
	readonly to: string;
	/** As the IANA calls it: Europe/Berlin. */
	readonly zone: string;
}

const DAY = 'yyyy-MM-dd';
const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/;

/** @throws SyncError BAD_INPUT for days or a zone that do not exist, or that end before they begin. */
export function checkPeriod({ from, to, zone }: Period): Period {
	if (!DateTime.local({ zone }).isValid) throw wrong(`There is no time zone "${zone}". Give one like Europe/Berlin.`);
	for (const day of [from, to]) {
		if (!DAY_FORM.test(day) || !DateTime.fromISO(day, { zone }).isValid) {
			throw wrong(`"${day}" is no day. Give it as year, month and day: 2026-11-30.`);
		}
	}
	if (to < from) throw wrong(`The period ends on ${to}, before it begins on ${from}. Exchange the two days.`);
	return { from, to, zone };
}

/** The whole month that is `back` months before the one of `now`. */
export function monthOf(now: number, zone: string, back: number): Period {
	const month = DateTime.fromMillis(now, { zone }).minus({ months: back });
	return checkPeriod({
		from: month.startOf('month').toFormat(DAY),
		to: month.endOf('month').toFormat(DAY),
		zone,
	});
}

/** @returns the day of a moment in the period's zone, or null where it is none. */
export function dayOfMoment(value: Json | undefined, zone: string): string | null {
	if (typeof value !== 'string') return null;
	if (DAY_FORM.test(value)) return value;
	const time = DateTime.fromISO(value, { zone: 'utc' });
	return time.isValid ? time.setZone(zone).toFormat(DAY) : null;
}

/** @returns a day that is kept as such, or as its first moment: the zone does not move it. */
export function dayAsKept(value: Json | undefined): string | null {
	return typeof value === 'string' && DAY_FORM.test(value.slice(0, 10)) ? value.slice(0, 10) : null;
}

export function isWithin({ from, to }: Period, day: string | null): boolean {
	return day !== null && from <= day && day <= to;
}

function wrong(message: string): SyncError {
	return new SyncError('BAD_INPUT', message);
}
