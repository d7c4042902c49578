import { readParameters } from '../../../nodes/ConflictResolve/parameters';

type Values = Record<string, unknown>;

/** Reads parameters as a node that n8n has filled in with its defaults. */
function read(values: Values = {}) {
	const all: Values = {
		syncKey: 'default',
		mode: 'live',
		defaultStrategy: 'lastWriteWins',
		tieBreaker: 'psa',
		rules: {},
		options: {},
		...values,
	};
	const getNodeParameter = (name: string, _item: number, fallback: unknown) => all[name] ?? fallback;
	return readParameters({ getNodeParameter: getNodeParameter as never });
}

const rules = (...rule: Values[]) => ({ rules: { rule } });

test("a field has its own rule, or its entity's, or the default", () => {
	const { policy } = read({
		defaultStrategy: 'manual',
		...rules(
			{ entity: 'ticket', field: '', strategy: 'preferPsa' },
			{ entity: 'ticket', field: 'tags', strategy: 'union' },
			{ entity: 'contact', field: 'phone', strategy: 'enforcePlatform' },
		),
	});
	expect(policy).toEqual({
		fallback: { strategy: 'manual' },
		tieBreaker: 'psa',
		entities: {
			ticket: {
				default: { strategy: 'sourceOfTruth', truth: 'psa', mode: 'prefer' },
				fields: { tags: { strategy: 'union' } },
			},
			contact: {
				default: { strategy: 'manual' },
				fields: { phone: { strategy: 'sourceOfTruth', truth: 'platform', mode: 'enforce' } },
			},
		},
	});
});

test('the order of the rules does not matter', () => {
	const one = { entity: 'ticket', field: '', strategy: 'preferPsa' };
	const two = { entity: 'ticket', field: 'tags', strategy: 'union' };
	expect(read(rules(one, two)).policy).toEqual(read(rules(two, one)).policy);
});

describe('a rule for some companies only', () => {
	const prefer = (truth: string) => ({ strategy: 'sourceOfTruth', truth, mode: 'prefer' });

	test('goes before the rule of the same field for all, and leaves the other fields alone', () => {
		const { policy, movedPolicy } = read(
			rules(
				{ entity: 'ticket', field: 'title', strategy: 'preferPlatform', appliesTo: 'moved' },
				{ entity: 'ticket', field: 'title', strategy: 'preferPsa' },
				{ entity: 'ticket', field: '', strategy: 'manual', appliesTo: 'others' },
				{ entity: 'ticket', field: 'tags', strategy: 'union', appliesTo: 'all' },
			),
		);
		expect(policy.entities.ticket).toEqual({
			default: { strategy: 'manual' },
			fields: { title: prefer('psa'), tags: { strategy: 'union' } },
		});
		expect(movedPolicy?.entities.ticket).toEqual({
			default: { strategy: 'lastWriteWins' },
			fields: { title: prefer('platform'), tags: { strategy: 'union' } },
		});
	});

	test('is needed before companies are looked at at all', () => {
		expect(read(rules({ entity: 'ticket', field: 'title', strategy: 'union' })).movedPolicy).toBeUndefined();
	});

	test('is refused where another one says something else of the same companies', () => {
		const one = { entity: 'ticket', field: 'title', strategy: 'manual', appliesTo: 'moved' };
		expect(() => read(rules(one, { ...one, strategy: 'union' }))).toThrow(
			/two rules for ticket "title" of moved companies/,
		);
		expect(() => read(rules(one, { ...one, appliesTo: 'some' }))).toThrow(/rule 2, "appliesTo"/);
	});
});

test('a field called like a part of every object is a field like any other', () => {
	const { policy } = read(rules({ entity: 'ticket', field: '__proto__', strategy: 'union' }));
	expect(Object.keys(policy.entities.ticket?.fields ?? {})).toEqual(['__proto__']);
	expect(Object.getPrototypeOf(policy.entities.ticket?.fields)).toBe(Object.prototype);
});

test.each<[string, Values, RegExp]>([
	[
		'two rules for one field',
		rules(
			{ entity: 'ticket', field: 'title', strategy: 'manual' },
			{ entity: 'ticket', field: 'title', strategy: 'union' },
		),
		/two rules for ticket "title"/,
	],
	['an unknown strategy', rules({ entity: 'ticket', field: 'title', strategy: 'guess' }), /rule 1, "strategy"/],
	['an unknown mode', { mode: 'dry' }, /"mode"/],
	['an empty sync key', { syncKey: '  ' }, /sync key is empty/],
	['no writes per run', { options: { writesPerRun: 0 } }, /"options\.writesPerRun"/],
])('%s is refused by name', (_, values, message) => {
	expect(() => read(values)).toThrow(message);
});

describe('the phase', () => {
	test.each([1, 2, 3])('%i is what the node says', (phase) => {
		expect(read({ phase }).phase).toBe(phase);
	});

	test('is the first one in a workflow that was made before there were phases', () => {
		expect(read({ phase: undefined }).phase).toBe(1);
	});

	test('that does not exist is refused', () => {
		expect(() => read({ phase: 4 })).toThrow(/"phase" is not valid: choose 1, 2 or 3/);
	});
});
