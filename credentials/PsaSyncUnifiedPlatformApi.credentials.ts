import type { IAuthenticateGeneric, ICredentialType, INodeProperties, Themed } from 'n8n-workflow';
import { apiShareProperty } from '../nodes/shared/api-share';

const forAnotherApi: INodeProperties['displayOptions'] = { show: { customApi: [true] } };

/** A server of the platform contract, or one that was adapted to it. Tested by the node, with the node's own client. */
// eslint-disable-next-line n8n-nodes-base/cred-class-field-documentation-url-missing -- the package has no address on the web
export class PsaSyncUnifiedPlatformApi implements ICredentialType {
	name = 'psaSyncUnifiedPlatformApi';

	displayName = 'PSA Sync Unified Platform API';

	icon: Themed<`file:${string}.svg`> = {
		light: 'file:../nodes/UnifiedPlatform/unifiedPlatform.svg',
		dark: 'file:../nodes/UnifiedPlatform/unifiedPlatform.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://platform.example.com',
			description: 'Address of the platform, without the path of its API',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The name of this key stands in the history of every record that it writes',
		},
		{
			displayName: 'Customize API',
			name: 'customApi',
			type: 'boolean',
			default: false,
			description: 'Whether the API has another path or another header than the platform contract says',
		},
		{
			displayName: 'Base Path',
			name: 'basePath',
			type: 'string',
			default: '/api/v1',
			displayOptions: forAnotherApi,
			description: 'Where the API begins below the base URL',
		},
		{
			displayName: 'Header Name',
			name: 'authHeader',
			type: 'string',
			default: 'Authorization',
			displayOptions: forAnotherApi,
			description: 'The header that carries the API key',
		},
		{
			displayName: 'Header Prefix',
			name: 'authPrefix',
			type: 'string',
			default: 'Bearer',
			displayOptions: forAnotherApi,
			description: 'What stands before the key in the header, with a space between. Leave empty for the key alone.',
		},
		{
			displayName: 'Tenant',
			name: 'tenant',
			type: 'string',
			default: '',
			displayOptions: forAnotherApi,
			description:
				'Only where several tenants share one address: any short name of yours. A sync that began with one tenant refuses to go on with another.',
		},
		apiShareProperty(
			75,
			'At which part of the calls that the platform allows sync runs stop until there is room again. The limit is learned from its answers; while it names none, there is none. Single records, drop-downs and tests may go on up to 90 %.',
		),
	];

	/** For n8n's HTTP Request node. */
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				'={{ $credentials.customApi ? $credentials.authHeader : "Authorization" }}':
					'={{ (($credentials.customApi ? $credentials.authPrefix : "Bearer") + " " + $credentials.apiKey).trim() }}',
			},
		},
	};
}
