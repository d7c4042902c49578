import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { operationProperty } from '../common/operation';
import * as applyChanges from './applyChanges.operation';
import * as getChanges from './getChanges.operation';

type SyncOperation = (this: IExecuteFunctions) => Promise<INodeExecutionData[]>;

export const operations: Readonly<Record<string, SyncOperation>> = {
	applyChanges: applyChanges.execute,
	getChanges: getChanges.execute,
};

export const description = [
	operationProperty(
		'sync',
		[
			{
				name: 'Apply Changes',
				value: 'applyChanges',
				description: 'Carry out the writes that Conflict Resolve has planned for ConnectWise',
				action: 'Apply changes',
			},
			{
				name: 'Get Changes',
				value: 'getChanges',
				description: 'Get what changed in ConnectWise since the last run',
				action: 'Get changes',
			},
		],
		'getChanges',
	),
	...getChanges.description,
	...applyChanges.description,
];
