import type { Json } from '../../model/json';
import type { FlatRecord, Synonyms } from '../../model/record';
import type { CarriedEntity } from './catalogue';
import { CUSTOM_FIELD_PREFIX } from './catalogue';
import type { AutotaskClient } from './client';
import type { Parts } from './payload';
import { refuse } from './payload';
import type { FieldInformation as Field } from './schemas';

const KEPT_MS = 60 * 60 * 1000;

interface Kept {
	readonly fields: Promise<readonly Field[]>;
	readonly until: number;
}

/** By tenant, kind and entity: a new connector is made for each run, and these calls count like any other. */
const known = new Map<string, Kept>();

/** What a tenant says of its own fields. Asked for once an hour and process, and again where a field is not known. */
export class FieldInformation {
	constructor(
		private readonly client: AutotaskClient,
		private readonly tenant: string,
		private readonly now: () => number,
	) {}

	/** The standard fields: picklists, lengths, whether they can be written. */
	async standard(entity: CarriedEntity): Promise<readonly Field[]> {
		return await this.#get(entity, 'fields');
	}

	/** The user-defined fields. */
	async custom(entity: CarriedEntity): Promise<readonly Field[]> {
		return await this.#get(entity, 'userDefinedFields');
	}

	/** Forgets what was kept, so that the next question is asked of the system. */
	forget(entity: CarriedEntity): void {
		for (const kind of ['fields', 'userDefinedFields'] as const) known.delete(this.#key(entity, kind));
	}

	/**
	 * Holds what is to be written against the tenant's own fields: the vendor ignores what it does not know, and answers
	 * success all the same.
	 * @throws SyncError BAD_INPUT for a field that this tenant does not have or does not let anybody write.
	 */
	async check(entity: CarriedEntity, parts: Parts): Promise<void> {
		const standard = await this.standard(entity);
		// A tenant that tells nothing of its fields forbids nothing.
		if (standard.length > 0) {
			for (const name of parts.fields.keys()) {
				const field = standard.find((one) => one.name.toLowerCase() === name.toLowerCase());
				if (field === undefined) throw refuse(entity, name, 'is no field of it in this tenant; leave it out');
				if (field.isReadOnly === true) throw refuse(entity, name, 'is read-only in this tenant; leave it out');
			}
		}
		if (parts.customFields.size === 0) return;
		const missing = (custom: readonly Field[]) =>
			[...parts.customFields.keys()].find((name) => !custom.some((one) => one.name === name));
		if (missing(await this.custom(entity)) === undefined) return;
		// It may have been made since.
		this.forget(entity);
		const name = missing(await this.custom(entity));
		if (name !== undefined) {
			throw refuse(entity, CUSTOM_FIELD_PREFIX + name, 'is no user-defined field of it; refresh the list of fields');
		}
	}

	/**
	 * Takes the first of a value and its synonyms that this tenant's picklist offers: the numbers are each tenant's own.
	 * Where it offers none of them, or there is no choice, the values stay as they are, and Autotask says what it thinks
	 * of them.
	 */
	async fit(entity: CarriedEntity, changes: FlatRecord, synonyms: Synonyms): Promise<FlatRecord> {
		const fitting: Record<string, Json> = {};
		for (const [name, others] of Object.entries(synonyms)) {
			if (others.length === 0 || !Object.hasOwn(changes, name)) continue;
			const field = (await this.standard(entity)).find((one) => one.name === name);
			const offered = (field?.picklistValues ?? []).filter(({ isActive }) => isActive !== false);
			const known = new Set(offered.map(({ value }) => value));
			const found = [changes[name], ...others].find((value) => known.has(String(value)));
			if (found !== undefined) fitting[name] = found;
		}
		return { ...changes, ...fitting };
	}

	async #get(entity: CarriedEntity, kind: 'fields' | 'userDefinedFields'): Promise<readonly Field[]> {
		const key = this.#key(entity, kind);
		const kept = known.get(key);
		if (kept !== undefined && kept.until > this.now()) return await kept.fields;
		const fields = this.client.fieldInformation(entity, kind);
		known.set(key, { fields, until: this.now() + KEPT_MS });
		// A failure is not kept: the next call asks again.
		fields.catch(() => known.delete(key));
		return await fields;
	}

	#key(entity: CarriedEntity, kind: string): string {
		return `${this.tenant} ${entity} ${kind}`;
	}
}
