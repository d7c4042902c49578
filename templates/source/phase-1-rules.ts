import type { StrategyChoice } from '../../nodes/ConflictResolve/parameters';
import type { TemplateEntity } from './pairing';
import type { PairedSystem } from './systems';

/** One rule of a Conflict Resolve node; `field` '' stands for all other fields of the entity. */
export interface RuleParameters {
	readonly entity: TemplateEntity;
	readonly field: string;
	readonly strategy: StrategyChoice;
}

/**
 * Who is right in phase 1, where the PSA still invoices and clients still see its tickets, while technicians begin to
 * work on the platform. "Prefer" everywhere: an edit that nobody contradicts travels, whoever made it.
 *
 * The PSA by default: names, addresses and contacts stand on invoices and in what clients read; agreements, SLA and the
 * client's portal hang on a ticket's title, status, priority, due date and parties.
 */
export const PHASE_1_DEFAULT: StrategyChoice = 'preferPsa';

/** What departs from {@link PHASE_1_DEFAULT}. */
export function phase1Rules({ technicianFields, listFields }: PairedSystem): RuleParameters[] {
	return [
		// What a technician finds out and does.
		...technicianFields.map((field): RuleParameters => ({ entity: 'ticket', field, strategy: 'preferPlatform' })),
		// Nobody's tag is lost.
		...listFields.map((field): RuleParameters => ({ entity: 'ticket', field, strategy: 'union' })),
	];
}
