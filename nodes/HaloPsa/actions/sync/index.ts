import { syncResource } from '../../../shared/operation';
import * as applyChanges from './applyChanges.operation';
import * as getChanges from './getChanges.operation';

export const sync = syncResource(
	{ applyChanges, getChanges },
	{
		applyChanges: 'Carry out the writes that Conflict Resolve has planned for HaloPSA',
		getChanges: 'Get what changed in HaloPSA since the last run',
	},
);
