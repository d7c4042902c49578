import type { IExecuteFunctions } from 'n8n-workflow';
import { CUSTOM_FIELD_PREFIX } from '../../../../sync/connectors/autotask';
import type { FlatRecord } from '../../../../sync/model/record';
import { givenCustomFields, scalarValue, utcTime, type ParameterForm } from '../../../shared/field-values';

/** Autotask's fields as the node's parameters: under their own names, times in UTC. */
export const FORM: ParameterForm = {
	parameterName: (field) => field,
	fieldValue({ name, type }, value, timezone) {
		const field = { system: 'autotask', field: name } as const;
		return type === 'datetime' ? utcTime(value, field, timezone) : scalarValue(value, field);
	},
};

/** The user-defined fields that were filled in, under their flat names. */
export function customFieldValues(this: IExecuteFunctions, index: number): FlatRecord {
	const given = givenCustomFields.call(this, CUSTOM_FIELD_PREFIX, index);
	return Object.fromEntries(given.map(({ name, value }) => [name, value]));
}
