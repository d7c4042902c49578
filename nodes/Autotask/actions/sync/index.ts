import { syncResource } from '../../../shared/operation';
import * as applyChanges from './applyChanges.operation';
import * as exportHistory from './exportHistory.operation';
import * as getChanges from './getChanges.operation';

export const sync = syncResource(
	{ applyChanges, exportHistory, getChanges },
	{
		applyChanges: 'Carry out the writes that Conflict Resolve has planned for Autotask',
		exportHistory: 'Export everything that Autotask holds into a folder, run by run, before it is given up',
		getChanges: 'Get what changed in Autotask since the last run',
	},
);
