import type { ConnectWiseEntity } from './catalogue';
import type { ConnectWiseClient } from './client';
import type { CustomFieldValue, UserDefinedField } from './schemas';
import { userDefinedField } from './schemas';

/** The screens on which custom fields are defined, as told by `screenId`; used only while a tenant has no record yet. */
const SCREENS: Readonly<Partial<Record<ConnectWiseEntity, readonly string[]>>> = {
	company: ['cm100', 'cm300'],
	contact: ['ct300', 'ct100'],
	ticket: ['sr100'],
};

/** The custom fields of one tenant. Asked for once per instance. */
export class CustomFields {
	readonly #ofEntity = new Map<ConnectWiseEntity, Promise<CustomFieldValue[]>>();
	#definitions: Promise<UserDefinedField[]> | undefined;

	constructor(private readonly client: ConnectWiseClient) {}

	/** All definitions, of all entities. */
	async definitions(): Promise<UserDefinedField[]> {
		this.#definitions ??= this.client.lookups('/system/userDefinedFields', userDefinedField);
		return await this.#definitions;
	}

	/**
	 * The custom fields of an entity, without values. A record carries all of them, which tells more surely than the
	 * definitions to which entity each belongs.
	 */
	async of(entity: ConnectWiseEntity): Promise<CustomFieldValue[]> {
		let found = this.#ofEntity.get(entity);
		if (!found) {
			found = this.#ask(entity);
			this.#ofEntity.set(entity, found);
			// A failure is not kept: the next call asks again.
			found.catch(() => this.#ofEntity.delete(entity));
		}
		return await found;
	}

	async #ask(entity: ConnectWiseEntity): Promise<CustomFieldValue[]> {
		const [sample] = await this.client.list(entity, {}, 1);
		if (sample) return (sample.customFields ?? []).map((field) => ({ ...field, value: null }));
		const definitions = await this.definitions();
		return definitions
			.filter((definition) => SCREENS[entity]?.includes(definition.screenId ?? ''))
			.map(({ id, caption, fieldTypeIdentifier, entryTypeIdentifier, numberDecimals }) => ({
				id,
				caption,
				type: fieldTypeIdentifier,
				entryMethod: entryTypeIdentifier,
				numberOfDecimals: numberDecimals ?? 0,
				value: null,
			}));
	}
}
