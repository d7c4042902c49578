import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { ENTITIES, SIDES, type Entity } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import { PHASES, type Phase } from '../../sync/model/phase';
import type { EntityPolicy, FieldPolicy, SyncPolicy } from '../../sync/model/policy';
import { parseSyncKey } from '../shared/sync-key';

/** A workflow that was made before there were phases belongs to the first one. */
export const DEFAULT_PHASE: Phase = 1;

export interface ResolveParameters {
	readonly sync: string;
	readonly phase: Phase;
	readonly preview: boolean;
	readonly policy: SyncPolicy;
	/** For the records of moved companies, where any rule makes a difference. */
	readonly movedPolicy?: SyncPolicy;
	readonly writesPerRun: number;
}

/** What can be chosen for a field: the strategies, with the source of truth spelt out. */
const CHOICES = {
	lastWriteWins: { strategy: 'lastWriteWins' },
	manual: { strategy: 'manual' },
	newestNonEmpty: { strategy: 'newestNonEmpty' },
	union: { strategy: 'union' },
	preferPsa: { strategy: 'sourceOfTruth', truth: 'psa', mode: 'prefer' },
	preferPlatform: { strategy: 'sourceOfTruth', truth: 'platform', mode: 'prefer' },
	enforcePsa: { strategy: 'sourceOfTruth', truth: 'psa', mode: 'enforce' },
	enforcePlatform: { strategy: 'sourceOfTruth', truth: 'platform', mode: 'enforce' },
} as const satisfies Readonly<Record<string, FieldPolicy>>;

/** The name of a strategy in the node's parameters. */
export type StrategyChoice = keyof typeof CHOICES;

/** Whose records a rule is for: those of all companies, of those that moved over to the platform, or of the others. */
export const APPLIES_TO = ['all', 'moved', 'others'] as const;
export type AppliesTo = (typeof APPLIES_TO)[number];

const choice = z.enum(Object.keys(CHOICES) as [StrategyChoice, ...StrategyChoice[]]);

const rule = z.object({
	entity: z.enum(ENTITIES),
	field: z.string().trim().default(''),
	strategy: choice,
	appliesTo: z.enum(APPLIES_TO).default('all'),
});
type Rule = z.infer<typeof rule>;

const phase = z.coerce
	.number()
	.int()
	.refine((value): value is Phase => (PHASES as readonly number[]).includes(value), 'choose 1, 2 or 3');

const parameters = z.object({
	phase,
	mode: z.enum(['live', 'preview']),
	defaultStrategy: choice,
	tieBreaker: z.enum(SIDES),
	rules: z.object({ rule: z.array(rule).default([]) }),
	options: z.object({ writesPerRun: z.coerce.number().int().min(1).max(10_000).default(1000) }),
});

/**
 * The node's parameters as the engine takes them.
 * @throws SyncError BAD_INPUT naming the parameter that is wrong.
 */
export function readParameters(context: Pick<IExecuteFunctions, 'getNodeParameter'>): ResolveParameters {
	const value = (name: string, fallback?: unknown): unknown => context.getNodeParameter(name, 0, fallback as object);
	const sync = parseSyncKey(value('syncKey'));
	const parsed = parameters.safeParse({
		phase: value('phase', DEFAULT_PHASE),
		mode: value('mode'),
		defaultStrategy: value('defaultStrategy'),
		tieBreaker: value('tieBreaker'),
		rules: value('rules', {}),
		options: value('options', {}),
	});
	if (!parsed.success) {
		throw notValid(parsed.error.issues[0]);
	}
	const { phase: ofWorkflow, mode, tieBreaker, rules, options, defaultStrategy } = parsed.data;
	const fallback = CHOICES[defaultStrategy];
	refuseDoubles(rules.rule);
	const policyFor = (whom: AppliesTo): SyncPolicy => ({
		entities: byEntity([...ofAll(rules.rule, 'all'), ...ofAll(rules.rule, whom)], fallback),
		fallback,
		tieBreaker,
	});
	return {
		sync,
		phase: ofWorkflow,
		preview: mode === 'preview',
		policy: policyFor('others'),
		...(rules.rule.some(({ appliesTo }) => appliesTo !== 'all') && { movedPolicy: policyFor('moved') }),
		writesPerRun: options.writesPerRun,
	};
}

function notValid(issue: z.ZodIssue | undefined): SyncError {
	const [first, second, index, ...rest] = issue?.path ?? [];
	const inRule = first === 'rules' && second === 'rule' && typeof index === 'number';
	const place = inRule ? `rule ${index + 1}, "${rest.join('.')}",` : `the parameter "${issue?.path.join('.') ?? ''}"`;
	return new SyncError('BAD_INPUT', `Conflict Resolve: ${place} is not valid: ${issue?.message ?? 'unknown value'}.`);
}

function ofAll(rules: readonly Rule[], whom: AppliesTo): Rule[] {
	return rules.filter(({ appliesTo }) => appliesTo === whom);
}

const WHOSE: Readonly<Record<AppliesTo, string>> = {
	all: '',
	moved: ' of moved companies',
	others: ' of companies that have not moved',
};

function refuseDoubles(rules: readonly Rule[]): void {
	const seen = new Set<string>();
	for (const { entity, field, appliesTo } of rules) {
		const name = `${appliesTo} ${entity} ${field}`;
		if (seen.has(name)) {
			throw new SyncError(
				'BAD_INPUT',
				`There are two rules for ${entity} "${field || 'all other fields'}"${WHOSE[appliesTo]}. Remove one of them.`,
			);
		}
		seen.add(name);
	}
}

/** Of two rules for one field the later one holds. */
function byEntity(rules: readonly Rule[], fallback: FieldPolicy): SyncPolicy['entities'] {
	const entities: Partial<Record<Entity, { default: FieldPolicy; fields: Map<string, FieldPolicy> }>> = {};
	for (const { entity, field, strategy } of rules) {
		const ofEntity = (entities[entity] ??= { default: fallback, fields: new Map() });
		const policy = CHOICES[strategy];
		if (field === '') ofEntity.default = policy;
		else ofEntity.fields.set(field, policy);
	}
	return Object.fromEntries(
		Object.entries(entities).map(([entity, { default: own, fields }]): [string, EntityPolicy] => [
			entity,
			{ default: own, fields: Object.fromEntries(fields) },
		]),
	);
}
