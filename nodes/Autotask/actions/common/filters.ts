import type { INodeProperties } from 'n8n-workflow';
import { conditionFiltersProperty } from '../../../shared/condition-filters';
import type { Resource } from '../../../shared/resources';
import { conditionFields } from './conditions';

/** The filters of *Get Many*. */
export function filtersProperty(resource: Resource): INodeProperties {
	return conditionFiltersProperty(resource, {
		fields: conditionFields(resource),
		operators: [
			{ name: 'Begins With', value: 'beginsWith' },
			{ name: 'Ends With', value: 'endsWith' },
		],
		valueHint: '',
	});
}
