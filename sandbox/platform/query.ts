import { z } from 'zod';
import type { PlatformEntity } from './fields';
import { PlatformProblem } from './problem';
import type { PlatformRecord } from './table';

type Predicate = (record: PlatformRecord) => boolean;

/** A list query, understood: what to keep, and where to look where that is known beforehand. */
export interface ListQuery {
	readonly limit: number;
	readonly cursor: string | undefined;
	readonly keeps: Predicate;
	readonly ids: readonly string[] | undefined;
	readonly externalRefs: ReadonlyArray<{ readonly system: string; readonly id: string }> | undefined;
}

const MOST = 100;
const filled = z.string().min(1, 'must not be empty');
const several = z.preprocess(
	(value) => (typeof value === 'string' ? [value] : value),
	z.array(filled).max(MOST, `may be given at most ${MOST} times`),
);
const commaSeparated = filled
	.transform((value) => value.split(','))
	.pipe(z.array(filled).max(MOST, `may name at most ${MOST}`));
const externalRef = z.string().transform((value, ctx) => {
	const match = /^([a-z][a-z0-9_-]*):([\s\S]+)$/.exec(value);
	if (match) return { system: match[1], id: match[2] };
	ctx.addIssue({ code: 'custom', message: 'must be like system:id' });
	return z.NEVER;
});

const paging = {
	limit: z.coerce.number().int().min(1).max(500).default(100),
	cursor: z.string().optional(),
};
const common = {
	...paging,
	ids: commaSeparated.optional(),
	externalRef: commaSeparated.pipe(z.array(externalRef)).optional(),
	updatedSince: z
		.string()
		.datetime({ offset: true })
		.transform((value) => new Date(value).toISOString())
		.optional(),
	q: z.string().max(200).optional(),
};

/** How the values of a filter are compared. */
type Comparison = 'exact' | 'boolean' | 'caseless' | 'spaced';

const FILTERS: Readonly<Record<PlatformEntity, Readonly<Record<string, Comparison>>>> = {
	company: { identifier: 'caseless', name: 'spaced', domain: 'caseless', status: 'exact' },
	contact: { companyId: 'exact', email: 'caseless', name: 'spaced', active: 'boolean' },
	ticket: {
		companyId: 'exact',
		contactId: 'exact',
		status: 'exact',
		priority: 'exact',
		queue: 'exact',
		assignee: 'exact',
		number: 'exact',
	},
	note: { ticketId: 'exact', visibility: 'exact' },
	agreement: { companyId: 'exact', name: 'spaced', active: 'boolean' },
	timeEntry: { ticketId: 'exact', technician: 'exact' },
	invoice: { companyId: 'exact', status: 'exact', number: 'exact' },
	attachment: { ticketId: 'exact' },
};

const SEARCHED: Readonly<Partial<Record<PlatformEntity, readonly string[]>>> = {
	company: ['name', 'identifier', 'domain'],
	contact: ['name', 'email'],
	agreement: ['name'],
	ticket: ['number', 'title'],
	invoice: ['number'],
	attachment: ['fileName'],
};

const FOLD: Readonly<Record<Comparison, (value: unknown) => string>> = {
	exact: String,
	boolean: String,
	caseless: (value) => String(value).toLowerCase(),
	spaced: (value) => String(value).trim().replace(/\s+/g, ' ').toLowerCase(),
};

function filterSchema(comparison: Comparison): z.ZodTypeAny {
	if (comparison === 'caseless' || comparison === 'spaced') return several.optional();
	if (comparison === 'boolean') return z.enum(['true', 'false']).optional();
	return filled.optional();
}

/** @throws PlatformProblem `invalid_parameter` that names the parameter; unknown ones are refused too */
function parse<T extends z.ZodRawShape>(shape: T, query: unknown): z.infer<z.ZodObject<T>> {
	const result = z.object(shape).strict().safeParse(query);
	if (result.success) return result.data;
	const reasons = result.error.issues.map((issue) =>
		issue.code === 'unrecognized_keys'
			? `${issue.keys.join(', ')}: is not a parameter of this list`
			: `${issue.path.join('/')}: ${issue.message}`,
	);
	throw new PlatformProblem('invalid_parameter', reasons.join('; '));
}

/** Reads the query of a plain list. */
export function parseListQuery(entity: PlatformEntity, query: unknown): ListQuery {
	const comparisons = Object.entries(FILTERS[entity]);
	const filters = Object.fromEntries(comparisons.map(([name, comparison]) => [name, filterSchema(comparison)]));
	const searched = SEARCHED[entity];
	const { q: _q, ...withoutSearch } = common;
	const parsed = parse({ ...(searched ? common : withoutSearch), ...filters } as typeof common, query);
	const wanted = parsed as Record<string, unknown>;
	const predicates: Predicate[] = [];
	for (const [name, comparison] of comparisons) {
		if (wanted[name] === undefined) continue;
		const fold = FOLD[comparison];
		const values = new Set([wanted[name]].flat().map(fold));
		predicates.push((record) => record[name] !== null && values.has(fold(record[name])));
	}
	const { updatedSince, q } = parsed;
	if (updatedSince !== undefined) predicates.push((record) => record.updatedAt >= updatedSince);
	if (q !== undefined && searched) {
		const part = q.toLowerCase();
		const inField = (record: PlatformRecord, name: string): boolean =>
			typeof record[name] === 'string' && record[name].toLowerCase().includes(part);
		predicates.push((record) => searched.some((name) => inField(record, name)));
	}
	const { limit, cursor, ids, externalRef: externalRefs } = parsed;
	return { limit, cursor, ids, externalRefs, keeps: (record) => predicates.every((keeps) => keeps(record)) };
}

/** Reads the query of a change feed, or of a list that has no filters. */
export function parsePaging(query: unknown): { readonly limit: number; readonly cursor?: string } {
	return parse(paging, query);
}
