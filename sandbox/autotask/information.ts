import type { Database } from './database';
import type { Entity } from './entities';
import type { Field } from './models';
import { choicesOf } from './normalise';
import type { PicklistValue } from './picklists';
import { udfDefinitions, udfListItems, udfTypeName } from './udfs';
import { WEBHOOK_FIELDS } from './webhookFields';

const DATA_TYPES: Readonly<Record<Field['type'], string>> = {
	integer: 'integer',
	long: 'long',
	decimal: 'decimal',
	flag: 'boolean',
	date: 'datetime',
	day: 'datetime',
	text: 'string',
	bytes: 'string',
};

/**
 * `entityInformation`: what can be done with an entity, and what of it the API user may.
 *
 * @param denied whether its security level leaves the entity out
 */
export function entityInformation(
	{ label, model, rules, canCreate, canUpdate, canDelete, webhooks }: Entity,
	denied: boolean,
): object {
	const access = (can: boolean): string => (can && !denied ? 'All' : 'None');
	const can = {
		create: rules !== undefined && canCreate !== false,
		update: canUpdate === true,
		remove: canDelete === true,
	};
	return {
		info: {
			name: label,
			canCreate: can.create,
			canDelete: can.remove,
			canQuery: true,
			canUpdate: can.update,
			userAccessForCreate: access(can.create),
			userAccessForDelete: access(can.remove),
			userAccessForQuery: access(true),
			userAccessForUpdate: access(can.update),
			hasUserDefinedFields: model.udfs === true,
			supportsWebhookCallouts: webhooks !== undefined,
		},
	};
}

/** `entityInformation/fields`: types, lengths, picklists. Values of picklists are text here, numbers in records. */
export function fieldInformation({ model, webhooks }: Entity): object {
	const told = new Set(webhooks ? WEBHOOK_FIELDS[webhooks].map(({ name }) => name) : []);
	return {
		fields: Object.entries(model.fields).map(([name, field]) => ({
			name,
			dataType: DATA_TYPES[field.type],
			length: field.type === 'text' ? (field.max ?? 0) : 0,
			isRequired: field.required === true,
			isReadOnly: field.readOnly === true,
			isQueryable: field.notQueryable !== true,
			isReference: field.reference !== undefined,
			referenceEntityType: field.reference ?? '',
			isPickList: field.picklist !== undefined,
			picklistValues: field.picklist === undefined ? null : choicesOf(field).map(pickListValue),
			picklistParentValueField: field.parent ?? '',
			isSupportedWebhookField: told.has(name),
		})),
	};
}

/** `entityInformation/userDefinedFields`. */
export function udfInformation(entity: Entity, db: Database): object {
	return {
		fields: udfDefinitions(db, entity).map((definition) => {
			const items = udfListItems(db, definition);
			const isPickList = items.length > 0;
			const name = String(definition.name);
			return {
				name,
				label: name,
				type: udfTypeName(definition),
				length: udfTypeName(definition) === 'string' ? 8000 : 0,
				description: (definition.description as string | null) ?? '',
				isRequired: definition.isRequired === true,
				isReadOnly: false,
				isQueryable: true,
				isReference: false,
				referenceEntityType: '',
				isPickList,
				picklistValues: isPickList
					? items.map(({ valueForExport, valueForDisplay }, sortOrder) => ({
							value: valueForExport,
							label: valueForDisplay,
							isDefaultValue: false,
							sortOrder,
							parentValue: '',
							isActive: true,
							isSystem: false,
						}))
					: null,
				picklistParentValueField: '',
				defaultValue: (definition.defaultValue as string | null) ?? '',
				isSupportedWebhookField: true,
			};
		}),
	};
}

function pickListValue(choice: PicklistValue, sortOrder: number): object {
	return {
		value: String(choice.value),
		label: choice.label,
		isDefaultValue: choice.isDefault === true,
		sortOrder,
		parentValue: choice.parent === undefined ? '' : String(choice.parent),
		isActive: choice.inactive !== true,
		isSystem: choice.isSystem === true,
	};
}
