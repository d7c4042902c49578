import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { execute } from './execute';
import { loadOptions } from './methods';
import { properties } from './properties';

/** Merges what changed on both sides and hands out the writes that follow from it. */
export class ConflictResolve implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Conflict Resolve',
		name: 'conflictResolve',
		icon: { light: 'file:conflictResolve.svg', dark: 'file:conflictResolve.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ ($parameter["mode"] === "preview" ? "Preview" : "Live") + ": " + $parameter["syncKey"] }}',
		description: 'Merge what changed in the PSA and in the platform, and decide conflicts field by field',
		defaults: { name: 'Conflict Resolve' },
		inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		inputNames: ['PSA', 'Platform'],
		// One quiet side does not stop the other.
		requiredInputs: 1,
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['To PSA', 'To Platform', 'Needs Review'],
		// It needs the change items of two Get Changes operations, which no agent has.
		usableAsTool: undefined,
		parameterPane: 'wide',
		properties,
		hints: [
			{
				message: 'Preview: nothing is committed, and Apply Changes writes nothing.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition: '={{ $parameter["mode"] === "preview" }}',
			},
		],
	};

	methods = { loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this);
	}
}
