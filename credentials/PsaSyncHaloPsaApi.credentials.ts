import type { ICredentialType, INodeProperties, Themed } from 'n8n-workflow';
import { apiShareProperty } from '../nodes/shared/api-share';

/** An API application of HaloPSA (client ID and secret). Tested by the node, with the node's own client. */
// eslint-disable-next-line n8n-nodes-base/cred-class-field-documentation-url-missing -- the package has no address on the web
export class PsaSyncHaloPsaApi implements ICredentialType {
	name = 'psaSyncHaloPsaApi';

	displayName = 'PSA Sync HaloPSA API';

	icon: Themed<`file:${string}.svg`> = {
		light: 'file:../nodes/HaloPsa/haloPsa.svg',
		dark: 'file:../nodes/HaloPsa/haloPsa.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'URL',
			name: 'url',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://acme.halopsa.com',
			description:
				'The address at which you sign in; it is the Resource Server, without /api, under Configuration > Integrations > HaloPSA API',
		},
		{
			displayName: 'Authorisation URL',
			name: 'authUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://acme.halopsa.com/auth',
			description: 'The Authorisation Server on the same page; empty where it is the URL above with /auth',
		},
		{
			displayName: 'Tenant',
			name: 'tenant',
			type: 'string',
			default: '',
			placeholder: 'e.g. acme',
			description: 'The Tenant on the same page; empty on a server of your own',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description:
				'Of an application with the authentication method Client ID and Secret (Services), the scope all, and an agent that may see and change clients, users and tickets',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Shown once, when the application is made',
		},
		{
			displayName: 'Calls Allowed',
			name: 'callsAllowed',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 300,
			description:
				'How many calls your HaloPSA allows in the time below. When it refuses calls and names another limit, that one counts.',
		},
		{
			displayName: 'Calls Allowed Within (Minutes)',
			name: 'callsMinutes',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: 5,
			description: 'The time in which so many calls are allowed',
		},
		apiShareProperty(
			75,
			'At which part of the calls that HaloPSA allows sync runs stop until there is room again. Single records, drop-downs and tests may go on up to 90 %.',
		),
	];
}
