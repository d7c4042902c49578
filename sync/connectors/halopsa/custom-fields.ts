import type { HaloPsaEntity } from './catalogue';
import type { HaloPsaClient } from './client';
import type { CustomField, FieldInfo } from './schemas';
import { fieldInfo } from './schemas';

/** The vendor's numbers for what a custom field holds (seen in recorded fields, and in public clients). */
export enum CustomFieldType {
	Text = 0,
	Memo = 1,
	Single = 2,
	Multiple = 3,
	Date = 4,
	Time = 5,
	Checkbox = 6,
	Table = 7,
	Rich = 10,
}

/** The custom fields of one tenant. Asked for once per instance. */
export class CustomFields {
	readonly #ofEntity = new Map<HaloPsaEntity, Promise<FieldInfo[]>>();

	constructor(private readonly client: HaloPsaClient) {}

	/**
	 * The definitions of an entity's custom fields. `usage` says to what a field belongs, and what number stands for which
	 * entity is nowhere documented: a record that carries custom fields tells. Where none does, there are none to map.
	 */
	async of(entity: HaloPsaEntity): Promise<FieldInfo[]> {
		let found = this.#ofEntity.get(entity);
		if (!found) {
			found = this.#ask(entity);
			this.#ofEntity.set(entity, found);
			// A failure is not kept: the next call asks again.
			found.catch(() => this.#ofEntity.delete(entity));
		}
		return await found;
	}

	async #ask(entity: HaloPsaEntity): Promise<FieldInfo[]> {
		const { rows } = await this.client.page(entity, {}, 1, 1);
		const sample = rows.length === 0 ? undefined : await this.client.get(entity, String(rows[0].id));
		const carried = sample?.customfields ?? [];
		if (carried.length === 0) return [];
		const usages = new Set(carried.map(({ usage }) => usage));
		const defined = await this.client.lookups('/FieldInfo', fieldInfo, { includevalues: true });
		const known = defined.filter(
			({ id, usage, name }) => name && (usages.has(usage) || carried.some((one) => one.id === id)),
		);
		const others = carried.filter(({ id }) => !defined.some((one) => one.id === id));
		return [...known, ...others.flatMap(definitionOf)];
	}
}

function definitionOf({ id, name, label, type, usage }: CustomField): FieldInfo[] {
	return typeof id === 'number' && name ? [{ id, name, label, type, usage }] : [];
}
