import type { INodeParameters } from 'n8n-workflow';
import type { StrategyChoice } from '../../nodes/ConflictResolve/parameters';
import type { Entity } from '../../sync/model/entity';
import type { Phase } from '../../sync/model/phase';
import type { Pairing } from './pairing';

/** One rule of a Conflict Resolve node; `field` '' stands for all other fields of the entity. */
export interface RuleParameters {
	readonly entity: Entity;
	readonly field: string;
	readonly strategy: StrategyChoice;
	/** Whose records it is for; those of all companies by default. */
	readonly appliesTo?: 'all' | 'moved' | 'others';
}

/** Who owns something, in a line of the table on the canvas. */
export type OwnerLine = readonly [what: string, who: string];

/** What a person starts by hand: a trigger, and the node that does the work. */
export interface HandBranch {
	/** The trigger's name: "When …". */
	readonly trigger: string;
	readonly node: { readonly name: string; readonly type: string; readonly parameters: INodeParameters };
	/** The heading and the text of the section behind both. */
	readonly title: string;
	readonly text: string;
	/** Cannot be taken back by another click. */
	readonly final?: boolean;
}

/** What is different from phase to phase. All the rest of the drawing is one. */
export interface PhasePlan {
	readonly phase: Phase;
	/** The workflow's name. */
	readonly name: (pairing: Pairing) => string;
	/** What of the pairing's entities is carried. */
	readonly carries: (entity: Entity) => boolean;
	/** Whether webhooks of the PSA wake the sync. */
	readonly psaNews: boolean;
	/** Who is right where no rule says otherwise. */
	readonly defaultStrategy: StrategyChoice;
	readonly rules: (pairing: Pairing) => readonly RuleParameters[];
	/** The yellow note. */
	readonly guide: (pairing: Pairing, entities: readonly Entity[]) => string;
	/** The table under it. */
	readonly owners: (pairing: Pairing) => readonly OwnerLine[];
	readonly byHand: (pairing: Pairing) => readonly HandBranch[];
}
