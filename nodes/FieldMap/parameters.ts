import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { ENTITIES, SIDES, SYSTEMS, type Entity } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import type { Json } from '../../sync/model/json';
import type { Direction, Mapping, MappingRow, Transform, Unmapped } from '../../sync/model/mapping';
import { fromValueGroups, toValueGroups } from './value-groups';
import { fromValueText, toValueText } from './value-text';

export const MODES = ['toPlatform', 'mapBack'] as const;
export type Mode = (typeof MODES)[number];

/** Values that n8n leaves out of a workflow's JSON because they are the defaults. */
export const DEFAULTS = {
	mode: 'toPlatform',
	entity: 'ticket',
	psaSystem: 'connectwise',
	platformSystem: 'platform',
} as const;

const DIRECTIONS = ['both', 'toPlatform', 'toPsa'] as const;
const KINDS = ['copy', 'values', 'reference', 'duration'] as const;
const UNMAPPED = ['keepOut', 'same', 'default', 'fail'] as const;
const UNITS = ['hours', 'minutes'] as const;
export const ROUND_TO = ['none', ...SIDES, 'both'] as const;
const ROUND_MODES = ['up', 'nearest', 'down'] as const;
/** What a rule of rounding says while nobody has changed it: a quarter of an hour, the usual step of MSPs' contracts. */
const ROUNDING = { mode: 'up', increment: 15, minimum: 15 } as const;

/** What a row does, as one choice: its kind and its direction. */
export type How = `${(typeof KINDS)[number]}.${(typeof DIRECTIONS)[number]}`;
export const HOWS = KINDS.flatMap((kind) => DIRECTIONS.map((direction): How => `${kind}.${direction}`));

/** Mappings are read from other nodes too, where nobody evaluates expressions: they would be taken for field names. */
const plain = z
	.string()
	.refine((text) => !text.startsWith('='), 'is an expression; a mapping must be fixed, so that Map Back can read it');
const words = plain.or(z.number().transform(String)).or(z.boolean().transform(String));
const choice = <T extends readonly [string, ...string[]]>(values: T, otherwise: T[number]) =>
	z.preprocess(
		(value) => (value === '' || value === null ? undefined : value),
		plain.pipe(z.enum(values)).default(otherwise),
	);

/** A number, or the text of one; whether it makes sense is said by the check, together with everything else. */
const minutes = words
	.refine((text) => /^\s*-?\d+(?:\.\d+)?\s*$/.test(text), 'is no number of minutes')
	.transform(Number);

const group = z.object({ platform: words.default(''), psa: words.default('') });

const row = z.object({
	psaField: plain.default(''),
	how: choice(HOWS as [How, ...How[]], 'copy.both'),
	platformField: plain.default(''),
	values: z.object({ group: z.array(group).default([]) }).default({}),
	unmapped: choice(UNMAPPED, 'keepOut'),
	defaultPsa: words.default(''),
	defaultPlatform: words.default(''),
	fallbackPsa: words.default(''),
	fallbackPlatform: words.default(''),
	referenceEntity: plain.default('company'),
	psaUnit: choice(UNITS, 'hours'),
	platformUnit: choice(UNITS, 'minutes'),
	roundTo: choice(ROUND_TO, 'none'),
	roundMode: choice(ROUND_MODES, ROUNDING.mode),
	roundIncrement: minutes.default(ROUNDING.increment),
	roundMinimum: minutes.default(ROUNDING.minimum),
});
type RowParameters = z.infer<typeof row>;

const fixedValue = z.object({
	target: choice(SIDES, 'psa'),
	psaField: plain.default(''),
	platformField: plain.default(''),
	value: words.default(''),
});

const parameters = z.object({
	entity: choice(ENTITIES, DEFAULTS.entity),
	psaSystem: choice(SYSTEMS, DEFAULTS.psaSystem),
	platformSystem: choice(SYSTEMS, DEFAULTS.platformSystem),
	rows: z.object({ row: z.array(row).default([]) }).default({}),
	fixedValues: z.object({ value: z.array(fixedValue).default([]) }).default({}),
});

/**
 * The mapping that a Field Map node holds.
 * @param raw the node's parameters as they stand in the workflow: not evaluated, defaults may be missing.
 * @throws SyncError BAD_MAPPING naming the row and the parameter that cannot be read.
 */
export function fromNodeParameters(raw: unknown): Mapping {
	const read = parameters.safeParse(raw ?? {});
	if (!read.success) throw unreadable(read.error.issues[0]);
	const { entity, psaSystem, platformSystem, rows, fixedValues } = read.data;
	return {
		entity,
		psaSystem,
		platformSystem,
		rows: [...rows.row.map(toMappingRow), ...fixedValues.value.map(toConstant)],
	};
}

/**
 * The parameters of a Field Map node that holds a mapping; the inverse of {@link fromNodeParameters}, except that fixed
 * values come last and value lists are sorted by preference.
 * @throws SyncError BAD_MAPPING for a field that n8n cannot hold.
 */
export function toNodeParameters(mapping: Mapping): INodeParameters {
	return {
		mode: DEFAULTS.mode,
		entity: mapping.entity,
		psaSystem: mapping.psaSystem,
		platformSystem: mapping.platformSystem,
		rows: { row: mapping.rows.flatMap(toRowParameters) },
		fixedValues: { value: mapping.rows.flatMap(toFixedValue) },
	};
}

function unreadable(issue: z.ZodIssue | undefined): SyncError {
	const [first, , index, ...rest] = issue?.path ?? [];
	const list = first === 'rows' ? 'row' : first === 'fixedValues' ? 'fixed value' : undefined;
	const inList = list !== undefined && typeof index === 'number';
	const place = inList ? `${list} ${index + 1}, "${rest.join('.')}"` : `"${issue?.path.join('.') ?? ''}"`;
	return new SyncError(
		'BAD_MAPPING',
		`The field map cannot be read: ${place} ${issue?.message ?? 'is damaged'}. Choose it again in the node.`,
	);
}

function toMappingRow(parameters: RowParameters): MappingRow {
	const { psaField, platformField, how } = parameters;
	const [kind, direction] = how.split('.') as [(typeof KINDS)[number], Direction];
	return { psaField, platformField, direction, transform: toTransform(kind, parameters) };
}

/** The field of the other side is hidden in the editor, and may still hold what was chosen before. */
function toConstant({ target, psaField, platformField, value }: z.infer<typeof fixedValue>): MappingRow {
	const transform: Transform = { kind: 'constant', value: fromValueText(value) };
	return target === 'psa'
		? { psaField, platformField: '', direction: 'toPsa', transform }
		: { psaField: '', platformField, direction: 'toPlatform', transform };
}

function toTransform(kind: (typeof KINDS)[number], parameters: RowParameters): Transform {
	switch (kind) {
		case 'copy':
			return { kind };
		case 'values':
			return { kind, pairs: fromValueGroups(parameters.values.group), unmapped: toUnmapped(parameters) };
		case 'reference':
			// Whether it names an entity is said by the check, together with everything else that is wrong.
			return { kind, entity: parameters.referenceEntity as Entity };
		case 'duration':
			return toDuration(parameters);
	}
}

function toDuration({ psaUnit, platformUnit, roundTo, ...rule }: RowParameters): Transform {
	const units = { kind: 'duration' as const, psaUnit, platformUnit };
	if (roundTo === 'none') return units;
	const { roundMode: mode, roundIncrement: increment, roundMinimum: minimum } = rule;
	return { ...units, rounding: { to: roundTo, increment, mode, minimum } };
}

function toUnmapped(row: RowParameters): Unmapped {
	switch (row.unmapped) {
		case 'keepOut':
		case 'fail':
			return { policy: row.unmapped };
		case 'default':
			return { policy: 'default', ...bySide(row.defaultPsa, row.defaultPlatform) };
		case 'same':
			return { policy: 'same', ...bySide(row.fallbackPsa, row.fallbackPlatform) };
	}
}

/** Nothing is said for a side whose field was left empty. */
function bySide(psa: string, platform: string): { readonly psa?: Json; readonly platform?: Json } {
	return {
		...(psa === '' ? {} : { psa: fromValueText(psa) }),
		...(platform === '' ? {} : { platform: fromValueText(platform) }),
	};
}

function toRowParameters({ psaField, platformField, direction, transform }: MappingRow): INodeParameters[] {
	if (transform.kind === 'constant') return [];
	const row = {
		psaField: fieldText(psaField),
		how: `${transform.kind}.${direction}`,
		platformField: fieldText(platformField),
	};
	switch (transform.kind) {
		case 'copy':
			return [row];
		case 'values':
			return [
				{
					...row,
					values: { group: toValueGroups(transform.pairs).map((group) => ({ ...group })) },
					...toUnmappedParameters(transform.unmapped),
				},
			];
		case 'reference':
			return [{ ...row, referenceEntity: transform.entity }];
		case 'duration':
			return [{ ...row, ...toDurationParameters(transform) }];
	}
}

function toDurationParameters({
	psaUnit,
	platformUnit,
	rounding,
}: Extract<Transform, { kind: 'duration' }>): INodeParameters {
	if (!rounding) return { psaUnit, platformUnit, roundTo: 'none' };
	const { to, mode, increment, minimum } = rounding;
	return { psaUnit, platformUnit, roundTo: to, roundMode: mode, roundIncrement: increment, roundMinimum: minimum };
}

function toFixedValue({ psaField, platformField, direction, transform }: MappingRow): INodeParameters[] {
	if (transform.kind !== 'constant') return [];
	const value = toValueText(transform.value);
	if (direction === 'toPsa') return [{ target: 'psa', psaField: fieldText(psaField), value }];
	return [{ target: 'platform', platformField: fieldText(platformField), value }];
}

function fieldText(name: string): string {
	if (!name.startsWith('=')) return name;
	throw new SyncError(
		'BAD_MAPPING',
		`The field "${name}" cannot be mapped: n8n takes a text that begins with "=" for an expression.`,
	);
}

function toUnmappedParameters(unmapped: Unmapped): INodeParameters {
	const text = (value: Json | undefined) => (value === null ? 'null' : toValueText(value ?? null));
	switch (unmapped.policy) {
		case 'keepOut':
		case 'fail':
			return { unmapped: unmapped.policy };
		case 'default':
			return { unmapped: 'default', defaultPsa: text(unmapped.psa), defaultPlatform: text(unmapped.platform) };
		case 'same':
			return { unmapped: 'same', fallbackPsa: text(unmapped.psa), fallbackPlatform: text(unmapped.platform) };
	}
}
