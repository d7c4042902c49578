import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { systemClock } from '../../sync/model/clock';
import type { FieldDefinition } from '../../sync/model/catalogue';
import { ENTITIES, SYSTEMS, type Side } from '../../sync/model/entity';
import { toNodeError } from '../shared/node-errors';
import { openStore } from '../shared/store';
import { DEFAULT_SYNC_KEY, parseSyncKey } from '../shared/sync-key';
import { knownFields } from './catalogues';
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
		const { fields } = await knownFields(await openStore(), { sync, side, system, entity, now: systemClock.now() });
		return fields.map(fieldOption).sort((a, b) => a.name.localeCompare(b.name, 'en'));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
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
