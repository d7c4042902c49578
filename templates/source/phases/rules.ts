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
