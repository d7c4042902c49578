import fc from 'fast-check';
import { isoTime } from '../../sync/model/clock';
import { SIDES, otherSide } from '../../sync/model/entity';
import type { Entity, Side } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import { canonicalJson } from '../../sync/model/json';
import type { Json } from '../../sync/model/json';
import { linkedId } from '../../sync/model/link';
import type { Link, Missing } from '../../sync/model/link';
import type { Phase } from '../../sync/model/phase';
import type { Decision } from '../../sync/model/review';
import type { MappedFields } from '../../sync/model/write';
import type { NewId } from '../../sync/store/ledger';
import { openSqliteStore } from '../../sync/store/sqlite';
import type { LinkChange } from '../../sync/model/commit-batch';
import type { Standing } from '../../sync/store/reported';
import type { ClaimedWrite, LinkContext, Store } from '../../sync/store/store';
import { MemoryStore } from '../model/memory-store';
import { NUM_RUNS, runs } from '../properties/runs';
import { audited, change, entry, intend, LEASE, SYNC, T0, word } from './drafts';

/*
 * The store against its executable specification: whatever is asked of both, in whatever order, both answer the same
 * and remember the same. Few ids and few fields, so that the calls meet.
 */

const ENTITIES: readonly Entity[] = ['company', 'ticket'];
const IDS = ['1', '2', '3'];
/** What a create may turn into: mostly new records, sometimes ones that are known. */
const TARGET_IDS = [...IDS, '4', '5', '6'];
const FIELDS = ['title', 'status', '__proto__'];

/** What both stores were asked so far, as far as later calls need it. */
interface Model {
	now: number;
	readonly spec: MemoryStore;
	/** Claims that the calls may come back with, also when they are long over. */
	readonly claims: ClaimedWrite[];
	pulls: number;
}

/** Makes the question of what the specification holds at the time, so that both stores are asked the same. */
type Question = (model: Readonly<Model>) => Promise<(store: Store) => Promise<unknown>>;

/** What happened at least once: a generator that stopped reaching it would check nothing. */
const reached = new Set<string>();

/** Asks both, compares the answers (or the refusals), then everything that the interface shows. */
class Ask implements fc.AsyncCommand<Model, Store> {
	constructor(
		readonly name: string,
		readonly question: Question,
		readonly advance: (model: Model, answer: unknown) => void = () => undefined,
	) {}

	check(): boolean {
		return true;
	}

	async run(model: Model, store: Store): Promise<void> {
		const ask = await this.question(model);
		const expected = await outcome(() => ask(model.spec));
		expectSame(await outcome(() => ask(store)), expected);
		this.advance(model, expected);
		if (expected === true) reached.add(this.name.split(' ')[0]);
		if (isRefusal(expected)) for (const code of expected.refused.split(' ')) reached.add(code);
		for (const { kind } of await model.spec.audit(SYNC, { limit: 100 })) reached.add(kind);
		for (const write of model.spec.allWrites()) reached.add(`${write.kind} ${write.status}`);
		const { undone } = await model.spec.standing(SYNC, model.now);
		for (const kind of UNDONE) if (undone[kind] > 0) reached.add(kind);
		expectSame(await everything(store, model.now), await everything(model.spec, model.now));
	}

	toString(): string {
		return this.name;
	}
}

function isRefusal(answer: unknown): answer is { refused: string } {
	return typeof answer === 'object' && answer !== null && 'refused' in answer;
}

function expectSame(got: unknown, expected: unknown): void {
	expect(got).toEqual(expected);
	// To the letter: `toEqual` does not look at every key (`__proto__`).
	expect(canonicalJson(got as Json)).toBe(canonicalJson(expected as Json));
}

async function outcome(call: () => Promise<unknown>): Promise<unknown> {
	try {
		return await call();
	} catch (error) {
		if (error instanceof SyncError) return { refused: error.code };
		throw error;
	}
}

async function everything(store: Store, now: number): Promise<unknown> {
	const links = [];
	for (const entity of ENTITIES) {
		for (const side of SIDES) links.push([...(await store.linksBySide(SYNC, entity, side, TARGET_IDS))]);
	}
	const sides = [];
	const gone = [];
	for (const side of SIDES) {
		for (const entity of ENTITIES) {
			const count = await store.deletions(SYNC, entity, side, now - LEASE);
			if (count.asked > 0) reached.add('gone');
			gone.push(count, await store.missing(SYNC, entity, side, { after: '1', limit: 2 }));
		}
		sides.push([[...(await store.watermarks(SYNC, side))], await store.revisits(SYNC, side, 100)]);
	}
	return {
		links,
		sides,
		gone,
		due: await store.dueWrites(SYNC, now, 3),
		carriedOut: await carriedOut(store, links.flat(), now),
		reviews: await store.reviews(SYNC, { limit: 100 }),
		audit: await store.audit(SYNC, { limit: 100 }),
		status: await store.status(SYNC),
		standing: await store.standing(SYNC, now),
		switches: await store.phaseSwitches(SYNC, 3),
		setting: (await store.setting(SYNC, 'scope')) ?? null,
		settings: await store.settingChanges(SYNC, 'scope', 3),
		settled: await settledPairs(store),
		pages: await allLinks(store),
	};
}

/** All of them, a page at a time. */
async function settledPairs(store: Store): Promise<unknown> {
	const found = [];
	for (const entity of ENTITIES) {
		for (let after: string | null = null; ; ) {
			const page: readonly Link[] = await store.settledPairs(SYNC, entity, { after, limit: 2 });
			found.push(...page);
			after = page.at(-1)?.psaId ?? null;
			if (after === null) break;
		}
	}
	if (found.length > 0) reached.add('settled');
	return found;
}

/** Every link there is, a page at a time. */
async function allLinks(store: Store): Promise<unknown> {
	const found: LinkContext[] = [];
	for (const entity of ENTITIES) {
		for (let after: string | null = null; ; ) {
			const page: readonly LinkContext[] = await store.linksOf(SYNC, entity, { after, limit: 2 });
			found.push(...page);
			after = page.at(-1)?.link.id ?? null;
			if (after === null) break;
		}
	}
	return found;
}

/** How often the targets of writes that are not over were written within the last minute. */
async function carriedOut(
	store: Store,
	contexts: readonly (readonly [string, LinkContext])[],
	now: number,
): Promise<unknown> {
	const writes = contexts.flatMap(([, context]) => context.writes.map(({ id: writeId }) => writeId));
	const found = [...(await store.carriedOut(writes, now - LEASE))].sort(([a], [b]) => (a < b ? -1 : 1));
	if (found.some(([, counted]) => counted.length > 0)) reached.add('counted');
	return found;
}

const side = fc.constantFrom<Side>(...SIDES);
const id = fc.constantFrom(...IDS);
const value = fc.constantFrom('a', 'b', '', null);
const fields = fc
	.array(fc.tuple(fc.constantFrom(...FIELDS), value), { minLength: 1, maxLength: 2 })
	.map((pairs) => Object.fromEntries(pairs));
const index = fc.nat(20);
/** Names a company that may have no counterpart; the other text only looks like that. */
const childFields = fc
	.record({ side, id })
	.map(
		(parent) => ({ company: { $unlinked: { entity: 'company', ...parent } }, title: '{"$unlinked":' }) as MappedFields,
	);

const review = fc.record({
	// `massDeletion` comes by notices only: at most one is open of an entity and side.
	kind: fc.constantFrom('conflict', 'unmapped', 'ambiguous', 'notLanded', 'deleted', 'flapping'),
	field: fc.constantFrom('title', ''),
	psa: fc.option(fc.constantFrom(word('a'), word('b'))),
	platform: fc.option(fc.constantFrom(word('a'), word('b'))),
	side: fc.option(side),
	candidates: fc.constantFrom([], [{ id: '1', label: 'one' }]),
} as const);

const plan = fc.record({
	/** Which of the known links, and whether the plan is up to date. */
	link: fc.option(index, { freq: 5 }),
	late: fc.integer({ min: 0, max: 9 }),
	entity: fc.constantFrom(...ENTITIES),
	/** The ids of a new link; of a known one seldom, since it has its own. */
	ids: fc.oneof(
		{ weight: 3, arbitrary: fc.record({ psaId: id }) },
		{ weight: 3, arbitrary: fc.record({ platformId: id }) },
		{ weight: 1, arbitrary: fc.record({ psaId: id, platformId: id }) },
	) as fc.Arbitrary<Pick<LinkChange, 'psaId' | 'platformId'>>,
	setsIds: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
	psaShadow: fc.option(fields, { nil: undefined }),
	platformShadow: fc.option(fields, { nil: undefined }),
	state: fc.integer({ min: 0, max: 15 }).map((n) => (['matched', 'linked', 'tombstone'] as const).at(n)),
	missing: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(null) },
		{
			weight: 1,
			arbitrary: fc.tuple(
				side,
				fc.constantFrom<Missing | null>('asked', 'asked', 'asked', 'confirmed', 'ignored', null),
			),
		},
	),
	writes: fc.array(
		fc.record({
			target: side,
			kind: fc.constantFrom('create', 'update'),
			fields: fc.oneof({ weight: 4, arbitrary: fields }, { weight: 1, arbitrary: childFields }),
			hint: fc.option(id),
		} as const),
		{ maxLength: 2 },
	),
	withdraw: fc.array(fc.record({ target: side, field: fc.constantFrom(...FIELDS) }), { maxLength: 1 }),
	closeCreate: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
	confirm: fc.subarray([...SIDES]),
	reviews: fc.array(review, { maxLength: 2 }),
	closes: fc.boolean(),
	audits: fc.boolean(),
	revisit: fc.array(fc.record({ side, recordId: id, force: fc.subarray(['title', '*']) }), { maxLength: 1 }),
	answers: fc.array(index, { maxLength: 1 }),
	seen: fc.array(fc.record({ side, recordId: id, force: fc.subarray(['title', '*']) }), { maxLength: 2 }),
} as const);

/** Mostly the same one: a run of another phase does nothing. */
const phaseOfRun = fc.oneof(
	{ weight: 10, arbitrary: fc.constant<Phase>(1) },
	{ weight: 2, arbitrary: fc.constant(null) },
	{ weight: 1, arbitrary: fc.constant<Phase>(2) },
);

const tenant = fc.record({
	sync: fc.constantFrom(SYNC, 'renamed'),
	side,
	fingerprint: fc.constantFrom('a', 'b', 'c'),
});

type PlanParts = typeof plan extends fc.Arbitrary<infer T> ? T : never;

async function changeOf(parts: PlanParts, model: Readonly<Model>): Promise<LinkChange> {
	const links = model.spec.allLinks();
	const link = parts.link === null || links.length === 0 ? null : links[parts.link % links.length];
	const waiting = (await model.spec.revisits(SYNC, 'psa', 100)).concat(
		await model.spec.revisits(SYNC, 'platform', 100),
	);
	return change({
		expect: link && { linkId: link.id, revision: link.revision - (parts.late === 0 ? 1 : 0) },
		entity: link ? link.entity : parts.entity,
		...(link && !parts.setsIds ? {} : parts.ids),
		...(parts.psaShadow === undefined ? {} : { psaShadow: parts.psaShadow }),
		...(parts.platformShadow === undefined ? {} : { platformShadow: parts.platformShadow }),
		...(parts.state === undefined ? {} : { state: parts.state }),
		...(parts.missing === null ? {} : { missing: { [parts.missing[0]]: parts.missing[1] } }),
		...(parts.closeCreate ? { closeCreate: true } : {}),
		writes: parts.writes.map((write) => ({
			...intend(write.target, write.kind, write.fields),
			targetHint: write.hint,
			sourceChangedAt: isoTime(model.now),
		})),
		withdraw: parts.withdraw.map(({ target, field }) => ({ target, fields: [field] })),
		confirm: parts.confirm,
		reviews: parts.reviews.map((draft) => entry(draft)),
		closeReviews: parts.closes ? [{ kind: 'conflict', field: 'title' }] : [],
		audit: parts.audits ? [audited()] : [],
		revisit: parts.revisit,
		revisits: parts.answers.flatMap((answer) => waiting.at(answer)?.id ?? []),
		seen: parts.seen,
	});
}

function claimOf(model: Readonly<Model>, which: number): ClaimedWrite | undefined {
	return model.claims.length === 0 ? undefined : model.claims[model.claims.length - 1 - (which % model.claims.length)];
}

const outcomeParts = fc.record({
	which: fc.nat(1),
	targetId: fc.constantFrom(...TARGET_IDS),
	/** The target turns out to be a record of which half a link exists, if there is one. */
	joins: fc.boolean(),
	shadow: fields,
	uncertain: fc.boolean(),
	reviews: fc.array(review, { maxLength: 1 }),
});

function targetOf(
	model: Readonly<Model>,
	claim: ClaimedWrite | undefined,
	parts: { readonly targetId: string; readonly joins: boolean },
): string {
	if (!claim || !parts.joins) return parts.targetId;
	const { target, entity } = claim.write;
	const half = model.spec
		.allLinks()
		.find((link) => link.entity === entity && linkedId(link, otherSide(target)) === null);
	return (half && linkedId(half, target)) ?? parts.targetId;
}

const decision: fc.Arbitrary<Decision> = fc.oneof(
	fc.constantFrom<Decision>(
		{ choice: 'psa' },
		{ choice: 'platform' },
		{ choice: 'create' },
		{ choice: 'retry' },
		{ choice: 'confirm' },
		{ choice: 'dismiss' },
	),
	value.map((chosen): Decision => ({ choice: 'value', value: chosen })),
	id.map((chosen): Decision => ({ choice: 'link', id: chosen })),
);

/** What a run says of many missing records at once. */
const notice = fc.option(
	fc.record({
		side,
		entity: fc.constantFrom(...ENTITIES),
		draft: fc.constantFrom(null, entry({ kind: 'massDeletion', field: '', message: 'many' })),
	}),
	{ freq: 2 },
);

const calls = [
	fc.record({ plans: fc.array(plan, { minLength: 1, maxLength: 3 }), phase: phaseOfRun, notice }).map(
		({ plans, phase, notice: told }) =>
			new Ask(`commit ${fc.stringify(plans)} in phase ${phase} ${fc.stringify(told)}`, async (model) => {
				const changes: LinkChange[] = [];
				for (const parts of plans) changes.push(await changeOf(parts, model));
				const run = phase === null ? undefined : { phase, workflow: { id: `${phase}`, name: `phase ${phase}` } };
				const notices = told === null ? {} : { notices: [told] };
				const batch = { sync: SYNC, now: model.now, run, pulls: [`pull-${model.pulls}`], changes, ...notices };
				return (store) => store.commit(batch);
			}),
	),
	fc.record({ to: fc.constantFrom<Phase>(1, 2), late: fc.integer({ min: 0, max: 4 }), refused: fc.boolean() }).map(
		({ to, late, refused }) =>
			new Ask(`switchPhase ${to} ${late} ${refused}`, async (model) => {
				const known = (await model.spec.phase(SYNC)) ?? { phase: 1 as const, since: isoTime(T0) };
				const from = late === 0 ? { ...known, since: isoTime(T0 - 1) } : known;
				const wish = { sync: SYNC, from, to, by: 'ann', although: ['conflict'], now: model.now };
				const allows = ({ undone }: Standing): boolean => !refused || undone.due + undone.inFlight === 0;
				return async (store) => {
					const outcome = await store.switchPhase(wish, allows);
					reached.add(outcome.kind);
					return outcome;
				};
			}),
	),
	fc.record({ limit: fc.integer({ min: 1, max: 4 }), again: index }).map(
		({ limit, again }) =>
			new Ask(
				`claim ${limit}`,
				async (model) => {
					const due = await model.spec.dueWrites(SYNC, model.now, limit);
					const other = model.spec.allWrites().at(again)?.id ?? 'unknown';
					const ids = [...due.map(({ write }) => write.id).reverse(), other, other];
					return (store) => store.claim(SYNC, ids, model.now, LEASE);
				},
				(model, answer) => model.claims.push(...(answer as ClaimedWrite[])),
			),
	),
	outcomeParts.map(
		(parts) =>
			new Ask(`markSent ${fc.stringify(parts)}`, async (model) => {
				const claim = claimOf(model, parts.which);
				const before = { replaces: parts.shadow, sentAt: isoTime(model.now), now: model.now };
				return async (store) => claim && store.markSent(claim.write, parts.shadow, parts.uncertain ? before : {});
			}),
	),
	outcomeParts.map(
		(parts) =>
			new Ask(`acknowledge ${fc.stringify(parts)}`, async (model) => {
				const claim = claimOf(model, parts.which);
				const reviews = parts.reviews.map((draft) => entry({ ...draft, writeId: claim?.write.id ?? null }));
				const { shadow } = parts;
				const targetId = targetOf(model, claim, parts);
				const landed = { now: model.now, targetId, shadow, called: true, audit: [audited()], reviews };
				return async (store) => claim && store.acknowledge(claim.write, landed);
			}),
	),
	outcomeParts.map(
		(parts) =>
			new Ask(`adopt ${fc.stringify(parts)}`, async (model) => {
				const claim = claimOf(model, parts.which);
				const { shadow } = parts;
				const targetId = targetOf(model, claim, parts);
				return async (store) =>
					claim && store.adopt(claim.write, { now: model.now, targetId, shadow, reason: 'same name' });
			}),
	),
	outcomeParts.map(
		(parts) =>
			new Ask(`release ${fc.stringify(parts)}`, async (model) => {
				const claim = claimOf(model, parts.which);
				const draft = entry({ kind: 'waiting', field: '', message: 'waits for a company' });
				const told = parts.joins ? { draft, now: model.now } : undefined;
				return async (store) => claim && store.release(claim.write, model.now + 1000, 'waits', parts.uncertain, told);
			}),
	),
	outcomeParts.map(
		(parts) =>
			new Ask(`giveBack ${fc.stringify(parts)}`, async (model) => {
				const claim = claimOf(model, parts.which);
				const seen = claim && parts.uncertain && claim.write.kind === 'update' ? parts.shadow : undefined;
				return async (store) => claim && store.giveBack(claim.write, 'moved', model.now, seen);
			}),
	),
	index.map(
		(which) =>
			new Ask(`holdBack ${which}`, async (model) => {
				const claim = claimOf(model, which % 2);
				const draft = entry({ kind: 'flapping', field: '' });
				return async (store) => claim && store.holdBack(claim.write, draft, model.now);
			}),
	),
	fc.record({ parts: outcomeParts, held: fc.boolean() }).map(
		({ parts, held }) =>
			new Ask(`park ${fc.stringify(parts)} ${held}`, async (model) => {
				const claim = claimOf(model, parts.which);
				const candidates = held
					? [
							{ id: '1', label: 'one' },
							{ id: '2', label: 'two' },
						]
					: [];
				const draft = entry({ kind: held ? 'ambiguous' : 'deadLetter', field: '', candidates });
				return async (store) =>
					claim && store.park(claim.write, held ? 'held' : 'dead', draft, model.now, parts.uncertain);
			}),
	),
	fc.record({ which: index, decision }).map(
		(parts) =>
			new Ask(`resolveReview ${fc.stringify(parts)}`, async (model) => {
				const open = await model.spec.reviews(SYNC, { status: 'open', limit: 100 });
				const one = open.length === 0 ? 'unknown' : open[parts.which % open.length].id;
				return (store) => store.resolveReview(one, parts.decision, model.now, 'ann');
			}),
	),
	fc
		.array(
			fc.record({ side, entity: fc.constantFrom(...ENTITIES), recordId: id, force: fc.subarray(['title', '*']) }),
			{ maxLength: 2 },
		)
		.map(
			(asked) =>
				new Ask(
					`addRevisits ${fc.stringify(asked)}`,
					async () => (store) => store.addRevisits(asked.map((one) => ({ ...one, sync: SYNC, reason: 'test' }))),
				),
		),
	fc.record({ side, entity: fc.constantFrom(...ENTITIES) }).map(
		(parts) =>
			new Ask(`revisitMissing ${fc.stringify(parts)}`, async () => async (store) => {
				await store.revisitMissing(SYNC, parts.entity, parts.side, 'came back');
			}),
	),
	fc.record({ which: index, side }).map(
		(parts) =>
			new Ask(`dropRevisits ${fc.stringify(parts)}`, async (model) => {
				const waiting = await model.spec.revisits(SYNC, parts.side, 100);
				const ids = waiting.slice(parts.which % 3, (parts.which % 3) + 1).map((one) => one.id);
				return (store) => store.dropRevisits(ids);
			}),
	),
	fc.record({ side, entity: fc.constantFrom(...ENTITIES), late: fc.boolean(), settle: fc.boolean() }).map(
		(parts) =>
			new Ask(
				`savePull ${fc.stringify(parts)}`,
				async (model) => {
					const from = (await model.spec.watermarks(SYNC, parts.side)).get(parts.entity) ?? null;
					const to = { state: { cursor: model.pulls }, at: isoTime(model.now) };
					const step = { entity: parts.entity, from: parts.late ? null : from, to };
					const pullId = `pull-${model.pulls + 1}`;
					const createdAt = isoTime(model.now);
					return async (store) => {
						await store.savePull({ id: pullId, sync: SYNC, side: parts.side, steps: [step], createdAt });
						if (parts.settle) await store.settlePull(pullId);
					};
				},
				(model) => model.pulls++,
			),
	),
	fc.array(tenant, { minLength: 2, maxLength: 6, size: 'max' }).map(
		(tenants) =>
			new Ask(`bindTenant ${fc.stringify(tenants)}`, async () => async (store) => {
				const refused = new Set<string>();
				for (const one of tenants) {
					const ask = [one.sync, one.side, 'connectwise', one.fingerprint] as const;
					const looked = await outcome(() => store.checkTenant(...ask));
					const bound = await outcome(() => store.bindTenant(...ask));
					expect(isRefusal(looked) ? looked : undefined).toEqual(isRefusal(bound) ? bound : undefined);
					if (isRefusal(bound)) refused.add(bound.refused);
				}
				return { refused: [...refused].join(' ') };
			}),
	),
	fc
		.record({
			side,
			ticketIds: fc.subarray(['t1', 't2']),
			back: fc.boolean(),
			entity: fc.constantFrom(...ENTITIES),
			id,
		})
		.map(
			({ side: of, ticketIds, back, entity, id: recordId }) =>
				new Ask(`leaveOut ${fc.stringify({ of, ticketIds, back, entity, recordId })}`, async () => async (store) => {
					if (!back)
						return await store.leaveOut(
							SYNC,
							of,
							ticketIds.map((ticketId) => ({ entity, ticketId, id: recordId })),
						);
					const recalled = await store.recall(SYNC, of, ticketIds, 'its ticket came in');
					if (recalled > 0) reached.add('recalled');
					return recalled;
				}),
		),
	fc.record({ to: value, guess: fc.option(value, { nil: undefined }), knows: fc.boolean() }).map(
		({ to, guess, knows }) =>
			new Ask(`changeSetting ${fc.stringify({ to, guess, knows })}`, async (model) => {
				const from = knows ? ((await model.spec.setting(SYNC, 'scope')) ?? null) : guess;
				const { now } = model;
				return async (store) => {
					const isSet = await store.changeSetting(SYNC, 'scope', to, { by: 'ann', now, from });
					reached.add(isSet ? 'set' : 'not set');
					return isSet;
				};
			}),
	),
	fc.constantFrom(500, 1000, LEASE).map(
		(ms) =>
			new Ask(
				`wait ${ms}`,
				async () => async () => undefined,
				(model) => (model.now += ms),
			),
	),
];

/** How often each of `calls` is asked: most of what matters begins with a commit and a claim. */
const SHARES = [7, 1, 8, 3, 6, 8, 2, 2, 1, 3, 3, 1, 1, 1, 2, 4, 1, 1, 1];
const mixed = calls.flatMap((call, place) => Array.from({ length: SHARES[place] }, () => call));

/** Ids count up as those of the specification do. */
function counting(): NewId {
	const counters = new Map<string, number>();
	return (kind) => {
		const next = (counters.get(kind) ?? 0) + 1;
		counters.set(kind, next);
		return `${kind}-${next}`;
	};
}

/** A run is worth forty calls and goes through a real database: few are enough, though not fewer than reach everything. */
const RUNS = Math.max(80, Math.ceil(NUM_RUNS * 0.03));
/** Chance may leave something out of one batch; what ten batches do not reach cannot be reached. */
const MOST_BATCHES = 10;

const REFUSALS = ['WRONG_PHASE', 'WRONG_TENANT', 'SYNC_KEY_CHANGED'];
const UNDONE = ['inFlight', 'due', 'waitingForParents', 'unlinked'] as const;
const ANSWERS = [
	'markSent',
	'acknowledge',
	'adopt',
	'linked',
	'decided',
	'create done',
	'update done',
	'counted',
	'gone',
	'settled',
	'switched',
	'moved',
	'refused',
	'set',
	'recalled',
	'not set',
	...UNDONE,
];
/** The seed is the first batch's; those after it must not be the same again. */
function seeded<T>(batch: number): fc.Parameters<T> {
	const { seed = 0, ...rest } = runs<T>(RUNS);
	return { ...rest, seed: seed + batch };
}

const missed = (): string[] => [...REFUSALS, ...ANSWERS].filter((what) => !reached.has(what));

test(
	'I7: answers and remembers as its specification does, whatever is asked',
	async () => {
		for (let batch = 0; batch === 0 || (batch < MOST_BATCHES && missed().length > 0); batch++) {
			await fc.assert(
				fc.asyncProperty(fc.commands(mixed, { maxCommands: 40, size: 'max' }), async (commands) => {
					const store = await openSqliteStore(':memory:', { newId: counting() });
					try {
						const setup = () => ({ model: { now: T0, spec: new MemoryStore(), claims: [], pulls: 0 }, real: store });
						await fc.asyncModelRun(setup, commands);
					} finally {
						await store.close();
					}
				}),
				seeded(batch),
			);
		}
		expect(missed()).toEqual([]);
	},
	24 * 3_600_000,
);
