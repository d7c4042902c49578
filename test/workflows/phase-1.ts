import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { ConnectWiseSimulator } from '../../sandbox/connectwise';
import { carryOnly } from '../../sandbox/demo/carry-only';
import { withCustomField } from '../../sandbox/demo/custom-field';
import type { RunningPlatform } from '../../sandbox/platform';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { runTemplate, type TemplateRun } from './run-template';

/** What these tests are about; others ask for more. */
const CARRIED = ['company', 'contact', 'ticket'] as const;

const TEMPLATE = resolve(__dirname, '../../templates/phase-1-connectwise.json');

/** The two systems that the template connects. */
export interface BothSystems {
	readonly connectwise: ConnectWiseSimulator;
	readonly platform: RunningPlatform;
}

/** One run of the phase 1 template between two systems, in this process, however it ends. */
export async function runPhase1(systems: BothSystems, options: TemplateRun = {}): Promise<RunResult> {
	const template = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as WorkflowJson;
	template.nodes = template.nodes.map((node) =>
		node.name === 'Map Tickets' ? withCustomField(node, 'Asset Tag') : carryOnly(node, CARRIED),
	);
	return await runTemplate(template, credentialsOf(systems), options);
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
