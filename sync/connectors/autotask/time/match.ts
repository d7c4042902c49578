import type { Json } from '../../../model/json';
import type { FlatRecord } from '../../../model/record';
import { wordsOf } from '../../note-head';
import { folded } from '../people';
import { utcTime } from '../records';

const HOURS_OF_A_MINUTE = 1 / 60;

/**
 * Whether time may be the counterpart of time that is to be created, which has no place for the other side's id: work of
 * the same person on the same ticket that begins in the same second, takes as long to the minute, and says the same.
 */
export function looksLikeTime(there: FlatRecord, wanted: FlatRecord): boolean {
	return (
		String(there['ticketID']) === String(wanted['ticketID']) &&
		folded(text(there['technician'])) === folded(text(wanted['technician'])) &&
		second(there['startDateTime']) === second(wanted['startDateTime']) &&
		Math.abs(Number(there['hoursWorked']) - Number(wanted['hoursWorked'])) < HOURS_OF_A_MINUTE &&
		wordsOf(text(there['notes'])) === wordsOf(text(wanted['notes']))
	);
}

function text(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}

function second(value: Json | undefined): string {
	return utcTime(value)?.slice(0, 19) ?? '';
}
