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

/** Turns records of the PSA into the words of the platform, and planned writes back into the words of the PSA. */
export class FieldMap implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Field Map',
		name: 'fieldMap',
		icon: { light: 'file:fieldMap.svg', dark: 'file:fieldMap.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter["mode"] === "mapBack" ? "Map Back" : $parameter["entity"] + ": " + ($parameter["rows"]["row"] || []).length + " fields" }}',
		description: 'Say which field of the PSA is which field of the platform, value by value',
		defaults: { name: 'Field Map' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// It needs the change items of Get Changes or the writes of Conflict Resolve, which no agent has.
		usableAsTool: undefined,
		parameterPane: 'wide',
		properties,
		hints: [
			{
				message: 'No fields are mapped yet, so nothing of these records will reach the other side. Add a field.',
				type: 'warning',
				location: 'ndv',
				whenToDisplay: 'beforeExecution',
				displayCondition: '={{ $parameter["mode"] !== "mapBack" && ($parameter["rows"]["row"] || []).length === 0 }}',
			},
		],
	};

	methods = { loadOptions };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute.call(this);
	}
}
