import type { IAuthenticateGeneric, ICredentialType, INodeProperties, Themed } from 'n8n-workflow';
import { apiShareProperty } from '../nodes/shared/api-share';

/** Keys of an API user of Autotask PSA. Tested by the node, with the node's own client. */
// eslint-disable-next-line n8n-nodes-base/cred-class-field-documentation-url-missing -- the package has no address on the web
export class PsaSyncAutotaskApi implements ICredentialType {
	name = 'psaSyncAutotaskApi';

	displayName = 'PSA Sync Autotask API';

	icon: Themed<`file:${string}.svg`> = {
		light: 'file:../nodes/Autotask/autotask.svg',
		dark: 'file:../nodes/Autotask/autotask.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'User Name',
			name: 'userName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. abcdefgh@example.com',
			description: 'The Username (Key) of an API user, from Admin > Resources (Users) > New API User',
		},
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The Password (Secret) of the API user, shown once, when it is generated',
		},
		{
			displayName: 'Integration Code',
			name: 'integrationCode',
			type: 'string',
			default: '',
			required: true,
			description: 'The tracking identifier of the API user; choose Custom (Internal Integration) to make one',
		},
		{
			displayName: 'Zone',
			name: 'zone',
			type: 'options',
			options: [
				{ name: 'Automatic', value: 'automatic' },
				{ name: 'Other Address', value: 'other' },
			],
			default: 'automatic',
			description: 'Autotask tells by the user name where your database lives, and whether it has moved',
		},
		{
			displayName: 'Zone URL',
			name: 'zoneUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://webservices5.autotask.net',
			displayOptions: { show: { zone: ['other'] } },
			description: 'The server that is asked for the zone instead of webservices.autotask.net',
		},
		apiShareProperty(
			50,
			'Autotask allows a database 10,000 calls an hour, whichever tools make them, and answers more slowly from half of that on. Sync runs stop where all tools together have made this part of them, and go on slowly where the others alone make more. Single records, drop-downs and tests may go on up to 90 %.',
		),
	];

	/** For n8n's HTTP Request node. */
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: {
				UserName: '={{ $credentials.userName }}',
				Secret: '={{ $credentials.secret }}',
				ApiIntegrationCode: '={{ $credentials.integrationCode }}',
			},
		},
	};
}
