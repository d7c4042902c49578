import type { IExecuteFunctions } from 'n8n-workflow';
import { CUSTOM_FIELD_PREFIX } from '../../../../sync/connectors/connectwise';
import type { FlatRecord } from '../../../../sync/model/record';
import { givenCustomFields, scalarValue, utcTime, type ParameterForm } from '../../../shared/field-values';
import { parameterName } from './parameters';

/** ConnectWise's fields as the node's parameters: references by ID or name, times in UTC. */
export const FORM: ParameterForm = {
	parameterName,
	fieldValue({ name, type }, value, timezone) {
		const field = { system: 'connectwise', field: name } as const;
		return type === 'datetime' || type === 'date' ? utcTime(value, field, timezone) : scalarValue(value, field);
	},
};

/** The custom fields that were filled in, under their flat names. */
export function customFieldValues(this: IExecuteFunctions, index: number): FlatRecord {
	const given = givenCustomFields.call(this, CUSTOM_FIELD_PREFIX, index);
	return Object.fromEntries(given.map(({ name, value }) => [name, value]));
}
