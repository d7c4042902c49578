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
		'ticket',
		[
			{ name: 'Create', value: 'create', description: 'Create a ticket', action: 'Create a ticket' },
			{ name: 'Delete', value: 'delete', description: 'Delete a ticket', action: 'Delete a ticket' },
			{ name: 'Get', value: 'get', description: 'Get a ticket', action: 'Get a ticket' },
			{ name: 'Get Many', value: 'getMany', description: 'Get many tickets', action: 'Get many tickets' },
			{ name: 'Update', value: 'update', description: 'Change fields of a ticket', action: 'Update a ticket' },
		],
		'getMany',
	),
	...Object.values(operations).flatMap((operation) => operation.description),
];
