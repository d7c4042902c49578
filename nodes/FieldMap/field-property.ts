import type { INodeProperties } from 'n8n-workflow';

/** A field of a side, chosen from what the catalogue and the live system offer. */
export function fieldProperty(
	side: 'psa' | 'platform',
	displayOptions?: INodeProperties['displayOptions'],
): INodeProperties {
	const isPsa = side === 'psa';
	return {
		displayName: isPsa ? 'PSA Field' : 'Platform Field',
		name: isPsa ? 'psaField' : 'platformField',
		type: 'options',
		noDataExpression: true,
		typeOptions: {
			loadOptionsMethod: isPsa ? 'getPsaFields' : 'getPlatformFields',
			loadOptionsDependsOn: ['entity', 'syncKey', isPsa ? 'psaSystem' : 'platformSystem'],
		},
		default: '',
		required: true,
		...(displayOptions ? { displayOptions } : {}),
		description: 'Custom fields that were created lately are in the list after the next run of Get Changes',
	};
}
