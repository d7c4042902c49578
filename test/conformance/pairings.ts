import { mappingOf, PAIRINGS as TEMPLATES, type Pairing as TemplatePairing } from '../../templates/source/pairing';
import { conforming, type ConformingSystem } from './systems';

/** Two systems and the phase 1 template between them. */
export interface Pairing {
	readonly psa: ConformingSystem;
	readonly platform: ConformingSystem;
	readonly template: TemplatePairing;
}

/** One for every template that the package ships: a new pairing is in the suite as soon as it has a template. */
export const PAIRINGS: readonly Pairing[] = TEMPLATES.map((template) => ({
	psa: conforming(mappingOf(template, 'ticket').psaSystem),
	platform: conforming(mappingOf(template, 'ticket').platformSystem),
	template,
}));

/** @param key of the template */
export function pairingOf(key: string): Pairing {
	const found = PAIRINGS.find(({ template }) => template.key === key);
	if (!found) throw new Error(`There is no template phase-1-${key}.json.`);
	return found;
}
