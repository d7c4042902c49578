import type { Side } from '../../sync/model/entity';
import type { Strategy } from '../../sync/model/policy';
import type { TemplateEntity } from './pairing';

/** One rule of a Conflict Resolve node; `field` '' stands for all other fields of the entity. */
export interface RuleParameters {
	readonly entity: TemplateEntity;
	readonly field: string;
	readonly strategy: Strategy;
	readonly truth?: Side;
	readonly truthMode?: 'prefer' | 'enforce';
}

/**
 * Who is right in phase 1, where the PSA still invoices and clients still see its tickets, while technicians begin to
 * work on the platform. "Prefer" everywhere: an edit that nobody contradicts travels, whoever made it.
 */
export const PHASE_1_RULES: readonly RuleParameters[] = [
	// Names, addresses and contacts stand on invoices and in what clients read.
	prefer('company', '', 'psa'),
	prefer('contact', '', 'psa'),
	// Title, status, priority, due date and parties: agreements, SLA and the client's portal hang on them.
	prefer('ticket', '', 'psa'),
	// What a technician finds out and does.
	...['assignee', 'category', 'rootCause', 'technicalNotes', 'customFields/Asset Tag'].map((field) =>
		prefer('ticket', field, 'platform'),
	),
	// Nobody's tag is lost.
	{ entity: 'ticket', field: 'tags', strategy: 'union' },
];

function prefer(entity: TemplateEntity, field: string, truth: Side): RuleParameters {
	return { entity, field, strategy: 'sourceOfTruth', truth, truthMode: 'prefer' };
}
