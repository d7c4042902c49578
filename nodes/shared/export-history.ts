import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';
import type { Connector } from '../../sync/connectors/connector';
import { systemClock } from '../../sync/model/clock';
import { SYSTEM_NAMES } from '../../sync/model/entity';
import { SyncError } from '../../sync/model/errors';
import { exportHistory, type ExportResult } from '../../sync/pipeline';
import { allowedFolder } from './allowed-folder';
import { toNodeError } from './node-errors';
import { productVersion } from './product';
import { openStore } from './store';
import { parseSyncKey, syncKeyProperty } from './sync-key';

export const folderProperty: INodeProperties = {
	displayName: 'Folder',
	name: 'folder',
	type: 'string',
	default: '',
	required: true,
	placeholder: '/data/psa-export',
	description:
		'The whole path of a folder on the machine that runs n8n, on a disk that is backed up: a new one, or one in which an export of this sync was started',
};

/** Properties of *Sync → Export History* of a PSA. */
export const exportHistoryDescription: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['sync'], operation: ['exportHistory'] } },
	[
		syncKeyProperty,
		folderProperty,
		{
			displayName: 'Records per Run',
			name: 'recordsPerRun',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1_000_000, numberPrecision: 0 },
			default: 5000,
			description:
				'Max number of records that one run reads. The next run goes on behind them: let a Schedule Trigger run this until "done" is true.',
		},
	],
);

const parameters = z.object({
	folder: z.string().trim().min(1, 'Enter the folder that the export goes into.'),
	limit: z.coerce
		.number({ invalid_type_error: 'Records per Run must be a number.' })
		.int('Records per Run must be a whole number.')
		.min(1, 'Records per Run must be at least 1.')
		.max(1_000_000, 'Records per Run must be at most 1,000,000.'),
});

/**
 * *Export History*: reads the whole history of the PSA into a folder, run by run; one item that says how far it is.
 * @throws NodeApiError, NodeOperationError
 */
export async function exportOperation(this: IExecuteFunctions, connector: Connector): Promise<INodeExecutionData[]> {
	try {
		const sync = parseSyncKey(this.getNodeParameter('syncKey', 0));
		const parsed = parameters.safeParse({
			folder: this.getNodeParameter('folder', 0),
			limit: this.getNodeParameter('recordsPerRun', 0),
		});
		if (!parsed.success) throw new SyncError('BAD_INPUT', parsed.error.issues[0]?.message ?? 'Check the parameters.');
		const folder = await allowedFolder(this, parsed.data.folder);
		const store = await openStore();
		const result = await exportHistory(
			{ connector, store, clock: systemClock },
			{ sync, side: 'psa', folder, limit: parsed.data.limit, product: productVersion() },
		);
		if (result.stopped) {
			this.addExecutionHints({
				type: 'warning',
				location: 'outputPane',
				message: `${SYSTEM_NAMES[connector.system]} asked for a pause; the next run goes on from here. ${result.stopped.message}`,
			});
		}
		return [{ json: { syncKey: sync, folder, ...toldOf(result) }, pairedItem: { item: 0 } }];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

function toldOf({ done, read, manifest, entities }: ExportResult) {
	return {
		done,
		readNow: read,
		finishedAt: manifest?.finishedAt ?? null,
		records: Object.fromEntries(manifest?.entities.map(({ entity, records }) => [entity, records]) ?? []),
		files: manifest?.files.length ?? null,
		withoutFile: manifest?.withoutFile.length ?? null,
		leftToRead: entities.filter((one) => !one.done).map(({ entity }) => entity),
	};
}
