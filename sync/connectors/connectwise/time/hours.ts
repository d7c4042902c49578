/** What ConnectWise is told of when somebody worked and for how long; null clears, undefined leaves as it is. */
export interface Times {
	readonly timeEnd?: string | null;
	readonly hoursDeduct?: number | null;
	readonly actualHours?: number | null;
}

/** ConnectWise keeps hundredths of an hour: 36 seconds. */
const HUNDREDTH_MS = 36_000;
const MINUTE_MS = 60_000;

/**
 * How to say that somebody worked for `hours`. ConnectWise ignores `actualHours` where start and end are given (seen
 * live): it is the time between them less `hoursDeduct`. So with an end, what is between them and does not count is
 * deducted; where more counts than lies between them (rounded up, say), the end moves.
 *
 * Reckoned in whole hundredths: `hoursDeduct` is the span less the hours, both rounded as ConnectWise rounds, so that
 * what comes out are these hours and not one hundredth more or less.
 */
export function timesFor(start: string, end: string | null, hours: number | null): Times {
	if (end === null) return hours === null ? {} : { timeEnd: null, hoursDeduct: null, actualHours: hours };
	if (hours === null) return { timeEnd: end };
	const begin = Date.parse(start);
	const span = Math.round((Date.parse(end) - begin) / HUNDREDTH_MS);
	const wanted = Math.round(hours * 100);
	if (wanted <= span) return { timeEnd: end, hoursDeduct: (span - wanted) / 100 };
	const moved = new Date(begin + Math.round(hours * 60) * MINUTE_MS);
	return { timeEnd: `${moved.toISOString().slice(0, 19)}Z`, hoursDeduct: 0 };
}
