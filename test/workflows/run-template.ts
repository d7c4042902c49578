import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import type { CredentialsByType } from '../support/credentials';
import { runWorkflow, type RunResult, type WorkflowJson } from '../support/workflow-runner';
import { filterDouble } from './filter-double';

/** Credential data by credential type. */
export type Given = Readonly<Record<string, IDataObject>>;

export interface TemplateRun {
	/** Parameters to lay over those of the template's nodes, by node name. */
	readonly parameters?: Readonly<Record<string, INodeParameters>>;
	/** Credential data to lay over what leads to the two systems, by credential type. */
	readonly credentials?: Given;
	/** What single nodes are given instead, by the name of the node. */
	readonly nodeCredentials?: Readonly<Record<string, Given>>;
	/** Changes the workflow before it runs. */
	readonly rewire?: (template: WorkflowJson) => void;
}

/**
 * One run of a template in this process, however it ends.
 * @param own what leads to the two systems of the template
 */
export async function runTemplate(json: WorkflowJson, own: Given, options: TemplateRun = {}): Promise<RunResult> {
	const { parameters = {}, credentials = {}, nodeCredentials = {}, rewire } = options;
	const template = structuredClone(json);
	for (const node of template.nodes) node.parameters = { ...node.parameters, ...parameters[node.name] };
	rewire?.(template);
	const laidOver = (given: Given): CredentialsByType =>
		Object.fromEntries(
			Object.entries(own).map(([type, data]) => [type, { ...data, ...given[type] } as ICredentialDataDecryptedObject]),
		);
	return await runWorkflow(template, {
		startNode: 'When Due',
		nodes: { 'n8n-nodes-base.filter': filterDouble },
		credentials: laidOver(credentials),
		nodeCredentials: Object.fromEntries(
			Object.entries(nodeCredentials).map(([node, given]) => [node, laidOver(given)]),
		),
	});
}
