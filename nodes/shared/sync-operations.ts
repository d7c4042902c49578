import {
	updateDisplayOptions,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';
import type { Connector } from '../../sync/connectors/connector';
import type { Catalogue } from '../../sync/model/catalogue';
import { systemClock } from '../../sync/model/clock';
import { ENTITIES, SIDES, SYSTEM_NAMES, type Side } from '../../sync/model/entity';
import type { WriteEnvelope } from '../../sync/model/envelope';
import { SyncError } from '../../sync/model/errors';
import {
	APPLY_DEFAULTS,
	applyWrites,
	pull,
	readEnvelope,
	retiredSince,
	type Outcome,
	type OutcomeKind,
} from '../../sync/pipeline';
import { entityOptions } from './entity-options';
import { refreshCatalogue } from './live-catalogue';
import { toNodeError } from './node-errors';
import { readScope, scopeProperty, type ScopeOffer } from './scope-properties';
import { openContents, openStore } from './store';
import { parseSyncKey, syncKeyProperty } from './sync-key';
import { wakeUp } from './wake-up';

const sideNames: Readonly<Record<Side, string>> = { psa: 'PSA', platform: 'Platform' };

const recordsPerRunProperty: INodeProperties = {
	displayName: 'Records per Run',
	name: 'recordsPerRun',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 10_000, numberPrecision: 0 },
	default: 200,
	description:
		'Max number of changed records that one run takes. What is left over is taken by the next run, which the PSA Sync Trigger starts at once.',
};

/** What can be read: what the system's connector carries. */
function entitiesProperty(catalogue: Catalogue): INodeProperties {
	return {
		displayName: 'Entities',
		name: 'entities',
		type: 'multiOptions',
		options: entityOptions((entity) => catalogue.entities[entity] !== undefined),
		default: ['company', 'contact', 'ticket'],
		required: true,
		description: 'What to read. Each needs a Field Map node of its own further on.',
	};
}

/** Which side the system stands on: only a system that can stand on both is asked. */
function sideProperty(sides: readonly Side[]): INodeProperties[] {
	if (sides.length < 2) return [];
	return [
		{
			displayName: 'Side',
			name: 'side',
			type: 'options',
			options: sides.map((side) => ({ name: sideNames[side], value: side })),
			default: 'psa',
			required: true,
			description: 'Whether this system is the PSA of this sync or takes the place of the unified platform',
		},
	];
}

/** Properties of *Sync → Get Changes* of a system that can stand on `sides`. */
export function getChangesDescription(
	sides: readonly Side[],
	catalogue: Catalogue,
	scope: ScopeOffer,
): INodeProperties[] {
	return updateDisplayOptions({ show: { resource: ['sync'], operation: ['getChanges'] } }, [
		syncKeyProperty,
		...sideProperty(sides),
		entitiesProperty(catalogue),
		recordsPerRunProperty,
		scopeProperty(scope),
	]);
}

/** Properties of *Sync → Apply Changes* of a system that can stand on `sides`. */
export function applyChangesDescription(sides: readonly Side[]): INodeProperties[] {
	return updateDisplayOptions({ show: { resource: ['sync'], operation: ['applyChanges'] } }, [
		syncKeyProperty,
		...sideProperty(sides),
	]);
}

/** The side that the user chose, or the only one there is. */
export function chosenSide(this: IExecuteFunctions, sides: readonly Side[]): Side {
	const [only] = sides;
	if (sides.length === 1 && only) return only;
	return z.enum(SIDES).parse(this.getNodeParameter('side', 0));
}

const pullParameters = z.object({
	entities: z.array(z.enum(ENTITIES)).min(1, 'Choose at least one entity to read.'),
	limit: z.coerce
		.number({ invalid_type_error: 'Records per Run must be a number.' })
		.int('Records per Run must be a whole number.')
		.min(1, 'Records per Run must be at least 1.')
		.max(10_000, 'Records per Run must be at most 10,000.'),
});

/**
 * *Get Changes*: what changed on one side since the last committed run, one item a record, or one wake item where
 * writes are due.
 *
 * @throws NodeApiError, NodeOperationError; then nothing has happened.
 */
export async function pullOperation(
	this: IExecuteFunctions,
	connector: Connector,
	side: Side,
): Promise<INodeExecutionData[]> {
	try {
		const sync = parseSyncKey(this.getNodeParameter('syncKey', 0));
		const parsed = pullParameters.safeParse({
			entities: this.getNodeParameter('entities', 0),
			limit: this.getNodeParameter('recordsPerRun', 0),
		});
		if (!parsed.success) throw new SyncError('BAD_INPUT', parsed.error.issues[0]?.message ?? 'Check the parameters.');
		const store = await openStore();
		const retired = await retiredSince(store, sync);
		if (retired) {
			// An active workflow would fail every minute over what somebody has decided.
			const message = `The PSA of this sync was retired by ${retired.by} at ${retired.at}: nothing was read, and no call was made to it. Unpublish this workflow.`;
			this.addExecutionHints({ type: 'warning', location: 'outputPane', message });
			return [];
		}
		const { entities, limit } = parsed.data;
		const { items, more, stopped } = await pull(
			{ connector, store, clock: systemClock, contents: openContents() },
			{ sync, side, entities, limit, scope: readScope(this.getNodeParameter('scope', 0, {})) },
		);
		if (more) wakeUp(sync);
		if (stopped) {
			this.addExecutionHints({
				type: 'warning',
				location: 'outputPane',
				message: `Nothing more was read for now; the next run goes on from here. ${stopped.message}`,
			});
		}
		await refreshCatalogue({ store, connector, now: systemClock.now(), log: this.logger }, { sync, side, entities });
		return items.map((json) => ({ json, pairedItem: { item: 0 } }));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** After these the next run has something to do at once. */
const CALLS_FOR_ANOTHER_RUN: ReadonlySet<OutcomeKind> = new Set(['linked', 'replanned']);

/**
 * *Apply Changes*: carries out planned writes on one side, one item a write with what was done. What fails for now, or
 * waits for a person, is an outcome and no error; the write stays due.
 *
 * @throws NodeApiError, NodeOperationError where nothing can be written at all, or the flow is not wired as it must be.
 */
export async function applyOperation(
	this: IExecuteFunctions,
	connector: Connector,
	side: Side,
): Promise<INodeExecutionData[]> {
	try {
		const sync = parseSyncKey(this.getNodeParameter('syncKey', 0));
		const writes = readWrites(this.getInputData());
		const store = await openStore();
		const result = await applyWrites(
			{ connector, store, ...APPLY_DEFAULTS, contents: openContents() },
			{ sync, side, items: writes.map(({ envelope }) => envelope) },
		);
		if (result.stopped) {
			this.addExecutionHints({
				type: 'warning',
				location: 'outputPane',
				message: `${SYSTEM_NAMES[connector.system]} asked for a pause or could not be reached; the other writes are due again by themselves. ${result.stopped.message}`,
			});
		}
		if (!result.stopped && result.outcomes.some(({ kind }) => CALLS_FOR_ANOTHER_RUN.has(kind))) wakeUp(sync);
		return writes.map(({ envelope, item }, index) => appliedItem(envelope, result.outcomes[index], item));
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** The planned writes among the items. A wake item has nothing to be written. */
function readWrites(items: readonly INodeExecutionData[]): { envelope: WriteEnvelope; item: number }[] {
	return items.flatMap(({ json }, item) => {
		const envelope = readEnvelope(json);
		if (envelope.kind === 'wake') return [];
		if (envelope.kind === 'write') return [{ envelope, item }];
		throw new SyncError(
			'BAD_INPUT',
			'A changed record arrived where planned writes were expected. Connect Apply Changes behind Conflict Resolve, not behind Get Changes.',
		);
	});
}

/**
 * What was done, without the envelope: n8n keeps every node's output until the execution ends, what was written stands
 * in the input item already, and nothing behind Apply Changes may carry a write out again.
 */
function appliedItem(envelope: WriteEnvelope, outcome: Outcome | undefined, item: number): INodeExecutionData {
	const json = {
		id: outcome?.targetId ?? envelope.targetId,
		entity: envelope.entity,
		action: envelope.action,
		outcome: outcome?.kind ?? 'skipped',
		message: outcome?.message ?? '',
		needsReview: outcome?.needsReview ?? false,
	};
	return { json, pairedItem: { item } };
}
