import type { Row } from '../table';
import type { Database } from './database';
import type { Entity } from './entities';
import { invalid } from './errors';
import { readFields, recordProblems } from './normalise';
import type { RuleContext } from './rules/rules';
import type { AllSettings } from './settings';
import { type UdfValues, readUdfs, renderUdfs, udfDefinitions } from './udfs';

/** Who writes. */
export interface Author {
	/** The resource in whose name. */
	readonly by: number;
	/** The API user, where it writes in another's name. */
	readonly impersonator?: number;
}

const NO_UDFS: UdfValues = new Map();

/** Creates, changes, deletes and shows records by the vendor's rules, whoever asks: the API or a person. */
export class Records {
	constructor(
		readonly db: Database,
		readonly settings: AllSettings,
	) {}

	/** A stored record as the API answers it: every field of the model, null where unset; bytes are left out. */
	render(entity: Entity, row: Row): Record<string, unknown> {
		const rendered: Record<string, unknown> = {};
		const suffix = this.settings.timesWithZ ? 'Z' : '';
		for (const [name, { type, secret }] of Object.entries(entity.model.fields)) {
			const value = row[name] ?? null;
			const isTime = value !== null && (type === 'date' || type === 'day');
			rendered[name] = secret || type === 'bytes' ? null : isTime ? `${String(value)}${suffix}` : value;
		}
		if (entity.model.udfs) rendered.userDefinedFields = renderUdfs(udfsOf(row), udfDefinitions(this.db, entity));
		return rendered;
	}

	/**
	 * @param parentId the record below which it is created
	 * @throws VendorError 500 where the record is not valid
	 */
	create(entity: Entity, given: Readonly<Record<string, unknown>>, author: Author, parentId?: number): Row {
		const whole = this.#withParent(entity, given, parentId);
		const { fields, context } = this.#valid(entity, whole, author, undefined, true, parentId);
		const row = this.db.insert(entity.name, fields, author.by);
		entity.rules?.after?.(row, context);
		return row;
	}

	/**
	 * Changes the given fields (`sparse`), or replaces the record: what is left out is cleared.
	 *
	 * @throws VendorError 500 where the record is not valid afterwards
	 */
	change(entity: Entity, stored: Row, given: Readonly<Record<string, unknown>>, author: Author, sparse: boolean): Row {
		const { fields, context } = this.#valid(entity, given, author, stored, sparse);
		const row = this.db.update(entity.name, { ...fields, id: stored.id }, author.by);
		entity.rules?.after?.(row, context);
		return row;
	}

	/** @throws VendorError 500 where other records need it */
	delete(entity: Entity, row: Row, author: Author): void {
		const reason = entity.rules?.keep?.(row, this.db);
		if (reason !== undefined) throw invalid(reason);
		this.db.delete(entity.name, row, author.by);
		entity.rules?.deleted?.(row, { db: this.db, by: author.by });
	}

	/**
	 * The fields of a record of the past as they are stored, checked.
	 *
	 * @throws VendorError 500 where the record is not valid
	 */
	prepare(entity: Entity, given: Readonly<Record<string, unknown>>, author: Author): Record<string, unknown> {
		return this.#valid(entity, given, author, undefined).fields;
	}

	#withParent(
		entity: Entity,
		given: Readonly<Record<string, unknown>>,
		parentId: number | undefined,
	): Readonly<Record<string, unknown>> {
		if (parentId === undefined || !entity.parent) return given;
		const { field } = entity.parent;
		const named = Object.keys(given).some((key) => key.toLowerCase() === field.toLowerCase() && given[key] !== null);
		return named ? given : { ...given, [field]: parentId };
	}

	#valid(
		entity: Entity,
		given: Readonly<Record<string, unknown>>,
		author: Author,
		stored: Row | undefined,
		sparse = true,
		parentId?: number,
	): { fields: Record<string, unknown>; context: RuleContext } {
		const { values, errors } = readFields(entity, given, this.settings);
		const base = stored && (sparse ? stored : ownFields(entity, stored));
		const record: Record<string, unknown> = { ...base, ...values };
		this.#dropStatus(entity, record, stored, sparse);
		const problems = [...errors];
		if (entity.model.udfs) {
			const before = sparse ? udfsOf(stored) : NO_UDFS;
			const udfs = readUdfs(memberOf(given, 'userDefinedFields') ?? null, before, this.db, entity);
			problems.push(...udfs.errors);
			record.userDefinedFields = udfs.values;
		}
		const context: RuleContext = {
			db: this.db,
			by: author.by,
			impersonator: author.impersonator,
			stored,
			parentId,
			touched: new Set(Object.keys(values)),
		};
		if (problems.length === 0) problems.push(...recordProblems(entity, record, stored, this.db));
		if (problems.length === 0) problems.push(...(entity.rules?.complete?.(record, context) ?? []));
		if (problems.length) throw invalid(...problems);
		return { fields: record, context };
	}

	/** A change of status that is answered with success and lost, as seen live now and then. */
	#dropStatus(entity: Entity, record: Record<string, unknown>, stored: Row | undefined, sparse: boolean): void {
		if (entity.name !== 'Tickets' || !stored || !sparse || record.status === stored.status) return;
		if (this.settings.dropStatusChanges === 0) return;
		this.settings.dropStatusChanges--;
		record.status = stored.status;
	}
}

/** What a replacement keeps: the system's own fields and keys that cannot be read. */
function ownFields(entity: Entity, stored: Row): Record<string, unknown> {
	const kept = Object.entries(entity.model.fields).filter(([, { readOnly, secret }]) => readOnly || secret);
	return Object.fromEntries(kept.map(([name]) => [name, stored[name]]));
}

function udfsOf(row: Row | undefined): UdfValues {
	return (row?.userDefinedFields as UdfValues | undefined) ?? NO_UDFS;
}

function memberOf(given: Readonly<Record<string, unknown>>, name: string): unknown {
	const key = Object.keys(given).find((one) => one.toLowerCase() === name.toLowerCase());
	return key === undefined ? undefined : given[key];
}
