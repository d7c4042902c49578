import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Envelope } from '../../sync/model/envelope';
import { SyncError } from '../../sync/model/errors';
import { readEnvelope } from '../../sync/pipeline';
import { toNodeError } from '../shared/node-errors';
import { parseSyncKey } from '../shared/sync-key';
import { mapBack } from './actions/mapBack';
import { toPlatform } from './actions/toPlatform';

/** Maps what is this node's to map; everything else passes through untouched and in order. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const sync = parseSyncKey(this.getNodeParameter('syncKey', 0));
		const arrived = this.getInputData().map((item, index) => ({
			item,
			index,
			envelope: envelopeOf(this, sync, item, index),
		}));
		const isBack = this.getNodeParameter('mode', 0) === 'mapBack';
		return [isBack ? await mapBack.call(this, sync, arrived) : await toPlatform.call(this, sync, arrived)];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

function envelopeOf(context: IExecuteFunctions, sync: string, item: INodeExecutionData, index: number): Envelope {
	try {
		const envelope = readEnvelope(item.json);
		if (envelope.sync === sync) return envelope;
		throw new SyncError(
			'BAD_INPUT',
			`An item of the sync "${envelope.sync}" arrived at a Field Map node of the sync "${sync}". Give all nodes of one workflow the same sync key.`,
		);
	} catch (error) {
		throw toNodeError(context.getNode(), error, index);
	}
}
