import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../../shared/node-errors';
import { executionAccess, type RecordAccess } from '../transport/connection';
import type { RecordOperation } from './common/operation';
import * as company from './company';
import * as contact from './contact';
import * as sync from './sync';
import * as ticket from './ticket';

const records: Readonly<Record<string, Readonly<Record<string, RecordOperation>>>> = {
	company: company.operations,
	contact: contact.operations,
	ticket: ticket.operations,
};

/** Carries out the chosen operation: a sync once for all items, everything else item by item. */
export async function router(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = this.getNodeParameter('resource', 0);
	const operation = this.getNodeParameter('operation', 0);
	if (resource === 'sync' && Object.hasOwn(sync.operations, operation)) {
		try {
			return [await sync.operations[operation].call(this)];
		} catch (error) {
			throw toNodeError(this.getNode(), error);
		}
	}
	const chosen = Object.hasOwn(records, resource) ? records[resource] : {};
	if (!Object.hasOwn(chosen, operation)) {
		throw new NodeOperationError(this.getNode(), `There is no operation "${operation}" of "${resource}"`);
	}
	return [await eachItem.call(this, chosen[operation])];
}

async function eachItem(this: IExecuteFunctions, operation: RecordOperation): Promise<INodeExecutionData[]> {
	let access: RecordAccess | undefined;
	const results: INodeExecutionData[] = [];
	for (let index = 0; index < this.getInputData().length; index++) {
		try {
			access ??= await executionAccess.call(this);
			const found = await operation.execute.call(this, access, index);
			for (const json of found) results.push({ json, pairedItem: { item: index } });
		} catch (raw) {
			const error = toNodeError(this.getNode(), raw, index);
			if (!this.continueOnFail()) throw error;
			results.push({ json: { error: error.message }, error, pairedItem: { item: index } });
		}
	}
	return results;
}
