import { z } from 'zod';
import { CATALOGUES } from '../../sync/connectors/catalogues';
import type { FieldCatalogues } from '../../sync/mapping/check';
import { fieldOf, systemOf } from '../../sync/mapping/rows';
import type { FieldDefinition, FieldType } from '../../sync/model/catalogue';
import { ENTITIES, otherSide, SIDES, SYSTEM_NAMES, type Entity, type Side, type System } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import { jsonValue } from '../../sync/model/json-schema';
import type { Mapping } from '../../sync/model/mapping';
import type { Store } from '../../sync/store/store';
import { catalogueKey, reportMissed } from '../shared/live-catalogue';

/** How the custom fields of every system begin. */
export const CUSTOM_FIELD_PREFIX = 'customFields/';

const FIELD_TYPES = [
	'string',
	'text',
	'html',
	'integer',
	'number',
	'boolean',
	'date',
	'datetime',
	'option',
	'reference',
	'list',
] as const satisfies readonly FieldType[];

const liveFields: z.ZodType<FieldDefinition[], z.ZodTypeDef, unknown> = z.array(
	z.object({
		name: z.string().min(1),
		label: z.string(),
		type: z.enum(FIELD_TYPES),
		maxLength: z.number().int().positive().optional(),
		trims: z.boolean().optional(),
		decimals: z.number().int().nonnegative().optional(),
		precision: z.enum(['day', 'second', 'millisecond']).optional(),
		readOnly: z.boolean().optional(),
		createOnly: z.boolean().optional(),
		required: z.boolean().optional(),
		references: z.enum(ENTITIES).optional(),
		options: z.array(z.object({ value: z.string().or(z.number()), label: z.string() })).optional(),
		audience: z.object({ public: z.array(jsonValue), internal: z.array(jsonValue) }).optional(),
		locks: z
			.union([
				z.object({ values: z.array(z.string().or(z.number()).or(z.boolean())) }),
				z.object({ whenSet: z.literal(true) }),
			])
			.optional(),
		billing: z.boolean().optional(),
		emptySaysNothing: z.boolean().optional(),
		needs: z.array(z.string()).optional(),
		custom: z.boolean().optional(),
	}),
);

/** What is known of the fields of one entity of one side. */
export interface KnownFields {
	readonly fields: readonly FieldDefinition[];
	/** False until the live system has been asked: its custom fields are then unknown. */
	readonly live: boolean;
}

/**
 * The fields of an entity: those that every tenant has, and over them what the live system said when Get Changes last
 * asked it (it asks once a day).
 */
export async function knownFields(
	store: Pick<Store, 'cached'>,
	{ sync, side, system, entity, now }: { sync: string; side: Side; system: System; entity: Entity; now: number },
): Promise<KnownFields> {
	const standard = CATALOGUES[system]?.entities[entity] ?? [];
	const cached = liveFields.safeParse(
		await store.cached(catalogueKey(sync, side, entity), now, Number.MAX_SAFE_INTEGER),
	);
	if (!cached.success) return { fields: standard, live: false };
	const byName = new Map([...standard, ...cached.data].map((field) => [field.name, field]));
	return { fields: [...byName.values()], live: true };
}

/**
 * Both catalogues for one mapping. A custom field that is mapped before the live system was ever asked is taken for
 * what the other side's field is: a new sync must not fail because its first run has not come that far.
 */
export async function cataloguesFor(
	store: Pick<Store, 'cached' | 'cache'>,
	mapping: Mapping,
	{ sync, now }: { readonly sync: string; readonly now: number },
): Promise<FieldCatalogues> {
	const known = { psa: await fieldsOf('psa'), platform: await fieldsOf('platform') };
	for (const side of SIDES) {
		if (missesCustomField(mapping, side, known[side]))
			await reportMissed(store, { sync, side, entity: mapping.entity, now });
	}
	return { psa: withAssumed(mapping, 'psa', known), platform: withAssumed(mapping, 'platform', known) };

	async function fieldsOf(side: Side): Promise<KnownFields> {
		const system = systemOf(mapping, side);
		if (!CATALOGUES[system]) {
			throw new SyncError(
				'BAD_MAPPING',
				`The field map of ${mapping.entity} cannot be used: ${SYSTEM_NAMES[system]} cannot be mapped yet.`,
			);
		}
		return await knownFields(store, { sync, side, system, entity: mapping.entity, now });
	}
}

function missesCustomField(mapping: Mapping, side: Side, { fields, live }: KnownFields): boolean {
	const names = new Set(fields.map(({ name }) => name));
	return (
		live &&
		mapping.rows.some((row) => fieldOf(row, side).startsWith(CUSTOM_FIELD_PREFIX) && !names.has(fieldOf(row, side)))
	);
}

/** Systems that can take the unified platform's place, and those that are no PSA. */
const ON_THE_RIGHT: ReadonlySet<System> = new Set(['platform', 'halopsa']);
const NO_PSA: ReadonlySet<System> = new Set(['platform']);

/** @returns the systems that can stand on a side and whose fields are known. */
export function mappableSystems(side: Side): System[] {
	const known = Object.keys(CATALOGUES) as System[];
	return known.filter((system) => (side === 'platform' ? ON_THE_RIGHT.has(system) : !NO_PSA.has(system)));
}

function withAssumed(
	mapping: Mapping,
	side: Side,
	known: Readonly<Record<Side, KnownFields>>,
): readonly FieldDefinition[] {
	const { fields, live } = known[side];
	if (live) return fields;
	const names = new Set(fields.map(({ name }) => name));
	const assumed = mapping.rows.flatMap((row): FieldDefinition[] => {
		const name = fieldOf(row, side);
		if (!name.startsWith(CUSTOM_FIELD_PREFIX) || names.has(name)) return [];
		names.add(name);
		const other = known[otherSide(side)].fields.find((field) => field.name === fieldOf(row, otherSide(side)));
		const type = other && other.type !== 'reference' ? other.type : 'string';
		return [{ name, label: name.slice(CUSTOM_FIELD_PREFIX.length), type, custom: true }];
	});
	return [...fields, ...assumed];
}
