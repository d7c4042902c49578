import { toNodeParameters } from '../../nodes/FieldMap/parameters';
import { connectwisePlatformMappings } from '../../sync/mapping/presets/connectwise-platform';
import type { Mapping } from '../../sync/model/mapping';
import type { RunResult, WorkflowJson } from '../support/workflow-runner';
import { SYNC, type Bench } from './bench';

/** The ready-made map of notes. */
export const NOTE_MAP = connectwisePlatformMappings.find(({ entity }) => entity === 'note') as Mapping;

const MAP_NOTES = 'Map Notes';

/** The template with notes among what both sides are asked for, mapped by a Field Map node of their own. */
export function withNotes(template: WorkflowJson, mapping: Mapping): void {
	for (const node of template.nodes) {
		if (node.parameters.operation !== 'getChanges') continue;
		node.parameters = { ...node.parameters, entities: ['company', 'contact', 'ticket', 'note'] };
	}
	const before = template.nodes.find(({ name }) => name === 'Map Tickets');
	if (!before) throw new Error('The template has no node "Map Tickets".');
	const parameters = { syncKey: SYNC, ...toNodeParameters(mapping) };
	template.nodes.push({ ...before, id: 'map-notes', name: MAP_NOTES, parameters });
	template.connections[MAP_NOTES] = structuredClone(template.connections['Map Tickets']);
	template.connections['Map Tickets'] = { main: [[{ node: MAP_NOTES, type: 'main', index: 0 }]] };
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
