import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { SIDES, type Entity, type Side } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import {
	STRATEGIES,
	type EntityPolicy,
	type FieldPolicy,
	type Strategy,
	type SyncPolicy,
} from '../../sync/model/policy';
import { parseSyncKey } from '../shared/sync-key';

export interface ResolveParameters {
	readonly sync: string;
	readonly preview: boolean;
	readonly policy: SyncPolicy;
	readonly writesPerRun: number;
}

const side = z.enum(SIDES);
const truthMode = z.enum(['prefer', 'enforce']);

const rule = z.object({
	entity: z.enum(['company', 'contact', 'ticket']),
	field: z.string().trim().default(''),
	strategy: z.enum(STRATEGIES),
	truth: side.default('psa'),
	truthMode: truthMode.default('prefer'),
});
type Rule = z.infer<typeof rule>;

const parameters = z.object({
	mode: z.enum(['live', 'preview']),
	defaultStrategy: z.enum(STRATEGIES),
	defaultTruth: side,
	defaultTruthMode: truthMode,
	tieBreaker: side,
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
		mode: value('mode'),
		defaultStrategy: value('defaultStrategy'),
		// Hidden unless the strategy is a source of truth.
		defaultTruth: value('defaultTruth', 'psa'),
		defaultTruthMode: value('defaultTruthMode', 'prefer'),
		tieBreaker: value('tieBreaker'),
		rules: value('rules', {}),
		options: value('options', {}),
	});
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new SyncError('BAD_INPUT', `The parameter "${issue?.path.join('.')}" is not valid: ${issue?.message}.`);
	}
	const { mode, tieBreaker, rules, options, defaultStrategy, defaultTruth, defaultTruthMode } = parsed.data;
	const fallback = fieldPolicy(defaultStrategy, defaultTruth, defaultTruthMode);
	return {
		sync,
		preview: mode === 'preview',
		policy: { entities: byEntity(rules.rule, fallback), fallback, tieBreaker },
		writesPerRun: options.writesPerRun,
	};
}

function fieldPolicy(strategy: Strategy, truth: Side, mode: 'prefer' | 'enforce'): FieldPolicy {
	return strategy === 'sourceOfTruth' ? { strategy, truth, mode } : { strategy };
}

function byEntity(rules: readonly Rule[], fallback: FieldPolicy): SyncPolicy['entities'] {
	const entities: Partial<Record<Entity, { default: FieldPolicy; fields: Map<string, FieldPolicy> }>> = {};
	const seen = new Set<string>();
	for (const { entity, field, strategy, truth, truthMode: mode } of rules) {
		const name = `${entity} ${field}`;
		if (seen.has(name)) {
			throw new SyncError(
				'BAD_INPUT',
				`There are two rules for ${entity} "${field || 'all other fields'}". Remove one of them.`,
			);
		}
		seen.add(name);
		const ofEntity = (entities[entity] ??= { default: fallback, fields: new Map() });
		const policy = fieldPolicy(strategy, truth, mode);
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
