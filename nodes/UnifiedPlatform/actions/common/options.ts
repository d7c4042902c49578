import type { INodeProperties } from 'n8n-workflow';
import { entityOptions } from '../../../shared/entity-options';

/** For a platform that calls fields otherwise than the contract. */
const fieldNamesProperty: INodeProperties = {
	displayName: 'Field Names',
	name: 'fieldNames',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Field Name',
	default: {},
	description:
		'Fields that this platform calls otherwise than the platform contract. Give all nodes of one sync the same names.',
	options: [
		{
			displayName: 'Field Name',
			name: 'fields',
			values: [
				{
					displayName: 'Entity',
					name: 'entity',
					type: 'options',
					options: entityOptions(),
					default: 'ticket',
				},
				{
					displayName: 'Contract Field Name or ID',
					name: 'contractField',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'contractFields', loadOptionsDependsOn: ['&entity'] },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					hint: 'The name in the platform contract. A custom field is an expression: customFields/ and its name.',
				},
				{
					displayName: 'Platform Field',
					name: 'platformField',
					type: 'string',
					default: '',
					placeholder: 'e.g. attributes/subject',
					description: 'The name in this platform. Slashes lead into nested objects.',
				},
			],
		},
	],
};

export const etagOption: INodeProperties = {
	displayName: 'ETag',
	name: 'etag',
	type: 'string',
	default: '',
	placeholder: 'e.g. "17"',
	description:
		'Write only if the record still has this etag, quotes included. Otherwise the operation fails and changes nothing.',
};

export const idempotencyKeyOption: INodeProperties = {
	displayName: 'Idempotency Key',
	name: 'idempotencyKey',
	type: 'string',
	default: '',
	description:
		'A text of your own that is the same whenever this record is to be created once. Without it, each item of each execution makes one record, however often it is retried.',
};

/** The options of an operation: its own and the field names. */
export function optionsProperty(...own: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [...own, fieldNamesProperty],
	};
}
