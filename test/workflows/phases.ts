import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import type { Phase } from '../../sync/model/phase';
import { runWorkflow, type RunResult, type WorkflowJson } from '../support/workflow-runner';
import { filterDouble } from './filter-double';
import { runTemplate, type Given, type TemplateRun } from './run-template';

/** The template of a phase, as it is shipped. */
export function templateOf(phase: Phase, key = 'connectwise'): WorkflowJson {
	const file = resolve(__dirname, `../../templates/phase-${phase}-${key}.json`);
	return { ...(JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson), id: `workflow-${phase}` };
}

/** One run of the template of a phase from When Due, however it ends. */
export async function runPhase(
	phase: Phase,
	credentials: Given,
	{ key, ...options }: TemplateRun & { readonly key?: string } = {},
): Promise<RunResult> {
	return await runTemplate(templateOf(phase, key), credentials, options);
}

/**
 * What a person starts by hand: executes a "When …" node of the template.
 * @param change what the person enters before
 * @returns what the node behind it put out
 */
export async function byHand(
	template: WorkflowJson,
	trigger: string,
	credentials: Given = {},
	change: IDataObject = {},
): Promise<IDataObject[]> {
	const name = template.connections[trigger]?.main?.[0]?.[0]?.node ?? '';
	const nodes = template.nodes.map((node) =>
		node.name === name ? { ...node, parameters: { ...node.parameters, ...(change as typeof node.parameters) } } : node,
	);
	const result = await runWorkflow(
		{ ...template, nodes },
		{
			startNode: trigger,
			mode: 'manual',
			nodes: { 'n8n-nodes-base.filter': filterDouble },
			credentials: credentials as never,
		},
	);
	if (result.error) throw result.error;
	return result.json(name);
}
