import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { fieldOptions } from '../../../sync/connectors/autotask';
import { toNodeError } from '../../shared/node-errors';
import { RESOURCES, type Resource } from '../../shared/resources';
import { LISTED, listMethod } from '../actions/common/parameters';
import { editorAccess, type RecordAccess } from '../transport/connection';

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** The user-defined fields of the chosen resource. */
const customFields = loaded(async function ({ writer }) {
	const resource = z.enum(RESOURCES).parse(this.getCurrentNodeParameter('resource'));
	const fields = await writer.information.custom(resource);
	return fields.map(({ name, label }) => ({ name: label || name, value: name }));
});

/** One list for each picklist of the fields that people choose from a list. */
export const loadOptions: Readonly<Record<string, Load>> = {
	customFields,
	...Object.fromEntries(
		RESOURCES.flatMap((resource) =>
			LISTED[resource].map((field) => [listMethod(resource, field), listOf(resource, field)]),
		),
	),
};

/** Wraps a loader: errors say what to do and are never shown as options. */
function loaded(load: (this: ILoadOptionsFunctions, access: RecordAccess) => Promise<INodePropertyOptions[]>): Load {
	return async function () {
		try {
			return await load.call(this, await editorAccess.call(this));
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	};
}

/** The values of a field; of a sub-issue type, those of the issue type that is chosen beside it. */
function listOf(resource: Resource, field: string): Load {
	return loaded(async function ({ client, writer }) {
		const parent = field === 'subIssueType' ? chosenIssueType.call(this) : undefined;
		const options = await fieldOptions(client, writer.information, resource, field, parent);
		return options.map(({ value, label }) => ({ name: label, value }));
	});
}

function chosenIssueType(this: ILoadOptionsFunctions): number | undefined {
	for (const parameter of ['additionalFields.issueType', 'updateFields.issueType']) {
		const chosen = this.getCurrentNodeParameter(parameter);
		// An expression has no value yet in the editor.
		const text = typeof chosen === 'number' || typeof chosen === 'string' ? String(chosen) : '';
		if (/^-?\d{1,9}$/.test(text)) return Number(text);
	}
	return undefined;
}
