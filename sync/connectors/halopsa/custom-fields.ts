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

/** So all names of custom fields begin (recorded); definitions of the system's own fields stand among them. */
const NAMES_BEGIN = 'CF';
/** The `usage` of a ticket's fields (recorded). */
const TICKETS = 1;

/** The custom fields of one tenant. Asked for once per instance. */
export class CustomFields {
	readonly #ofEntity = new Map<HaloPsaEntity, Promise<FieldInfo[]>>();

	constructor(private readonly client: HaloPsaClient) {}

	/**
	 * The definitions of an entity's custom fields. `usage` says to what a field belongs, but what number stands for which
	 * entity is nowhere documented: a record that carries custom fields tells. Where none does yet, all come into question
	 * that are not known to be another entity's.
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
		const defined = await this.client.lookups('/FieldInfo', fieldInfo, { includevalues: true });
		const usages = new Set(carried.map(({ usage }) => usage));
		const belongs = ({ id, usage }: FieldInfo): boolean =>
			carried.length === 0
				? (usage === TICKETS) === (entity === 'ticket')
				: usages.has(usage) || carried.some((one) => one.id === id);
		const others = carried.filter(({ id }) => !defined.some((one) => one.id === id));
		const own = defined.filter((one) => (one.name ?? '').startsWith(NAMES_BEGIN) && belongs(one));
		return [...own, ...others.flatMap(definitionOf)];
	}
}

function definitionOf({ id, name, label, type, usage }: CustomField): FieldInfo[] {
	return typeof id === 'number' && name ? [{ id, name, label, type, usage }] : [];
}
