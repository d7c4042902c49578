import { CommunicationIds } from './communicationItems';
import type { Database } from './database';
import { type FieldError, invalidObject, notFound } from './errors';
import { normalise } from './normalise';
import { applyPatch } from './patch';
import { References } from './references';
import { type RenderContext, renderRecord } from './render';
import type { Resource } from './resources';
import type { RuleContext } from './rules/rules';
import type { Row } from '../table';

/** Creates, changes, deletes and shows records by the vendor's rules, whoever asks: the API or a person. */
export class Records {
	readonly references: References;
	readonly #communicationIds = new CommunicationIds();

	/** @param apiUrl the address of the API root, for links */
	constructor(
		readonly db: Database,
		apiUrl: () => string,
	) {
		this.references = new References(db, apiUrl);
	}

	renderContext(resource: Resource): RenderContext {
		const { db, references } = this;
		const { table, links, derive } = resource;
		return { db, references, table, links, derive: derive && ((row) => derive(row, db, references)) };
	}

	render(resource: Resource, row: Row): Record<string, unknown> {
		return renderRecord(resource.model, row, this.renderContext(resource));
	}

	/** @throws VendorError 404 */
	get(resource: Resource, id: number, parentId?: number): Row {
		if (parentId !== undefined) this.#requireParent(resource, parentId);
		const row = this.db.table(resource.table).get(id);
		const misplaced = row && resource.parent && resource.parent.of(row) !== parentId;
		if (!row || misplaced) throw notFound(resource.label, id);
		return row;
	}

	/** @throws VendorError 400 where the record is not valid */
	create(resource: Resource, given: Readonly<Record<string, unknown>>, by: string, parentId?: number): Row {
		if (parentId !== undefined) this.#requireParent(resource, parentId);
		const touched = new Set(Object.keys(given).filter((name) => given[name] !== undefined && given[name] !== null));
		const context = this.#context(by, undefined, touched, parentId);
		const fields = this.#valid(resource, { ...given }, context);
		const row = this.db.insert(resource.table, fields, by, given.skipCallback === true);
		resource.rules?.after?.(row, given, context);
		return this.db.table(resource.table).get(row.id) ?? row;
	}

	/** Applies a JSON Patch. The whole stored record is validated again, as the vendor does (seen live). */
	patch(resource: Resource, stored: Row, operations: unknown, by: string): Row {
		const { record, touched } = applyPatch(resource.model, stored, operations);
		// A patch that reaches into a reference: answered with success, nothing changed.
		if (touched.size === 0) return stored;
		return this.#change(resource, stored, record, touched, by);
	}

	/** Replaces the whole record: what `given` leaves out is cleared. */
	replace(resource: Resource, stored: Row, given: Readonly<Record<string, unknown>>, by: string): Row {
		const fields = Object.keys(resource.model.fields);
		return this.#change(resource, stored, { ...given }, new Set(fields), by);
	}

	/** @throws VendorError 400 where other records need it */
	delete(resource: Resource, row: Row, by: string): void {
		const reason = resource.rules?.keep?.(row, this.db);
		if (reason !== undefined) {
			const error = { code: 'InUse', message: reason, resource: resource.model.resource, field: 'id' };
			throw invalidObject(resource.model.resource, [error]);
		}
		this.db.delete(resource.table, row.id, by);
		if (resource.table === 'tickets') {
			for (const note of this.db.table('notes').find('ticketId', [row.id]) ?? []) this.db.delete('notes', note.id, by);
		}
	}

	/** Forgets what it has given ids to; for a reset. */
	reset(): void {
		this.#communicationIds.reset();
	}

	/**
	 * The fields of a record of the past, brought into the form in which it is stored, with the entity's defaults.
	 * For loading: what the rules do after a commit is left to the caller.
	 */
	prepare(resource: Resource, given: Readonly<Record<string, unknown>>, by: string): Record<string, unknown> {
		return this.#valid(resource, { ...given }, this.#context(by, undefined, new Set(Object.keys(given)), undefined));
	}

	#change(
		resource: Resource,
		stored: Row,
		record: Record<string, unknown>,
		touched: ReadonlySet<string>,
		by: string,
	): Row {
		const context = this.#context(by, stored, touched, resource.parent?.of(stored));
		const quiet = record.skipCallback === true;
		const given = { ...record };
		const fields = this.#valid(resource, record, context);
		const row = this.db.update(resource.table, { ...fields, id: stored.id }, by, quiet);
		resource.rules?.after?.(row, given, context);
		return row;
	}

	#valid(resource: Resource, record: Record<string, unknown>, context: RuleContext): Record<string, unknown> {
		const { model, rules, table } = resource;
		rules?.before?.(record, context);
		const { db, references } = this;
		const { fields, errors } = normalise(model, record, {
			db,
			references,
			communicationIds: this.#communicationIds,
			table,
			stored: context.stored,
		});
		const problems: FieldError[] = [...errors];
		if (problems.length === 0) problems.push(...(rules?.complete?.(fields, context) ?? []));
		if (problems.length) throw invalidObject(model.resource, problems);
		return fields;
	}

	#context(
		by: string,
		stored: Row | undefined,
		touched: ReadonlySet<string>,
		parentId: number | undefined,
	): RuleContext {
		const { db, references } = this;
		return { db, references, by, stored, touched, parentId };
	}

	#requireParent(resource: Resource, parentId: number): void {
		const { parent } = resource;
		if (parent && !this.db.table(parent.table).get(parentId)) throw notFound(parent.label, parentId);
	}
}
