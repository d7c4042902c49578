import * as fc from 'fast-check';
import { compileMapping } from '../../sync/mapping/compile';
import type { CompiledMapping } from '../../sync/mapping/compiled-mapping';
import type { FieldDefinition } from '../../sync/model/catalogue';
import type { Side } from '../../sync/model/entity';
import type { Json } from '../../sync/model/json';
import type { Direction, DurationUnit, Rounding } from '../../sync/model/mapping';
import { mappingOf, row } from './arbitraries';

const hours = (decimals?: number): FieldDefinition => ({
	name: 'hours',
	label: 'Hours',
	type: 'number',
	...(decimals === undefined ? {} : { decimals }),
});
const minutes: FieldDefinition = { name: 'minutes', label: 'Minutes', type: 'integer' };

/** A duration between hours in the PSA and minutes, or hours, on the other side. */
export interface DurationCase {
	/** Digits that each side keeps of hours; undefined where its catalogue does not say. */
	readonly psaDecimals?: number;
	readonly platformUnit: DurationUnit;
	readonly platformDecimals?: number;
	readonly rounding?: Rounding;
	readonly direction?: Direction;
}

export function durationMapping({
	psaDecimals,
	platformUnit,
	platformDecimals,
	rounding,
	direction = 'both',
}: DurationCase): CompiledMapping {
	const platform = platformUnit === 'minutes' ? minutes : { ...hours(platformDecimals), name: 'minutes' };
	const transform = { kind: 'duration' as const, psaUnit: 'hours' as const, platformUnit };
	return compileMapping(
		mappingOf(row('hours', 'minutes', direction, rounding ? { ...transform, rounding } : transform)),
		{ psa: [hours(psaDecimals)], platform: [platform] },
	);
}

/** What a value of one side becomes on the other. */
export function carried(mapping: CompiledMapping, from: Side, value: Json): Json | undefined {
	return from === 'psa'
		? mapping.forward({ hours: value }, () => undefined).view.minutes
		: mapping.back({ minutes: value }, () => undefined).payload.hours;
}

export const rounding: fc.Arbitrary<Rounding> = fc
	.record({
		to: fc.constantFrom('psa' as const, 'platform' as const, 'both' as const),
		increment: fc.oneof(fc.constantFrom(1, 5, 6, 10, 15, 30, 60), fc.integer({ min: 1, max: 90 })),
		mode: fc.constantFrom('up' as const, 'nearest' as const, 'down' as const),
		steps: fc.integer({ min: 0, max: 4 }),
	})
	.map(({ steps, ...rule }) => ({ ...rule, minimum: steps * rule.increment }));

export const decimals = fc.option(fc.integer({ min: 2, max: 9 }), { nil: undefined });

/** Minutes as a day has them, short ones more often; a correction is below zero. */
export const someMinutes = fc.oneof(
	fc.integer({ min: 0, max: 90 }),
	fc.integer({ min: 0, max: 1440 }),
	fc.integer({ min: -120, max: -1 }),
);

/** By how many minutes a rule may change a duration, at the most. */
export function bound({ increment, mode, minimum }: Rounding): number {
	return Math.max(mode === 'nearest' ? Math.floor(increment / 2) : increment - 1, minimum - 1, 0);
}

export function roundsTo(rule: Rounding | undefined, side: Side): rule is Rounding {
	return rule !== undefined && (rule.to === 'both' || rule.to === side);
}
