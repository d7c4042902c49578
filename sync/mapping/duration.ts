import { SYSTEM_NAMES, otherSide, SIDES, type Side } from '../model/entity';
import type { FieldDefinition } from '../model/catalogue';
import type { Json } from '../model/json';
import type { DurationUnit, Mapping, MappingRow, Rounding, Transform } from '../model/mapping';
import { convertTo, type Converted } from './convert';
import { decimalsOf, dividedBy, exact, times, whole, withDecimals, type Fraction } from './exact';
import { numberOf } from './normal-form';
import { flowsTo, systemOf } from './rows';
import type { FieldPair } from './value-table';

type Duration = Extract<Transform, { kind: 'duration' }>;

/**
 * Digits after the point of hours, where a catalogue does not say how many its system keeps. With two of them every whole
 * minute comes back as itself (a hundredth of an hour is 0.6 minutes), and no vendor is known to keep fewer.
 */
const DECIMALS_OF_HOURS = 2;
const MINUTES = { hours: 60n, minutes: 1n } as const satisfies Readonly<Record<DurationUnit, bigint>>;
const LONGEST_STEP = 24 * 60;

/** Makes the translation of a duration that starts at side `from`. */
export function durationFrom(transform: Duration, fields: FieldPair, from: Side): (value: Json) => Converted {
	const to = otherSide(from);
	const [unit, unitThere] = [unitOf(transform, from), unitOf(transform, to)];
	const { rounding } = transform;
	const rounds = rounding && (rounding.to === 'both' || rounding.to === to) ? rounding : undefined;
	return (value) => {
		const number = numberOf(value);
		if (number === undefined) return { ok: false, kind: 'invalid', reason: `is no number of ${unit}` };
		const minutes = rounds ? rounded(minutesMeant(number, unit), rounds) : minutesOf(number, unit);
		const there = dividedBy(minutes, MINUTES[unitThere]);
		return convertTo(fields[to], withDecimals(there, decimalsKept(fields[to], unitThere)));
	};
}

/** @returns everything that is wrong with a row of a duration. */
export function checkDuration(mapping: Mapping, row: MappingRow, transform: Duration, fields: FieldPair): string[] {
	return [
		...SIDES.flatMap((side) => checkField(mapping, row, transform, fields, side)),
		...(transform.rounding ? checkRounding(row, transform.rounding) : []),
	];
}

function checkField(mapping: Mapping, row: MappingRow, transform: Duration, fields: FieldPair, side: Side): string[] {
	const field = fields[side];
	const { rounding } = transform;
	const unit = unitOf(transform, side);
	if (field.type !== 'number' && field.type !== 'integer') {
		return [`"${field.name}" holds ${field.type} values, and a duration is a number. Choose another field, or "copy".`];
	}
	if (!flowsTo(row, side) || unit === 'minutes') return [];
	const kept = decimalsKept(field, unit);
	const system = SYSTEM_NAMES[systemOf(mapping, side)];
	const steps = rounding && (rounding.to === 'both' || rounding.to === side) ? rounding.increment : 1;
	if (kept >= DECIMALS_OF_HOURS || (steps * 10 ** kept) % 60 === 0) return [];
	return [
		`"${field.name}" of ${system} keeps hours with ${kept} digits after the point, in which minutes would be lost. ` +
			`Round what goes to ${system} to a multiple of ${60 / 10 ** kept} minutes, or choose another field.`,
	];
}

function checkRounding(row: MappingRow, { to, increment, minimum }: Rounding): string[] {
	const isStep = Number.isInteger(increment) && increment >= 1 && increment <= LONGEST_STEP;
	const findings = isStep
		? []
		: [`Durations cannot be rounded to ${increment} minutes. Give a whole number from 1 to ${LONGEST_STEP}.`];
	if (!Number.isInteger(minimum) || minimum < 0 || minimum > LONGEST_STEP) {
		findings.push(`${minimum} minutes cannot be the least. Give a whole number from 0 to ${LONGEST_STEP}.`);
	} else if (isStep && minimum % increment !== 0) {
		findings.push(
			`At least ${minimum} minutes is no multiple of ${increment} minutes, so that it would be rounded again on every ` +
				`way. Choose ${Math.ceil(minimum / increment) * increment} as the least.`,
		);
	}
	if (to !== 'both' && !flowsTo(row, to)) {
		const name = to === 'psa' ? 'the PSA' : 'the platform';
		findings.push(
			`What goes to ${name} is to be rounded, but nothing goes there. Choose the other side, or both ways.`,
		);
	}
	return findings;
}

/**
 * The duration that a rule makes of another one. What it made it leaves alone, so that a duration that travels back and
 * forth stays where it is.
 */
function rounded(minutes: Fraction, { increment, mode, minimum }: Rounding): Fraction {
	if (minutes.top === 0n) return minutes;
	const step = BigInt(increment);
	const top = whole(dividedBy(minutes, step), mode) * step;
	const [size, least] = [top < 0n ? -top : top, BigInt(minimum)];
	if (size >= least) return { top, bottom: 1n };
	return { top: minutes.top < 0n ? -least : least, bottom: 1n };
}

/**
 * The minutes that somebody meant with a number: 0.17 hours is how ten minutes are written with two digits, although it
 * is a little more. Without this, ten minutes would be rounded up to twenty.
 */
function minutesMeant(number: number, unit: DurationUnit): Fraction {
	const minutes = minutesOf(number, unit);
	const nearest: Fraction = { top: whole(minutes, 'nearest'), bottom: 1n };
	const written = withDecimals(dividedBy(nearest, MINUTES[unit]), decimalsOf(number));
	return written === number ? nearest : minutes;
}

function minutesOf(number: number, unit: DurationUnit): Fraction {
	return times(exact(number), MINUTES[unit]);
}

function decimalsKept(field: FieldDefinition, unit: DurationUnit): number {
	if (field.type === 'integer') return 0;
	return field.decimals ?? (unit === 'hours' ? DECIMALS_OF_HOURS : 0);
}

function unitOf(transform: Duration, side: Side): DurationUnit {
	return side === 'psa' ? transform.psaUnit : transform.platformUnit;
}

/** @returns the whole minutes next to a duration, or null where the value is no number. */
export function wholeMinutes(value: Json | undefined, unit: DurationUnit): number | null {
	const number = value === undefined ? undefined : numberOf(value);
	return number === undefined ? null : Number(whole(minutesOf(number, unit), 'nearest')) + 0;
}
