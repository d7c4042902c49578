import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { SYSTEM_NAMES, type Side } from '../../sync/model/entity';
import { entityOptions } from '../shared/entity-options';
import { syncKeyProperty } from '../shared/sync-key';
import { mappableSystems } from './catalogues';
import { fixedValuesProperty, rowsProperty } from './row-properties';

const inToPlatform = { show: { mode: ['toPlatform'] } };

export const properties: INodeProperties[] = [
	{
		displayName: 'Direction',
		name: 'mode',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'To Platform',
				value: 'toPlatform',
				description: 'Turn changed records of the PSA into the field names and values of the platform',
			},
			{
				name: 'Map Back',
				value: 'mapBack',
				description:
					'Turn planned writes into the field names and values of the PSA, with the field maps found upstream',
			},
		],
		default: 'toPlatform',
	},
	{ ...syncKeyProperty },
	{
		displayName:
			'This node has no fields of its own. It finds the Field Map nodes before it and uses them backwards, so that each field is mapped in one place.',
		name: 'mapBackNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { mode: ['mapBack'] } },
	},
	{
		displayName: 'Entity',
		name: 'entity',
		type: 'options',
		noDataExpression: true,
		options: entityOptions(),
		default: 'ticket',
		required: true,
		displayOptions: inToPlatform,
		description:
			'Which records this node maps. The others pass through untouched, so that one Field Map per entity stands in a row.',
	},
	{ ...systemProperty('psa', 'PSA', 'psaSystem'), default: 'connectwise' },
	{ ...systemProperty('platform', 'Platform', 'platformSystem'), default: 'platform' },
	{ ...rowsProperty, displayOptions: inToPlatform },
	{ ...fixedValuesProperty, displayOptions: inToPlatform },
];

function systemProperty(side: Side, displayName: string, name: 'psaSystem' | 'platformSystem'): INodeProperties {
	const options: INodePropertyOptions[] = mappableSystems(side).map((value) => ({ name: SYSTEM_NAMES[value], value }));
	return {
		displayName,
		name,
		// Nothing to choose while there is one system only.
		type: options.length > 1 ? 'options' : 'hidden',
		noDataExpression: true,
		options,
		default: '',
		displayOptions: inToPlatform,
		description: 'Whose fields are offered below',
	};
}
