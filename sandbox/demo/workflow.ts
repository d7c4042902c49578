import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { Entity } from '../../sync/model/entity';
import type { N8nHost, WorkflowJson } from '../host';
import type { Systems } from '../systems';
import { carryOnly } from './carry-only';
import { withCustomField } from './custom-field';

/** The key under which the template keeps its memory. */
export const SYNC_KEY = 'default';

const SHOWN: readonly Entity[] = ['company', 'contact', 'ticket'];

const TEMPLATE = join(process.cwd(), 'templates', 'phase-1-connectwise.json');

export interface InstalledWorkflow {
	readonly id: string;
	readonly url: string;
}

export interface WorkflowChoices {
	/** Another sync key than the template's, in every node. */
	readonly syncKey?: string;
	/** What is carried; what the demo's page shows by default. */
	readonly entities?: readonly Entity[];
	/** Parameters laid over those of the template's nodes, by node name. */
	readonly parameters?: Readonly<Record<string, INodeParameters>>;
}

/**
 * What a person does after the installation: enters the two credentials, imports the phase 1 template, chooses the
 * credentials in it, adds a row for the custom field that this tenant has, and publishes it. One difference is said on
 * the page: it looks for changes every `intervalSeconds` instead of every minute.
 */
export async function installWorkflow(
	host: N8nHost,
	systems: Pick<Systems, 'connectwise' | 'platform'>,
	intervalSeconds: number,
	{ syncKey = SYNC_KEY, parameters = {}, entities = SHOWN }: WorkflowChoices = {},
): Promise<InstalledWorkflow> {
	const { client } = host;
	const { connectwise, platform } = systems;
	const credentials = {
		psaSyncConnectWiseApi: await client.createCredential('ConnectWise (sandbox)', 'psaSyncConnectWiseApi', {
			environment: 'onPremise',
			siteUrl: connectwise.url,
			...connectwise.credentials,
		}),
		psaSyncUnifiedPlatformApi: await client.createCredential(
			'Unified Platform (sandbox)',
			'psaSyncUnifiedPlatformApi',
			{
				baseUrl: platform.url,
				apiKey: platform.apiKey,
			},
		),
	};
	const template = JSON.parse(await readFile(TEMPLATE, 'utf8')) as WorkflowJson;
	const tagged = template.nodes.map((node) =>
		node.name === 'Map Tickets' ? withCustomField(node, 'Asset Tag') : carryOnly(node, entities),
	);
	const nodes = tagged.map((node) => ({
		...node,
		parameters: {
			...node.parameters,
			...(node.parameters.syncKey !== undefined && { syncKey }),
			...(node.type.endsWith('.psaSyncTrigger') && { interval: intervalSeconds }),
			...parameters[node.name],
		},
	}));
	const id = await client.importWorkflow({ ...template, nodes }, credentials);
	await client.publish(id);
	return { id, url: `${host.url}/workflow/${id}` };
}
