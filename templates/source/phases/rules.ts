import { CATALOGUES } from '../../../sync/connectors/catalogues';
import type { Entity } from '../../../sync/model/entity';
import { entitiesOf, mappingOf, type Pairing } from '../pairing';
import type { RuleParameters } from '../phase';

/* Rules that more than one phase has. Those of entities and fields that a pairing does not carry are left out. */

/** What a technician finds out and does; and nobody's tag is lost. */
export function technicianRules({ platform }: Pairing): RuleParameters[] {
	return [
		...platform.technicianFields.map(
			(field): RuleParameters => ({ entity: 'ticket', field, strategy: 'preferPlatform' }),
		),
		...platform.listFields.map((field): RuleParameters => ({ entity: 'ticket', field, strategy: 'union' })),
	];
}

/**
 * What a PSA gives to a record by itself, where nobody has chosen it (a company's ID in ConnectWise). That stays the
 * PSA's, whoever is right about the rest.
 * @returns the platform's field and the PSA's label of it
 */
export function givenFields(
	pairing: Pairing,
	entities: readonly Entity[],
): { readonly entity: Entity; readonly field: string; readonly label: string }[] {
	const catalogue = CATALOGUES[pairing.psa.system]?.entities;
	return entities.flatMap((entity) =>
		mappingOf(pairing, entity)
			.rows.filter(({ direction }) => direction === 'both')
			.flatMap(({ psaField, platformField }) => {
				const own = catalogue?.[entity]?.find(({ name, ownDefault }) => name === psaField && ownDefault === true);
				return own ? [{ entity, field: platformField, label: own.label }] : [];
			}),
	);
}

/**
 * Time is the platform's, where the team enters it; how it is charged is the PSA's, which bills it.
 * @param entered who is right about what was entered
 */
export function timeRules(pairing: Pairing, entered: RuleParameters['strategy'] = 'preferPlatform'): RuleParameters[] {
	if (!entitiesOf(pairing).includes('timeEntry')) return [];
	const both = new Set(
		mappingOf(pairing, 'timeEntry')
			.rows.filter(({ direction }) => direction === 'both')
			.map(({ platformField }) => platformField),
	);
	return [
		...pairing.platform.chargeFields
			.filter((field) => both.has(field))
			.map((field): RuleParameters => ({ entity: 'timeEntry', field, strategy: 'preferPsa' })),
		{ entity: 'timeEntry', field: '', strategy: entered },
	];
}
