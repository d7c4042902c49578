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
		'contact',
		[
			{ name: 'Create', value: 'create', description: 'Create a contact', action: 'Create a contact' },
			{ name: 'Delete', value: 'delete', description: 'Delete a contact', action: 'Delete a contact' },
			{ name: 'Get', value: 'get', description: 'Get a contact', action: 'Get a contact' },
			{ name: 'Get Many', value: 'getMany', description: 'Get many contacts', action: 'Get many contacts' },
			{ name: 'Update', value: 'update', description: 'Change fields of a contact', action: 'Update a contact' },
		],
		'getMany',
	),
	...Object.values(operations).flatMap((operation) => operation.description),
];
