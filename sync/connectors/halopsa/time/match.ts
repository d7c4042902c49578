import type { FlatRecord } from '../../../model/record';
import { wordsOf } from '../../note-head';

/** Two lengths of time are the same when they are less than this apart, in hours: half a second. */
const SAME_HOURS = 0.5 / 3600;

/** Whether an entry may be the one that a payload was to become, by all that no place for an id leaves. */
export function isCounterpart(entry: FlatRecord, payload: FlatRecord): boolean {
	return (
		words(entry['technician']) === words(payload['technician']) &&
		second(entry['actionarrivaldate']) === second(payload['actionarrivaldate']) &&
		Math.abs(Number(entry['timetaken']) - Number(payload['timetaken'])) < SAME_HOURS &&
		words(entry['notes']) === words(payload['notes'])
	);
}

function words(value: unknown): string {
	return wordsOf(typeof value === 'string' ? value : '').toLowerCase();
}

function second(time: unknown): number {
	return Math.floor(Date.parse(typeof time === 'string' ? time : '') / 1000);
}
