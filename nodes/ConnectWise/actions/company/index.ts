import { operationProperty, type RecordOperation } from '../common/operation';
import * as create from './create.operation';
import * as deleteOperation from './delete.operation';
import * as get from './get.operation';
import * as getMany from './getMany.operation';
import * as update from './update.operation';

export const operations: Readonly<Record<string, RecordOperation>> = {
	create,
	delete: deleteOperation,
	get,
	getMany,
	update,
};

export const description = [
	operationProperty(
		'company',
		[
			{ name: 'Create', value: 'create', description: 'Create a company', action: 'Create a company' },
			{ name: 'Delete', value: 'delete', description: 'Delete a company', action: 'Delete a company' },
			{ name: 'Get', value: 'get', description: 'Get a company', action: 'Get a company' },
			{ name: 'Get Many', value: 'getMany', description: 'Get many companies', action: 'Get many companies' },
			{ name: 'Update', value: 'update', description: 'Change fields of a company', action: 'Update a company' },
		],
		'getMany',
	),
	...Object.values(operations).flatMap((operation) => operation.description),
];
