import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../sync/model/clock';
import type { FieldDefinition } from '../../sync/model/catalogue';
import { ENTITIES, SYSTEMS, type Side } from '../../sync/model/entity';
import { toNodeError } from '../shared/node-errors';
import { openStore } from '../shared/store';
import { DEFAULT_SYNC_KEY, parseSyncKey } from '../shared/sync-key';
import { CUSTOM_FIELD_PREFIX, knownFields } from './catalogues';
import { DEFAULTS } from './parameters';

/** The drop-downs of the rows: what each side calls its fields. */
export const loadOptions = {
	async getPsaFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await fieldOptions.call(this, 'psa');
	},
	async getPlatformFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await fieldOptions.call(this, 'platform');
	},
};

async function fieldOptions(this: ILoadOptionsFunctions, side: Side): Promise<INodePropertyOptions[]> {
	try {
		const parameter = (name: string): unknown => this.getCurrentNodeParameter(name);
		const systemName = side === 'psa' ? 'psaSystem' : 'platformSystem';
		const system = z.enum(SYSTEMS).catch(DEFAULTS[systemName]).parse(parameter(systemName));
		const entity = z.enum(ENTITIES).catch(DEFAULTS.entity).parse(parameter('entity'));
		const sync = parseSyncKey(parameter('syncKey') ?? DEFAULT_SYNC_KEY);
		const known = await knownFields(await openStore(), { sync, side, system, entity, now: systemClock.now() });
		const mapped = known.live ? [] : mappedCustomFields(parameter('rows'), side);
		return [...known.fields.map(fieldOption), ...mapped].sort((a, b) => a.name.localeCompare(b.name, 'en'));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

const chosenFields = z.object({
	row: z.array(z.object({ psaField: z.string().optional(), platformField: z.string().optional() })),
});

/**
 * Custom fields that the rows name, before Get Changes has first asked the live system: a template brings some along,
 * and the editor would call them mistakes.
 */
function mappedCustomFields(rows: unknown, side: Side): INodePropertyOptions[] {
	const parsed = chosenFields.safeParse(rows);
	const names = parsed.success ? parsed.data.row.map((row) => (side === 'psa' ? row.psaField : row.platformField)) : [];
	return [...new Set(names)].flatMap((name) => {
		if (!name?.startsWith(CUSTOM_FIELD_PREFIX)) return [];
		return [
			{
				name: name.slice(CUSTOM_FIELD_PREFIX.length),
				value: name,
				description: `${name}, not yet read from the live system`,
			},
		];
	});
}

function fieldOption(field: FieldDefinition): INodePropertyOptions {
	return { name: field.label, value: field.name, description: describe(field) };
}

/** What a person needs to know of a field to map it: its own name, its type, and what the system does to its values. */
function describe(field: FieldDefinition): string {
	const type = field.type === 'reference' && field.references ? `points to a ${field.references}` : field.type;
	const traits = [
		field.maxLength === undefined ? '' : `up to ${field.maxLength} characters`,
		field.required ? 'required' : '',
		field.readOnly ? 'can only be read' : '',
		field.createOnly ? 'on create only' : '',
	].filter((trait) => trait !== '');
	return [`${field.name} (${type})`, ...traits].join(', ');
}
