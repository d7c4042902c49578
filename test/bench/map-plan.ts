import { connectwiseCatalogue } from '../../sync/connectors/connectwise';
import type { Connector } from '../../sync/connectors/connector';
import { platformCatalogue } from '../../sync/connectors/platform';
import { lookUpReferences } from '../../nodes/FieldMap/links';
import type { ChangeEnvelope } from '../../sync/model/envelope';
import type { Entity, Side } from '../../sync/model/entity';
import type { SyncPolicy } from '../../sync/model/policy';
import { isChange, itemJson, pull, readEnvelope, resolveChanges, type ItemJson } from '../../sync/pipeline';
import type { LinkChange } from '../../sync/model/commit-batch';
import type { LinkContext, Store } from '../../sync/store/store';
import type { Pairs } from './pairs';

const SYNC = 'bench';
/** Rows that the connectors hand over at once: a page of ConnectWise's. */
const PAGE = 1000;
const clock = { now: () => Date.parse('2026-03-02T12:00:00Z') };
const run = { phase: 1, workflow: null } as const;
/** As the phase 1 template has it, but for its rules per field. */
const policy: SyncPolicy = {
	entities: {},
	fallback: { strategy: 'sourceOfTruth', truth: 'psa', mode: 'prefer' },
	tieBreaker: 'psa',
};

/**
 * Delta, map and plan of all pairs, with the pipeline's own code: `pull` of both sides (every row against its shadow),
 * what Field Map does with the records that are left, `resolveChanges`. Connectors and store are Maps in memory, so
 * that neither network nor disk is in it; checks of the envelopes at each node are.
 *
 * @returns milliseconds
 */
export async function mapAndPlan(pairs: Pairs): Promise<number> {
	const planned: LinkChange[] = [];
	const store = storeOf(pairs, planned);
	const startedAt = performance.now();
	const psa = await changesOf(pairs, store, 'psa');
	const platform = await changesOf(pairs, store, 'platform');
	const mapped = await toPlatform(pairs, store, psa);
	const items = [...mapped, ...platform].map(readEnvelope);
	await resolveChanges(
		{ store, clock },
		{ sync: SYNC, items, mappings: [pairs.compiled], policy, preview: false, dueLimit: 1, run },
	);
	const took = performance.now() - startedAt;
	const writes = planned.reduce((total, change) => total + change.writes.length, 0);
	if (planned.length !== pairs.changed || writes !== pairs.changed) {
		throw new Error(`${pairs.changed} pairs have changed, but ${planned.length} were planned with ${writes} writes.`);
	}
	return took;
}

async function changesOf(pairs: Pairs, store: Store, side: Side): Promise<readonly ItemJson[]> {
	const rows = pairs.rows[side];
	const connector = double<Connector>({
		system: side === 'psa' ? 'connectwise' : 'platform',
		catalogue: side === 'psa' ? connectwiseCatalogue : platformCatalogue,
		fingerprint: side,
		skewMs: () => 0,
		changes: async (_entity, state) => {
			const start = Number(state ?? 0);
			const end = start + PAGE;
			return { rows: rows.slice(start, end), state: end, more: end < rows.length, at: null };
		},
	});
	const options = { sync: SYNC, side, entities: ['ticket'] as const, limit: Number.MAX_SAFE_INTEGER };
	return (await pull({ connector, store, clock }, options)).items;
}

/** What the Field Map node does, without n8n around it. */
async function toPlatform(
	{ mapping, compiled }: Pairs,
	store: Store,
	items: readonly ItemJson[],
): Promise<readonly ItemJson[]> {
	const envelopes = items.map(readEnvelope).filter(isChange);
	const records = envelopes.flatMap(({ record, shadow }) => (shadow ? [record, shadow] : [record]));
	const lookup = await lookUpReferences(store, SYNC, 'psa', [{ mapping, records }]);
	return envelopes.map((envelope): ItemJson => {
		const { view, problems } = compiled.forward(envelope.record, lookup);
		const shadowView = envelope.shadow && compiled.forward(envelope.shadow, lookup).view;
		const mapped: ChangeEnvelope = {
			...envelope,
			view: { ...view },
			shadowView: shadowView && { ...shadowView },
			problems: [...problems],
		};
		return itemJson(view, mapped);
	});
}

function storeOf({ contexts }: Pairs, planned: LinkChange[]): Store {
	return double<Store>({
		checkTenant: async () => true,
		bindTenant: async () => undefined,
		phase: async () => null,
		setting: async () => undefined,
		revisits: async () => [],
		watermarks: async () => new Map(),
		missing: async () => [],
		savePull: async () => undefined,
		linksBySide: async (_sync, entity, side, ids) => {
			const ofEntity = contexts[side].get(entity);
			const found = new Map<string, LinkContext>();
			for (const id of ids) {
				const context = ofEntity?.get(id);
				if (context) found.set(id, context);
			}
			return found;
		},
		commit: async ({ changes }) => {
			planned.push(...changes);
			return { links: changes.map(() => null), reviews: [] };
		},
		dueWrites: async () => [],
	});
}

/** An object that has what the measured code needs, and fails loudly where that needs something else. */
function double<T extends object>(part: Partial<T>): T {
	return new Proxy(part as T, {
		get: (target, name, receiver) => {
			if (!Reflect.has(target, name)) throw new Error(`The benchmark's double has no "${String(name)}".`);
			return Reflect.get(target, name, receiver) as unknown;
		},
	});
}

/** The same pairs as n8n's Compare Datasets takes them: both in one vocabulary, side by side. */
export function asDatasets({ rows, compiled, contexts }: Pairs): Record<Side, Record<string, unknown>[]> {
	const lookup = (entity: Entity, id: string) => contexts.psa.get(entity)?.get(id)?.link.platformId ?? undefined;
	const fields = compiled.fields.filter(({ direction }) => direction === 'both').map((field) => field.platformField);
	return {
		psa: rows.psa.map((row) => ({ psaId: row.id, ...compiled.forward(row.record, lookup).view })),
		platform: rows.platform.map((row) => ({
			psaId: row.externalIds[0],
			...Object.fromEntries(fields.map((field) => [field, row.record[field]])),
		})),
	};
}
