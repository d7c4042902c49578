import type { FieldDefinition } from '../../model/catalogue';
import type { HaloPsaEntity } from './catalogue';
import { CUSTOM_FIELD_PREFIX, halopsaCatalogue } from './catalogue';
import type { CustomFields } from './custom-fields';
import { CustomFieldType } from './custom-fields';
import type { Lookups } from './lookups';
import { priorityId } from './lookups';
import type { FieldInfo, NamedThing } from './schemas';

type Options = NonNullable<FieldDefinition['options']>;

/** The fields of an entity as this tenant has them: the catalogue's, with the options that are set up, and its custom fields. */
export async function liveFields(
	lookups: Lookups,
	customFields: CustomFields,
	entity: HaloPsaEntity,
): Promise<FieldDefinition[]> {
	const options = await optionsOf(lookups, entity);
	const fixed = halopsaCatalogue.entities[entity].map((field) => {
		const known = options.get(field.name);
		return known === undefined ? field : { ...field, options: known };
	});
	return [...fixed, ...(await customFields.of(entity)).map(customDefinition)];
}

async function optionsOf(lookups: Lookups, entity: HaloPsaEntity): Promise<ReadonlyMap<string, Options>> {
	if (entity === 'contact') return new Map();
	if (entity === 'company') return new Map([['toplevel_id', byId(await lookups.topLevels())]]);
	const [types, statuses, agents, teams, slas] = await Promise.all([
		lookups.ticketTypes(),
		lookups.statuses(),
		lookups.agents(),
		lookups.teams(),
		lookups.slas(),
	]);
	const priorities = await priorityOptions(lookups, slas);
	return new Map([
		['tickettype_id', byId(types)],
		['tickettype_name', byName(types)],
		['status_id', byId(statuses)],
		['status_name', byName(statuses)],
		['agent_id', byId(agents)],
		['agent_name', byName(agents)],
		['team', byName(teams)],
		['sla_id', byId(slas)],
		['priority_id', priorities.ids],
		['priority_name', priorities.names],
	]);
}

/** Several SLAs may use one number, and one name, for priorities of their own. */
async function priorityOptions(
	lookups: Lookups,
	slas: readonly NamedThing[],
): Promise<{ ids: Options; names: Options }> {
	const slaNames = new Map(slas.map(({ id, name }) => [id, name ?? String(id)]));
	const ids = new Map<number, string[]>();
	const names = new Map<string, string[]>();
	for (const one of await lookups.priorities()) {
		const id = priorityId(one);
		if (id === null || !one.name) continue;
		const sla = (one.slaid && slaNames.get(one.slaid)) || '';
		ids.set(id, [...new Set([...(ids.get(id) ?? []), one.name])]);
		names.set(one.name, [...new Set([...(names.get(one.name) ?? []), sla])]);
	}
	return {
		ids: [...ids].map(([value, called]) => ({ value, label: called.join(' / ') })),
		names: [...names].map(([value, used]) => ({
			value,
			label: used.some(Boolean) ? `${value} (${used.filter(Boolean).join(', ')})` : value,
		})),
	};
}

function byId(things: readonly NamedThing[]): Options {
	return things.map(({ id, name }) => ({ value: id, label: name ?? String(id) }));
}

function byName(things: readonly NamedThing[]): Options {
	const names = new Set(things.flatMap(({ name }) => (name ? [name] : [])));
	return [...names].map((name) => ({ value: name, label: name }));
}

function customDefinition({ name, label, type, readonly, characterlimit, values }: FieldInfo): FieldDefinition {
	const choices = type === CustomFieldType.Single ? (values ?? []) : [];
	return {
		name: CUSTOM_FIELD_PREFIX + (name ?? ''),
		label: label || (name ?? ''),
		type: customType(type),
		custom: true,
		...(readonly === true || type === CustomFieldType.Table ? { readOnly: true } : {}),
		...(typeof characterlimit === 'number' && characterlimit > 0 ? { maxLength: characterlimit } : {}),
		...(choices.length > 0
			? { options: choices.map((choice) => ({ value: choice.id, label: choice.name ?? String(choice.id) })) }
			: {}),
	};
}

function customType(type: number | null | undefined): FieldDefinition['type'] {
	switch (type) {
		case CustomFieldType.Memo:
			return 'text';
		case CustomFieldType.Single:
			return 'option';
		case CustomFieldType.Date:
			return 'datetime';
		case CustomFieldType.Checkbox:
			return 'boolean';
		case CustomFieldType.Rich:
			return 'html';
		default:
			return 'string';
	}
}
