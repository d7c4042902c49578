import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import type { ConnectWiseSimulator } from '../../sandbox/connectwise';
import { withCustomField } from '../../sandbox/demo/custom-field';
import type { RunningPlatform } from '../../sandbox/platform';
import type { CredentialsByType } from '../support/credentials';
import { runWorkflow, type RunResult, type WorkflowJson } from '../support/workflow-runner';
import { filterDouble } from './filter-double';

const TEMPLATE = resolve(__dirname, '../../templates/phase-1-connectwise.json');

/** The two systems that the template connects. */
export interface BothSystems {
	readonly connectwise: ConnectWiseSimulator;
	readonly platform: RunningPlatform;
}

type Given = Readonly<Record<string, IDataObject>>;

export interface Phase1Options {
	/** Parameters to lay over those of the template's nodes, by node name. */
	readonly parameters?: Readonly<Record<string, INodeParameters>>;
	/** Credential data to lay over what leads to the two systems, by credential type. */
	readonly credentials?: Given;
	/** What single nodes are given instead, by the name of the node. */
	readonly nodeCredentials?: Readonly<Record<string, Given>>;
	/** Changes the workflow before it runs. */
	readonly rewire?: (template: WorkflowJson) => void;
}

/** One run of the phase 1 template between two systems, in this process, however it ends. */
export async function runPhase1(systems: BothSystems, options: Phase1Options = {}): Promise<RunResult> {
	const { parameters = {}, credentials = {}, nodeCredentials = {}, rewire } = options;
	const template = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as WorkflowJson;
	template.nodes = template.nodes.map((node) =>
		node.name === 'Map Tickets' ? withCustomField(node, 'Asset Tag') : node,
	);
	for (const node of template.nodes) node.parameters = { ...node.parameters, ...parameters[node.name] };
	rewire?.(template);
	const own = credentialsOf(systems);
	const laidOver = (given: Given): CredentialsByType => ({
		psaSyncConnectWiseApi: {
			...own.psaSyncConnectWiseApi,
			...given.psaSyncConnectWiseApi,
		} as ICredentialDataDecryptedObject,
		psaSyncUnifiedPlatformApi: {
			...own.psaSyncUnifiedPlatformApi,
			...given.psaSyncUnifiedPlatformApi,
		} as ICredentialDataDecryptedObject,
	});
	return await runWorkflow(template, {
		nodes: { 'n8n-nodes-base.filter': filterDouble },
		credentials: laidOver(credentials),
		nodeCredentials: Object.fromEntries(
			Object.entries(nodeCredentials).map(([node, given]) => [node, laidOver(given)]),
		),
	});
}

/** What leads to the two systems. */
export function credentialsOf({
	connectwise,
	platform,
}: BothSystems): Readonly<Record<'psaSyncConnectWiseApi' | 'psaSyncUnifiedPlatformApi', IDataObject>> {
	const { companyId, publicKey, privateKey, clientId } = connectwise.credentials;
	return {
		psaSyncConnectWiseApi: {
			environment: 'onPremise',
			siteUrl: connectwise.url,
			companyId,
			publicKey,
			privateKey,
			clientId,
		},
		psaSyncUnifiedPlatformApi: { baseUrl: platform.url, apiKey: platform.apiKey },
	};
}
