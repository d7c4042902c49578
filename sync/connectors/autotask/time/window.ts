import { isEmpty, type Json } from '../../../model/json';
import type { FlatRecord } from '../../../model/record';
import { refuse } from '../payload';
import { utcTime } from '../records';
import type { TimeEntry } from './records';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** From when to when somebody worked, as it is sent: ISO 8601 UTC. */
export interface Window {
	readonly startDateTime: string;
	readonly endDateTime: string;
}

/**
 * From when to when somebody worked. Time on a ticket needs both, and its hours are what lies between them (seen live):
 * the hours that are wanted decide where it ends, to the minute; where none are given, the end does.
 * @param now what it is changed from; null for a new one
 * @throws SyncError BAD_INPUT for what is no time of work
 */
export function windowOf(wanted: FlatRecord, now: TimeEntry | null): Window {
	const start = timeIn(wanted, 'startDateTime') ?? epoch(now?.startDateTime);
	if (start === null) throw refuse('timeEntry', 'startDateTime', 'is missing: time on a ticket has a start');
	const length = lengthMs(wanted, now, start);
	if (length <= 0 || length > DAY_MS) {
		const minutes = Math.round(length / MINUTE_MS);
		throw refuse(
			'timeEntry',
			'hoursWorked',
			`of ${minutes} minutes cannot be kept: one entry is at least a minute and at most 24 hours. Correct or split it on the other side`,
		);
	}
	return { startDateTime: iso(start), endDateTime: iso(start + length) };
}

function lengthMs(wanted: FlatRecord, now: TimeEntry | null, start: number): number {
	const hours = wanted['hoursWorked'];
	if (!isEmpty(hours)) return Math.round(numberOf(hours) * 60) * MINUTE_MS;
	const end = timeIn(wanted, 'endDateTime');
	if (end !== null) return end - start;
	const [from, to] = [epoch(now?.startDateTime), epoch(now?.endDateTime)];
	if (from !== null && to !== null) return to - from;
	throw refuse('timeEntry', 'hoursWorked', 'is missing, and so is an end: one of them says how long it took');
}

function numberOf(value: Json): number {
	const hours = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
	if (typeof hours === 'number' && Number.isFinite(hours)) return hours;
	throw refuse('timeEntry', 'hoursWorked', 'must be a number of hours');
}

function timeIn(wanted: FlatRecord, name: string): number | null {
	const value = wanted[name];
	if (isEmpty(value)) return null;
	const time = epoch(value);
	if (time === null) throw refuse('timeEntry', name, 'must be a time (ISO 8601)');
	return time;
}

function epoch(value: unknown): number | null {
	const time = utcTime(value);
	return time === null ? null : Math.floor(Date.parse(time) / 1000) * 1000;
}

function iso(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
