import type { IExecuteFunctions } from 'n8n-workflow';
import { CUSTOM_FIELD_PREFIX } from '../../../../sync/connectors/halopsa';
import type { FlatRecord } from '../../../../sync/model/record';
import { givenCustomFields, scalarValue, utcTime, type ParameterForm } from '../../../shared/field-values';
import { parameterName } from './parameters';

/** HaloPSA's fields as the node's parameters: references by ID, times in UTC. */
export const FORM: ParameterForm = {
	parameterName,
	fieldValue({ name, type }, value, timezone) {
		const field = { system: 'halopsa', field: name } as const;
		return type === 'datetime' ? utcTime(value, field, timezone) : scalarValue(value, field);
	},
};

/** The custom fields that were filled in, under their flat names. */
export function customFieldValues(this: IExecuteFunctions, index: number): FlatRecord {
	const given = givenCustomFields.call(this, CUSTOM_FIELD_PREFIX, index);
	return Object.fromEntries(given.map(({ name, value }) => [name, value]));
}
