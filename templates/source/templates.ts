import { PAIRINGS } from './pairing';
import { phase1 } from './phase-1';

/** All templates, by file name. */
export function allTemplates(): ReadonlyMap<string, string> {
	return new Map(
		PAIRINGS.map((pairing) => [`phase-1-${pairing.key}.json`, `${JSON.stringify(phase1(pairing), null, '\t')}\n`]),
	);
}
