import type { IAuthenticateGeneric, ICredentialType, INodeProperties, Themed } from 'n8n-workflow';
import { apiShareProperty } from '../nodes/shared/api-share';

/** API member keys of ConnectWise Manage. Tested by the node, with the node's own client. */
// eslint-disable-next-line n8n-nodes-base/cred-class-field-documentation-url-missing -- the package has no address on the web
export class PsaSyncConnectWiseApi implements ICredentialType {
	name = 'psaSyncConnectWiseApi';

	displayName = 'PSA Sync ConnectWise API';

	icon: Themed<`file:${string}.svg`> = {
		light: 'file:../nodes/ConnectWise/connectWise.svg',
		dark: 'file:../nodes/ConnectWise/connectWise.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Environment',
			name: 'environment',
			type: 'options',
			options: [
				{ name: 'Cloud: Asia Pacific (aus.myconnectwise.net)', value: 'aus' },
				{ name: 'Cloud: Australia (au.myconnectwise.net)', value: 'au' },
				{ name: 'Cloud: Europe (eu.myconnectwise.net)', value: 'eu' },
				{ name: 'Cloud: North America (na.myconnectwise.net)', value: 'na' },
				{ name: 'Cloud: South Africa (za.myconnectwise.net)', value: 'za' },
				{ name: 'On-Premise or Other Address', value: 'onPremise' },
				{ name: 'Staging (staging.connectwisedev.com)', value: 'staging' },
			],
			default: 'na',
			description: 'Where your ConnectWise runs: the address at which you sign in says it',
		},
		{
			displayName: 'Site URL',
			name: 'siteUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://psa.example.com',
			displayOptions: { show: { environment: ['onPremise'] } },
			description: 'Address of the server, without the path of its API',
		},
		{
			displayName: 'Company ID',
			name: 'companyId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. acmemsp',
			description: 'The company that you enter when you sign in to ConnectWise',
		},
		{
			displayName: 'Public Key',
			name: 'publicKey',
			type: 'string',
			default: '',
			required: true,
			description: 'Made under System > Members > API Members > API Keys',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'Shown once, when the key is made',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 8f9a0b1c-2d3e-4f50-a1b2-c3d4e5f60718',
			description: 'The ID of your integration, from developer.connectwise.com',
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'string',
			default: '2025.8',
			description: 'Change it only where your own server runs an older release than this',
		},
		apiShareProperty(
			75,
			'At which part of the 1,000 calls a minute that ConnectWise allows sync runs stop until there is room again. Single records, drop-downs and tests may go on up to 90 %.',
		),
	];

	/** For n8n's HTTP Request node. */
	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			auth: {
				username: '={{ $credentials.companyId + "+" + $credentials.publicKey }}',
				password: '={{ $credentials.privateKey }}',
			},
			headers: {
				clientId: '={{ $credentials.clientId }}',
				Accept: '={{ "application/vnd.connectwise.com+json; version=" + $credentials.apiVersion }}',
			},
		},
	};
}
