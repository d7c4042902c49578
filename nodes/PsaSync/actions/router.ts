import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { toNodeError } from '../../shared/node-errors';
import { openStore } from '../../shared/store';
import { parseSyncKey } from '../../shared/sync-key';
import { plain, type Operation } from './operation';
import * as billing from './billing';
import * as company from './company';
import * as conflict from './conflict';
import * as sync from './sync';

const OPERATIONS: Readonly<Record<string, Operation | undefined>> = {
	'billing:runReport': billing.runReport.execute,
	'company:getMoved': plain(company.getMoved.execute),
	'company:setMoved': plain(company.setMoved.execute),
	'conflict:get': plain(conflict.get.execute),
	'conflict:getMany': plain(conflict.getMany.execute),
	'conflict:resolve': plain(conflict.resolve.execute),
	'sync:checkReadiness': sync.checkReadiness.execute,
	'sync:retire': plain(sync.retire.execute),
	'sync:status': plain(sync.status.execute),
	'sync:switchPhase': sync.switchPhase.execute,
};

/** Runs the chosen operation once for each input item. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const name = `${this.getNodeParameter('resource', 0)}:${this.getNodeParameter('operation', 0)}`;
	const operation = OPERATIONS[name];
	if (!operation) throw new NodeOperationError(this.getNode(), `PSA Sync has no operation "${name}".`);
	const output: INodeExecutionData[] = [];
	for (let item = 0; item < this.getInputData().length; item++) {
		try {
			const store = await openStore();
			const syncKey = parseSyncKey(this.getNodeParameter('syncKey', item));
			for (const one of await operation.call(this, { store, sync: syncKey, item }))
				output.push({ ...one, pairedItem: { item } });
		} catch (thrown) {
			const error = toNodeError(this.getNode(), thrown, item);
			if (!this.continueOnFail()) throw error;
			output.push({ json: { error: error.message }, error, pairedItem: { item } });
		}
	}
	return [output];
}
