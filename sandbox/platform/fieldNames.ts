import type { PlatformEntity } from './fields';
import { type FieldProblem, type PlatformProblem, validationFailed } from './problem';

/** Other names for fields, by the contract's name: `{ ticket: { title: 'subject' } }`. */
export type FieldNameMap = Readonly<Partial<Record<PlatformEntity, Readonly<Record<string, string>>>>>;

/**
 * Translates between the contract's field names and those of a platform that names some of them otherwise. Real
 * platforms do; the node can be configured for it, and this server can play such a platform.
 */
export class FieldNames {
	readonly #outward: ReadonlyMap<PlatformEntity, ReadonlyMap<string, string>>;
	readonly #inward: ReadonlyMap<PlatformEntity, ReadonlyMap<string, string>>;

	constructor(names: FieldNameMap = {}) {
		const entries = Object.entries(names) as Array<[PlatformEntity, Record<string, string>]>;
		this.#outward = new Map(entries.map(([entity, map]) => [entity, new Map(Object.entries(map))]));
		this.#inward = new Map(
			entries.map(([entity, map]) => [entity, new Map(Object.entries(map).map(([own, other]) => [other, own]))]),
		);
	}

	/** The name that clients see. Only the first segment of a path like `customFields/Asset Tag` is translated. */
	outward(entity: PlatformEntity, name: string): string {
		const names = this.#outward.get(entity);
		if (!names) return name;
		const [head, ...rest] = name.split('/');
		return [names.get(head) ?? head, ...rest].join('/');
	}

	/** A record as clients see it. */
	show(entity: PlatformEntity, record: object): object {
		const names = this.#outward.get(entity);
		if (!names) return record;
		return Object.fromEntries(Object.entries(record).map(([name, value]) => [names.get(name) ?? name, value]));
	}

	/** A body in the contract's names. @throws PlatformProblem where it uses a name that this platform does not have */
	understand(entity: PlatformEntity, body: unknown): unknown {
		const inward = this.#inward.get(entity);
		if (!inward || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
		const hidden = Object.keys(body).filter((name) => this.#outward.get(entity)?.has(name) && !inward.has(name));
		if (hidden.length > 0) {
			const message = 'is not a field of this record';
			throw validationFailed(hidden.map((field) => ({ field, code: 'unknown_field', message })));
		}
		return Object.fromEntries(Object.entries(body).map(([name, value]) => [inward.get(name) ?? name, value]));
	}

	/** A query in the contract's names. Filters may be given by either name. */
	understandQuery(entity: PlatformEntity, query: unknown): unknown {
		const inward = this.#inward.get(entity);
		if (!inward) return query;
		return Object.fromEntries(
			Object.entries(query as object).map(([name, value]) => [inward.get(name) ?? name, value as unknown]),
		);
	}

	/** A refusal whose fields are named as clients know them. */
	problem(entity: PlatformEntity, problem: PlatformProblem): PlatformProblem {
		const { errors } = problem.extras;
		if (!errors || !this.#outward.has(entity)) return problem;
		// An unknown top-level field is named as the client wrote it already.
		const asWritten = (error: FieldProblem): boolean => error.code === 'unknown_field' && !error.field.includes('/');
		const rename = (error: FieldProblem): FieldProblem => ({ ...error, field: this.outward(entity, error.field) });
		return validationFailed(errors.map((error) => (asWritten(error) ? error : rename(error))));
	}
}
