import { toNodeParameters } from '../../nodes/FieldMap/parameters';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import type { Mapping } from '../../sync/model/mapping';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import type { Bench } from './bench';

/** The ready-made map of notes. */
export const NOTE_MAP = connectwisePlatformMappings.find(({ entity }) => entity === 'note') as Mapping;

/** The template with notes among what both sides are asked for, as its guide says. */
export function withNotes(template: WorkflowJson, mapping: Mapping): void {
	for (const node of template.nodes) {
		if (node.parameters.operation === 'getChanges') {
			node.parameters = { ...node.parameters, entities: ['company', 'contact', 'ticket', 'note'] };
		}
		if (node.name === 'Map Notes') node.parameters = { ...node.parameters, ...toNodeParameters(mapping) };
	}
}

/** A minute later, one run that carries notes too. Fails the test where the run failed. */
export async function notesCycle(bench: Bench, mapping = NOTE_MAP, parameters = {}): Promise<RunResult> {
	bench.pass(60);
	const result = await bench.run(parameters, {}, (template) => withNotes(template, mapping));
	if (result.error) throw result.error;
	expect(result.status).toBe('success');
	return result;
}

/** Runs until nothing is written any more. */
export async function settleNotes(bench: Bench, mapping = NOTE_MAP, parameters = {}): Promise<void> {
	for (let runs = 1; runs <= 10; runs++) {
		const before = bench.writeRequests();
		await notesCycle(bench, mapping, parameters);
		if (bench.writeRequests() === before) return;
	}
	throw new Error('The two systems do not come to rest: writes in each of 10 runs.');
}
