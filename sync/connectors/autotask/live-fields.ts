import type { FieldDefinition } from '../../model/catalogue';
import { SyncError } from '../../model/errors';
import type { AutotaskEntity } from './catalogue';
import { autotaskCatalogue, CUSTOM_FIELD_PREFIX } from './catalogue';
import type { AutotaskClient } from './client';
import type { FieldInformation } from './field-information';
import type { FieldInformation as Field, NamedThing } from './schemas';

type Options = NonNullable<FieldDefinition['options']>;
type List = 'Resources' | 'Roles' | 'Countries';

/** References to set-up data, by the list that they take their values from. */
export const REFERENCE_LISTS: Readonly<Record<AutotaskEntity, Readonly<Record<string, List>>>> = {
	company: { ownerResourceID: 'Resources', countryID: 'Countries', billToCountryID: 'Countries' },
	contact: { countryID: 'Countries' },
	ticket: { assignedResourceID: 'Resources', assignedResourceRoleID: 'Roles' },
};

/** The fields of an entity as this tenant has them: the catalogue's, with the options that are set up, and its own. */
export async function liveFields(
	client: AutotaskClient,
	information: FieldInformation,
	entity: AutotaskEntity,
): Promise<FieldDefinition[]> {
	information.forget(entity);
	const told = await information.standard(entity);
	const lists = new Map<List, Options>();
	for (const list of new Set(Object.values(REFERENCE_LISTS[entity]))) lists.set(list, await optionsOf(client, list));
	const fixed = autotaskCatalogue.entities[entity].map((field): FieldDefinition => {
		const live = told.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
		const options = picklist(live, told) ?? lists.get(REFERENCE_LISTS[entity][field.name]) ?? [];
		return {
			...field,
			...(isText(field) && live?.length ? { maxLength: live.length } : {}),
			...(live?.isReadOnly === true || (live === undefined && told.length > 0) ? { readOnly: true } : {}),
			...(field.type === 'option' && options.length > 0 ? { options } : {}),
		};
	});
	return [...fixed, ...(await information.custom(entity)).map(customDefinition)];
}

/**
 * The values of one picklist field or reference, as options by number.
 * @param parent only those that belong to this value of the field that it depends on
 */
export async function fieldOptions(
	client: AutotaskClient,
	information: FieldInformation,
	entity: AutotaskEntity,
	name: string,
	parent?: number,
): Promise<Options> {
	if (Object.hasOwn(REFERENCE_LISTS[entity], name)) return await optionsOf(client, REFERENCE_LISTS[entity][name]);
	const told = await information.standard(entity);
	return (
		picklist(
			told.find((field) => field.name === name),
			told,
			parent,
		) ?? []
	);
}

/**
 * The values that a field may have or have had: inactive ones stay, since records may still hold them. A value that
 * belongs to one value of another field says so, except where only that one's are wanted.
 */
export function picklist(field: Field | undefined, told: readonly Field[], parent?: number): Options | undefined {
	if (field?.isPickList !== true) return undefined;
	const above = told.find(({ name }) => name === field.picklistParentValueField)?.picklistValues ?? [];
	return (field.picklistValues ?? [])
		.filter(
			({ value, parentValue }) =>
				/^-?\d+$/.test(value) && (parent === undefined || String(parentValue) === String(parent)),
		)
		.map(({ value, label, parentValue, isActive }) => {
			const of = parent === undefined ? above.find((one) => one.value === String(parentValue))?.label : undefined;
			return {
				value: Number(value),
				label: `${label || value}${of ? ` (${of})` : ''}${isActive === false ? ' (inactive)' : ''}`,
			};
		});
}

async function optionsOf(client: AutotaskClient, list: List): Promise<Options> {
	try {
		return (await client.lookups(list)).map((thing) => ({ value: thing.id, label: nameOf(thing) }));
	} catch (error) {
		// An API user who may not see resources can still work with their numbers.
		if (error instanceof SyncError && NOT_GIVEN.has(error.code)) return [];
		throw error;
	}
}

const NOT_GIVEN: ReadonlySet<SyncError['code']> = new Set(['PERMISSION', 'NOT_FOUND', 'UNEXPECTED_ANSWER', 'REJECTED']);

function nameOf({ id, name, displayName, firstName, lastName, isActive }: NamedThing): string {
	const person = [firstName, lastName].filter(Boolean).join(' ');
	return `${displayName || name || person || id}${isActive === false ? ' (inactive)' : ''}`;
}

function customDefinition(field: Field): FieldDefinition {
	const choices = field.isPickList === true ? (field.picklistValues ?? []) : [];
	return {
		name: CUSTOM_FIELD_PREFIX + field.name,
		label: field.label || field.name,
		type: choices.length > 0 ? 'option' : customType(field.dataType ?? field.type),
		custom: true,
		...(field.isReadOnly === true ? { readOnly: true } : {}),
		...(choices.length > 0 ? { options: choices.map(({ value, label }) => ({ value, label: label || value })) } : {}),
	};
}

function customType(type: string | null | undefined): FieldDefinition['type'] {
	switch (type?.toLowerCase()) {
		case 'integer':
		case 'long':
		case 'short':
			return 'integer';
		case 'double':
		case 'decimal':
		case 'number':
			return 'number';
		case 'boolean':
			return 'boolean';
		case 'datetime':
		case 'date':
			return 'date';
		default:
			return 'string';
	}
}

function isText({ type }: FieldDefinition): boolean {
	return type === 'string' || type === 'text';
}
