import type { INodeProperties } from 'n8n-workflow';
import { conditionFiltersProperty } from '../../../shared/condition-filters';
import type { Resource } from '../../../shared/resources';
import { conditionFields } from './conditions';

/** The filters of *Get Many*. */
export function filtersProperty(resource: Resource): INodeProperties {
	return conditionFiltersProperty(resource, {
		fields: conditionFields(resource),
		operators: [{ name: 'Like', value: 'like' }],
		valueHint: ', and * stands for any text where the operator is Like',
	});
}
