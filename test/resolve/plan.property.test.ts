import fc from 'fast-check';
import { sameValue, type Json } from '../../sync/model/json';
import type { Link } from '../../sync/model/link';
import { STRATEGIES, type FieldPolicy, type SyncPolicy } from '../../sync/model/policy';
import type { FlatRecord } from '../../sync/model/record';
import type { Write } from '../../sync/model/write';
import { plan } from '../../sync/resolve/plan';
import type { PlanInput } from '../../sync/resolve/plan-input';
import type { Observation } from '../../sync/resolve/observation';
import type { LinkChange } from '../../sync/model/commit-batch';
import { runs } from '../properties/runs';

const FIELDS = ['title', 'status', 'priority', 'tags'] as const;
const mapping: PlanInput['mapping'] = {
	fields: FIELDS.map((name) => ({ psaField: name, platformField: name, direction: 'both', createOnly: [] })),
	equivalent: (_, a, b) => sameValue(a, b),
};

const value = fc.constantFrom<Json>('a', 'b', 'c', null, '');
const record: fc.Arbitrary<FlatRecord> = fc.record(Object.fromEntries(FIELDS.map((name) => [name, value])));
const time = fc.integer({ min: 0, max: 100_000 }).map((ms) => new Date(1_767_225_600_000 + ms).toISOString());
const fieldPolicy: fc.Arbitrary<FieldPolicy> = fc.oneof(
	fc
		.constantFrom(...STRATEGIES.filter((strategy) => strategy !== 'sourceOfTruth'))
		.map((strategy) => ({ strategy }) as FieldPolicy),
	fc.record({
		strategy: fc.constant('sourceOfTruth' as const),
		truth: fc.constantFrom('psa' as const, 'platform' as const),
		mode: fc.constantFrom('prefer' as const, 'enforce' as const),
	}),
);
const policy: fc.Arbitrary<SyncPolicy> = fc.record({
	fallback: fieldPolicy,
	tieBreaker: fc.constantFrom('psa' as const, 'platform' as const),
	entities: fc.constant({}),
});

/** A linked pair that agreed on `base`; each side now shows its own record. */
function pair(
	base: FlatRecord,
	psa: FlatRecord | null,
	platform: FlatRecord | null,
	rules: SyncPolicy,
	times: readonly string[],
): PlanInput {
	const link: Link = {
		id: 'link-1',
		sync: 's',
		entity: 'ticket',
		psaId: '1',
		platformId: 'p1',
		psaShadow: base,
		platformShadow: base,
		state: 'linked',
		psaMissing: null,
		platformMissing: null,
		revision: 3,
		createdAt: times[0],
		updatedAt: times[0],
	};
	return {
		entity: 'ticket',
		mapping,
		policy: rules,
		context: { link, writes: [], openReviews: [] },
		psa: psa && observed('1', psa, base, times[0]),
		platform: platform && observed('p1', platform, base, times[1]),
	};
}

function observed(recordId: string, shown: FlatRecord, shadow: FlatRecord, changedAt: string): Observation {
	return {
		recordId,
		record: shown,
		shadow,
		view: shown,
		shadowView: shadow,
		changedAt,
		author: 'somebody',
		url: null,
		externalIds: [],
		deleted: false,
		force: [],
		problems: [],
		revisits: [],
	};
}

/** The create of the counterpart in the PSA, which may have been sent. */
function createUnderWay(fields: FlatRecord, at: string): Write {
	return {
		id: 'write-1',
		sync: 's',
		linkId: 'link-1',
		entity: 'ticket',
		target: 'psa',
		kind: 'create',
		fields,
		payload: fields,
		replaces: null,
		sentAt: at,
		status: 'pending',
		attempts: 1,
		notBefore: null,
		leaseUntil: null,
		leaseToken: null,
		sourceChangedAt: at,
		sourceAuthor: null,
		targetHint: null,
		lastError: null,
		createdAt: at,
	};
}

function planned(input: PlanInput): LinkChange {
	const result = plan(input);
	if (result.kind !== 'change') throw new Error(result.reason);
	return result.change;
}

function writtenTo(change: LinkChange, side: 'psa' | 'platform'): FlatRecord {
	return change.writes.find(({ target }) => target === side)?.fields ?? {};
}

const times = fc.tuple(time, time);
/** What a side holds once the plan has been carried out. */
const after = (shown: FlatRecord, change: LinkChange, side: 'psa' | 'platform'): FlatRecord => ({
	...shown,
	...writtenTo(change, side),
});

describe('the plan of a linked pair', () => {
	it('I1: nothing changed, nothing is written', () => {
		fc.assert(
			fc.property(record, policy, times, (base, rules, at) => {
				expect(planned(pair(base, base, base, rules, at)).writes).toEqual([]);
			}),
			runs(),
		);
	});

	it('I2: one side changed: exactly those fields reach the other side (unless the truth is enforced against it)', () => {
		fc.assert(
			fc.property(record, record, policy, times, fc.boolean(), (base, edited, rules, at, onPsa) => {
				if (rules.fallback.strategy === 'sourceOfTruth' && rules.fallback.mode === 'enforce') return;
				const change = planned(pair(base, onPsa ? edited : null, onPsa ? null : edited, rules, at));
				const changed = FIELDS.filter((name) => !sameValue(base[name], edited[name]));
				expect(Object.keys(writtenTo(change, onPsa ? 'platform' : 'psa')).sort()).toEqual([...changed].sort());
				expect(writtenTo(change, onPsa ? 'psa' : 'platform')).toEqual({});
			}),
			runs(),
		);
	});

	it('I12: an enforced source of truth puts back what was edited on the other side, and keeps the edit in the audit', () => {
		fc.assert(
			fc.property(record, record, times, (base, edited, at) => {
				const rules: SyncPolicy = {
					fallback: { strategy: 'sourceOfTruth', truth: 'psa', mode: 'enforce' },
					tieBreaker: 'psa',
					entities: {},
				};
				const change = planned(pair(base, null, edited, rules, at));
				expect(writtenTo(change, 'psa')).toEqual({});
				for (const name of FIELDS) expect(sameValue(after(edited, change, 'platform')[name], base[name])).toBe(true);
				const kept = change.audit.filter(({ kind }) => kind === 'lost').map(({ field, before }) => [field, before]);
				expect(kept).toEqual(
					FIELDS.filter((name) => !sameValue(base[name], edited[name])).map((name) => [name, edited[name]]),
				);
			}),
			runs(),
		);
	});

	it('P1: what is typed before the counterpart is there goes along with its create, whoever owns the field from then on', () => {
		fc.assert(
			fc.property(record, record, policy, times, (base, edited, rules, at) => {
				const { context, ...rest } = pair(base, null, edited, rules, at);
				if (!context) throw new Error('the pair has no link');
				const link: Link = { ...context.link, psaId: null, psaShadow: null, state: 'half' };
				const change = planned({ ...rest, context: { ...context, link, writes: [createUnderWay(base, at[0])] } });
				const changed = FIELDS.filter((name) => !sameValue(base[name], edited[name]));
				expect(writtenTo(change, 'psa')).toEqual(Object.fromEntries(changed.map((name) => [name, edited[name]])));
				expect(writtenTo(change, 'platform')).toEqual({});
			}),
			runs(),
		);
	});

	it('I3: both changed to equal values: nothing is written, and both shadows advance', () => {
		fc.assert(
			fc.property(record, record, policy, times, (base, edited, rules, at) => {
				const change = planned(pair(base, edited, edited, rules, at));
				expect(change.writes).toEqual([]);
				expect(change.reviews).toEqual([]);
				expect(change.psaShadow).toEqual(edited);
				expect(change.platformShadow).toEqual(edited);
			}),
			runs(),
		);
	});

	it('I4: both changed differently: both sides end alike or a person is asked, and no loser is forgotten', () => {
		fc.assert(
			fc.property(record, record, record, policy, times, (base, psa, platform, rules, at) => {
				const change = planned(pair(base, psa, platform, rules, at));
				for (const name of FIELDS) {
					const [left, right] = [after(psa, change, 'psa')[name], after(platform, change, 'platform')[name]];
					const entry = change.reviews.find((review) => review.kind === 'conflict' && review.field === name);
					if (entry) {
						expect([entry.psa?.value, entry.platform?.value]).toEqual([psa[name], platform[name]]);
						expect([left, right]).toEqual([psa[name], platform[name]]);
						continue;
					}
					expect(sameValue(left, right)).toBe(true);
					for (const [mine, now] of [
						[psa[name], left],
						[platform[name], right],
					]) {
						const edited = !sameValue(mine, base[name]);
						if (!edited || sameValue(mine, now)) continue;
						expect(change.audit.some((line) => line.field === name && sameValue(line.before, mine))).toBe(true);
					}
				}
			}),
			runs(),
		);
	});

	it('I5: the plan is a pure function: the same input gives the same plan, and is not touched', () => {
		fc.assert(
			fc.property(record, record, record, policy, times, (base, psa, platform, rules, at) => {
				const input = pair(base, psa, platform, rules, at);
				const before = JSON.stringify(input);
				expect(planned(input)).toEqual(planned(input));
				expect(JSON.stringify(input)).toBe(before);
			}),
			runs(),
		);
	});

	it("P2: a field that the shadow has never held takes today's value as its baseline", () => {
		fc.assert(
			fc.property(record, record, policy, times, (base, shown, rules, at) => {
				const { title: _, ...older } = base;
				const same: FlatRecord = { ...base, title: shown.title };
				const change = planned({ ...pair(base, null, null, rules, at), psa: observed('1', same, older, at[0]) });
				expect(change.writes).toEqual([]);
			}),
			runs(),
		);
	});

	it('I2: leaves a field that the target takes on create only out of updates, and plans none that would be empty', () => {
		const once: PlanInput['mapping'] = {
			...mapping,
			fields: mapping.fields.map((field) =>
				field.platformField === 'title' ? { ...field, createOnly: ['psa'] } : field,
			),
		};
		fc.assert(
			fc.property(record, record, times, (base, edited, at) => {
				const rules: SyncPolicy = { fallback: { strategy: 'lastWriteWins' }, tieBreaker: 'psa', entities: {} };
				const change = planned({ ...pair(base, null, edited, rules, at), mapping: once });
				const changed = FIELDS.filter((name) => name !== 'title' && !sameValue(base[name], edited[name]));
				expect(Object.keys(writtenTo(change, 'psa')).sort()).toEqual([...changed].sort());
				expect(change.writes.length).toBe(changed.length > 0 ? 1 : 0);
			}),
			runs(),
		);
	});

	it('I4: union: what either side added reaches the other one, what one took away goes from both', () => {
		const rules: SyncPolicy = { fallback: { strategy: 'union' }, tieBreaker: 'psa', entities: {} };
		const base = { tags: ['vip', 'server'] };
		const change = planned(pair(base, { tags: ['vip', 'server', 'urgent'] }, { tags: ['vip'] }, rules, ['', '']));
		expect(writtenTo(change, 'psa')).toEqual({ tags: ['urgent', 'vip'] });
		expect(writtenTo(change, 'platform')).toEqual({ tags: ['urgent', 'vip'] });
		expect(change.audit.map(({ side, before }) => [side, before])).toEqual([
			['psa', ['vip', 'server', 'urgent']],
			['platform', ['vip']],
		]);
	});
});
