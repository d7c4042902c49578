import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';
import { ENTITIES, SYSTEMS } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import type { Mapping, MappingRow, Transform, Unmapped, ValuePair } from '../../sync/model/mapping';
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
const KINDS = ['copy', 'values', 'reference', 'constant'] as const;
const UNMAPPED = ['keepOut', 'default', 'fail'] as const;

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

const pair = z.object({ psa: words.default(''), platform: words.default(''), preferred: z.boolean().default(false) });

const row = z.object({
	kind: choice(KINDS, 'copy'),
	psaField: plain.default(''),
	direction: plain.pipe(z.enum(DIRECTIONS)).optional(),
	platformField: plain.default(''),
	pairs: z.object({ pair: z.array(pair).default([]) }).default({}),
	unmapped: choice(UNMAPPED, 'keepOut'),
	defaultPsa: words.default(''),
	defaultPlatform: words.default(''),
	referenceEntity: plain.default('company'),
	value: words.default(''),
});
type RowParameters = z.infer<typeof row>;

const parameters = z.object({
	entity: choice(ENTITIES, DEFAULTS.entity),
	psaSystem: choice(SYSTEMS, DEFAULTS.psaSystem),
	platformSystem: choice(SYSTEMS, DEFAULTS.platformSystem),
	rows: z.object({ row: z.array(row).default([]) }).default({}),
});

/**
 * The mapping that a Field Map node holds.
 * @param raw the node's parameters as they stand in the workflow: not evaluated, defaults may be missing.
 * @throws SyncError BAD_MAPPING naming the row and the parameter that cannot be read.
 */
export function fromNodeParameters(raw: unknown): Mapping {
	const read = parameters.safeParse(raw ?? {});
	if (!read.success) throw unreadable(read.error.issues[0]);
	const { entity, psaSystem, platformSystem, rows } = read.data;
	return { entity, psaSystem, platformSystem, rows: rows.row.map(toMappingRow) };
}

/** The parameters of a Field Map node that holds a mapping; the inverse of {@link fromNodeParameters}. */
export function toNodeParameters(mapping: Mapping): INodeParameters {
	return {
		mode: DEFAULTS.mode,
		entity: mapping.entity,
		psaSystem: mapping.psaSystem,
		platformSystem: mapping.platformSystem,
		rows: { row: mapping.rows.map(toRowParameters) },
	};
}

function unreadable(issue: z.ZodIssue | undefined): SyncError {
	const [first, second, index, ...rest] = issue?.path ?? [];
	const inRow = first === 'rows' && second === 'row' && typeof index === 'number';
	const place = inRow ? `row ${index + 1}, "${rest.join('.')}"` : `"${issue?.path.join('.') ?? ''}"`;
	return new SyncError(
		'BAD_MAPPING',
		`The field map cannot be read: ${place} ${issue?.message ?? 'is damaged'}. Choose it again in the node.`,
	);
}

function toMappingRow(parameters: RowParameters): MappingRow {
	const { kind, psaField, platformField } = parameters;
	const direction = parameters.direction ?? (kind === 'constant' ? 'toPsa' : 'both');
	if (kind !== 'constant') return { psaField, platformField, direction, transform: toTransform(parameters) };
	// The field of the other side is hidden in the editor, and may still hold what was chosen before.
	return {
		psaField: direction === 'toPlatform' ? '' : psaField,
		platformField: direction === 'toPsa' ? '' : platformField,
		direction,
		transform: toTransform(parameters),
	};
}

function toTransform(parameters: RowParameters): Transform {
	switch (parameters.kind) {
		case 'copy':
			return { kind: 'copy' };
		case 'values':
			return { kind: 'values', pairs: parameters.pairs.pair.map(toPair), unmapped: toUnmapped(parameters) };
		case 'reference':
			// Whether it names an entity is said by the check, together with everything else that is wrong.
			return {
				kind: 'reference',
				entity: parameters.referenceEntity as Extract<Transform, { kind: 'reference' }>['entity'],
			};
		case 'constant':
			return { kind: 'constant', value: fromValueText(parameters.value) };
	}
}

function toPair({ psa, platform, preferred }: z.infer<typeof pair>): ValuePair {
	return { psa: fromValueText(psa), platform: fromValueText(platform), ...(preferred ? { preferred } : {}) };
}

function toUnmapped({ unmapped, defaultPsa, defaultPlatform }: RowParameters): Unmapped {
	if (unmapped !== 'default') return { policy: unmapped };
	return {
		policy: 'default',
		...(defaultPsa === '' ? {} : { psa: fromValueText(defaultPsa) }),
		...(defaultPlatform === '' ? {} : { platform: fromValueText(defaultPlatform) }),
	};
}

function toRowParameters({ psaField, platformField, direction, transform }: MappingRow): INodeParameters {
	for (const name of [psaField, platformField]) {
		if (!name.startsWith('=')) continue;
		throw new SyncError(
			'BAD_MAPPING',
			`The field "${name}" cannot be mapped: n8n takes a text that begins with "=" for an expression.`,
		);
	}
	const fields = {
		...(psaField === '' ? {} : { psaField }),
		direction,
		...(platformField === '' ? {} : { platformField }),
	};
	switch (transform.kind) {
		case 'copy':
			return { kind: 'copy', ...fields };
		case 'values':
			return {
				kind: 'values',
				...fields,
				pairs: { pair: transform.pairs.map(toPairParameters) },
				...toUnmappedParameters(transform.unmapped),
			};
		case 'reference':
			return { kind: 'reference', ...fields, referenceEntity: transform.entity };
		case 'constant':
			return { kind: 'constant', ...fields, value: toValueText(transform.value) };
	}
}

function toPairParameters({ psa, platform, preferred }: ValuePair): INodeParameters {
	return { psa: toValueText(psa), platform: toValueText(platform), preferred: preferred ?? false };
}

function toUnmappedParameters(unmapped: Unmapped): INodeParameters {
	if (unmapped.policy !== 'default') return { unmapped: unmapped.policy };
	const text = (value: Extract<Unmapped, { policy: 'default' }>['psa']) =>
		value === null ? 'null' : toValueText(value ?? null);
	return { unmapped: 'default', defaultPsa: text(unmapped.psa), defaultPlatform: text(unmapped.platform) };
}
