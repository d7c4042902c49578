import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { ServerClock } from '../http';
import { deriveOnCreate, deriveOnPatch } from './derive';
import {
	CUSTOM_FIELDS,
	type CustomFieldDefinitions,
	FIELDS,
	hasCustomFields,
	PLATFORM_ENTITIES,
	type PlatformEntity,
} from './fields';
import { type FieldProblem, PlatformProblem, validationFailed } from './problem';
import { isTombstone, type PlatformRecord, type State, Table, type Tombstone } from './table';
import { createValidators, type Values } from './validate';

export type CommitKind = 'created' | 'updated' | 'deleted';

export interface Commit {
	readonly entity: PlatformEntity;
	readonly kind: CommitKind;
	readonly state: State;
	/** The state before; undefined for a new record. */
	readonly before: PlatformRecord | undefined;
	/** Its writer asked that no client be mailed about it. */
	readonly quiet: boolean;
}

const ID_PREFIXES: Readonly<Record<PlatformEntity, string>> = {
	company: 'co',
	contact: 'ct',
	agreement: 'ag',
	ticket: 'tk',
	note: 'nt',
	timeEntry: 'te',
	invoice: 'in',
	attachment: 'at',
};

/** Which kinds forbid deleting the record that they name, and in which field. */
const HOLDERS: ReadonlyArray<readonly [PlatformEntity, string, PlatformEntity]> = [
	['company', 'companyId', 'contact'],
	['company', 'companyId', 'agreement'],
	['company', 'companyId', 'ticket'],
	['company', 'companyId', 'invoice'],
	['contact', 'contactId', 'ticket'],
	['agreement', 'agreementId', 'ticket'],
	['agreement', 'agreementId', 'timeEntry'],
	['invoice', 'invoiceId', 'timeEntry'],
];

/** Where both are given, the second is not before the first. Equal spellings of times compare as texts. */
const SPANS = [
	['startedAt', 'endedAt'],
	['startsOn', 'endsOn'],
] as const;

const TICKET_CHILDREN = ['note', 'timeEntry', 'attachment'] as const satisfies readonly PlatformEntity[];

/** The platform's records: every promise of the contract that concerns state, none that concerns HTTP. */
export class PlatformStore {
	/** Differs after each reset, so that cursors from before are known to be void. */
	#epoch = randomUUID();
	#tables = emptyTables();
	#contents = new Map<string, Buffer>();
	#seq = 0;
	#lagMs = 0;
	readonly #listeners = new Set<(commit: Commit) => void>();
	readonly #validators: ReturnType<typeof createValidators>;

	constructor(
		private readonly clock: ServerClock,
		readonly customFields: CustomFieldDefinitions = CUSTOM_FIELDS,
	) {
		this.#validators = createValidators(customFields);
	}

	get epoch(): string {
		return this.#epoch;
	}

	/** How far lists, look-ups and the change feed lag behind, in milliseconds of the machine's time. */
	get lagMs(): number {
		return this.#lagMs;
	}

	set lagMs(ms: number) {
		this.#lagMs = ms;
	}

	/** What an index knows at this moment: commits up to this point of the machine's time. */
	get horizon(): number {
		return this.#lagMs === 0 ? Infinity : Date.now() - this.#lagMs;
	}

	table(entity: PlatformEntity): Table {
		return this.#tables[entity];
	}

	/** @throws PlatformProblem `not_found` or `deleted` */
	get(entity: PlatformEntity, id: string): PlatformRecord {
		const state = this.#tables[entity].current(id);
		if (!state) throw new PlatformProblem('not_found', `There is no ${entity} with the id ${id}.`);
		if (isTombstone(state)) {
			throw new PlatformProblem('deleted', `The ${entity} ${id} was deleted at ${state.updatedAt}.`);
		}
		return state;
	}

	/** Creates a record out of a request's body. @throws PlatformProblem where the contract refuses it */
	create(entity: PlatformEntity, body: unknown, by: string, quiet = false): PlatformRecord {
		const given = this.#validators[entity].create(body);
		const values = this.#withDefaults(entity, given);
		const id = `${ID_PREFIXES[entity]}-${this.#tables[entity].size + 1}`;
		const ordinal = this.#tables[entity].size + 1;
		Object.assign(
			values,
			deriveOnCreate(entity, given, values, { ordinal, by, at: new Date(this.clock.now()).toISOString() }),
		);
		this.#check(entity, id, values);
		return this.#commit(entity, undefined, id, values, by, quiet);
	}

	/**
	 * Carries out a merge patch. One that changes nothing makes no commit.
	 * @param ifMatch the entity tag that the record must have, where the caller cares
	 * @param quiet no client is mailed about it
	 */
	patch(
		entity: PlatformEntity,
		id: string,
		body: unknown,
		by: string,
		ifMatch?: string,
		quiet = false,
	): PlatformRecord {
		const before = this.get(entity, id);
		this.#mustMatch(entity, before, ifMatch);
		const given = this.#validators[entity].patch(body);
		const values: Values = { ...valuesOf(before), ...given };
		if (given.customFields) values.customFields = { ...before.customFields, ...given.customFields };
		Object.assign(values, deriveOnPatch(entity, values));
		this.#mustLeaveLockedAlone(entity, before, values);
		this.#check(entity, id, values);
		if (isDeepStrictEqual(values, valuesOf(before))) return before;
		return this.#commit(entity, before, id, values, by, quiet);
	}

	/** Deletes a record, with a ticket also what belongs to it. A record that is already deleted stays so. */
	delete(entity: PlatformEntity, id: string, by: string, ifMatch?: string): void {
		const state = this.#tables[entity].current(id);
		if (state && isTombstone(state)) return;
		const before = this.get(entity, id);
		this.#mustMatch(entity, before, ifMatch);
		this.#mustBeUnlocked(entity, before);
		const children = entity === 'ticket' ? TICKET_CHILDREN.flatMap((child) => this.#childrenOf(child, id)) : [];
		for (const [child, record] of children) this.#mustBeUnlocked(child, record);
		for (const [parent, field, child] of HOLDERS) {
			if (parent === entity) this.#mustNotBeHeld(entity, id, field, child);
		}
		for (const [child, record] of children) this.#bury(child, record.id, by);
		this.#bury(entity, id, by);
	}

	/** Sets fields that no client may write, as the platform's own processes do (`size`, `sha256`). */
	derive(entity: PlatformEntity, id: string, values: Values, by: string, ifMatch?: string): PlatformRecord {
		const before = this.get(entity, id);
		this.#mustMatch(entity, before, ifMatch);
		const after = { ...valuesOf(before), ...values };
		if (isDeepStrictEqual(after, valuesOf(before))) return before;
		return this.#commit(entity, before, id, after, by, false);
	}

	content(id: string): Buffer | undefined {
		return this.#contents.get(id);
	}

	setContent(id: string, content: Buffer): void {
		this.#contents.set(id, content);
	}

	/** Calls `listener` after every commit. @returns a function that ends it */
	onCommit(listener: (commit: Commit) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Makes every cursor that was handed out `cursor_expired`, as after a month of silence. */
	expireCursors(): void {
		this.#epoch = randomUUID();
	}

	/** Forgets every record; ids start again. */
	reset(): void {
		this.expireCursors();
		this.#tables = emptyTables();
		this.#contents.clear();
	}

	#withDefaults(entity: PlatformEntity, given: Values): Values {
		const values: Values = {};
		for (const field of FIELDS[entity]) {
			values[field.name] = given[field.name] ?? field.default ?? (field.type === 'list' ? [] : null);
		}
		if (hasCustomFields(entity)) {
			const names = (this.customFields[entity] ?? []).map((field) => field.name);
			const customFields = given.customFields as Values | undefined;
			values.customFields = Object.fromEntries(names.map((name) => [name, customFields?.[name] ?? null]));
		}
		values.externalRefs = given.externalRefs ?? [];
		return values;
	}

	/** References exist; what must be unique is. */
	#check(entity: PlatformEntity, id: string, values: Values): void {
		const problems: FieldProblem[] = [];
		for (const field of FIELDS[entity]) {
			const target = values[field.name];
			if (field.type !== 'reference' || field.entity === undefined || typeof target !== 'string') continue;
			const state = this.#tables[field.entity].current(target);
			if (state && !isTombstone(state)) continue;
			const message = `there is no ${field.entity} with the id ${target}`;
			problems.push({ field: field.name, code: 'unknown_reference', message });
		}
		for (const [start, end] of SPANS) {
			if (typeof values[end] !== 'string' || typeof values[start] !== 'string') continue;
			if (values[end] >= values[start]) continue;
			problems.push({ field: end, code: 'invalid_value', message: `must not be before ${start}` });
		}
		if (problems.length > 0) throw validationFailed(problems);
		for (const ref of values.externalRefs as PlatformRecord['externalRefs']) {
			const existingId = this.#tables[entity].holderOf(ref.system, ref.id);
			if (existingId === undefined || existingId === id) continue;
			const detail = `The ${entity} ${existingId} already is the counterpart of ${ref.system}:${ref.id}. Nothing was done.`;
			throw new PlatformProblem('external_ref_taken', detail, { existingId });
		}
		if (entity === 'company' && values.identifier) this.#mustBeFree(String(values.identifier), id);
	}

	#mustBeFree(identifier: string, id: string): void {
		const wanted = identifier.toLowerCase();
		for (const { record } of this.#tables.company.list(0, Infinity)) {
			if (record.id === id || String(record.identifier ?? '').toLowerCase() !== wanted) continue;
			const detail = `The company ${record.id} already has the identifier ${identifier}. Nothing was done.`;
			throw new PlatformProblem('identifier_taken', detail, { existingId: record.id });
		}
	}

	#mustMatch(entity: PlatformEntity, record: PlatformRecord, ifMatch: string | undefined): void {
		if (ifMatch === undefined || ifMatch === '*') return;
		const tags = ifMatch.split(',').map((tag) => tag.trim());
		if (tags.includes(record.etag)) return;
		const detail = `The ${entity} ${record.id} is at ${record.etag}, not at ${ifMatch}. Nothing was done: read it again.`;
		throw new PlatformProblem('etag_mismatch', detail);
	}

	#mustBeUnlocked(entity: PlatformEntity, record: PlatformRecord): void {
		if (record.locked !== true) return;
		throw new PlatformProblem('locked', `The ${entity} ${record.id} is locked: it was billed.`);
	}

	/** Of a locked record only what billing says can change. */
	#mustLeaveLockedAlone(entity: PlatformEntity, before: PlatformRecord, values: Values): void {
		const old = valuesOf(before);
		const billing = FIELDS[entity].filter((field) => field.billing).map((field) => field.name);
		const content = Object.keys(values).filter((name) => !billing.includes(name));
		if (content.some((name) => !isDeepStrictEqual(values[name], old[name]))) this.#mustBeUnlocked(entity, before);
	}

	#mustNotBeHeld(entity: PlatformEntity, id: string, field: string, child: PlatformEntity): void {
		for (const { record } of this.#tables[child].list(0, Infinity)) {
			if (record[field] !== id) continue;
			const detail = `The ${entity} ${id} is still named by the ${child} ${record.id} and was not deleted.`;
			throw new PlatformProblem('in_use', detail);
		}
	}

	#childrenOf(child: PlatformEntity, ticketId: string): Array<readonly [PlatformEntity, PlatformRecord]> {
		const found: Array<readonly [PlatformEntity, PlatformRecord]> = [];
		for (const { record } of this.#tables[child].list(0, Infinity)) {
			if (record.ticketId === ticketId) found.push([child, record]);
		}
		return found;
	}

	#commit(
		entity: PlatformEntity,
		before: PlatformRecord | undefined,
		id: string,
		values: Values,
		by: string,
		quiet: boolean,
	): PlatformRecord {
		const seq = ++this.#seq;
		const now = new Date(this.clock.now()).toISOString();
		const record = {
			id,
			...values,
			createdAt: before?.createdAt ?? now,
			updatedAt: now,
			updatedBy: by,
			etag: `"${seq}"`,
		} as unknown as PlatformRecord;
		this.#publish(seq, { entity, kind: before ? 'updated' : 'created', state: record, before, quiet });
		return record;
	}

	#bury(entity: PlatformEntity, id: string, by: string): void {
		const updatedAt = new Date(this.clock.now()).toISOString();
		const tombstone: Tombstone = { id, deleted: true, updatedAt, updatedBy: by };
		const before = this.get(entity, id);
		this.#contents.delete(id);
		this.#publish(++this.#seq, { entity, kind: 'deleted', state: tombstone, before, quiet: false });
	}

	#publish(seq: number, commit: Commit): void {
		this.#tables[commit.entity].commit({ seq, at: Date.now(), state: commit.state });
		for (const listener of this.#listeners) listener(commit);
	}
}

/** The values of a record without what the server itself says of it. */
function valuesOf(record: PlatformRecord): Values {
	const { id: _id, createdAt: _created, updatedAt: _updated, updatedBy: _by, etag: _etag, ...values } = record;
	return values;
}

function emptyTables(): Record<PlatformEntity, Table> {
	return Object.fromEntries(PLATFORM_ENTITIES.map((entity) => [entity, new Table(entity)])) as Record<
		PlatformEntity,
		Table
	>;
}
