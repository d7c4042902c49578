import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { systemClock } from '../../sync/model/clock';
import type { Entity } from '../../sync/model/entity';
import { ENVELOPE_KEY, type Envelope } from '../../sync/model/envelope';
import { SyncError } from '../../sync/model/errors';
import type { PhaseRun } from '../../sync/model/phase';
import type { Review } from '../../sync/model/review';
import { readEnvelope, resolveChanges, type ItemJson, type RecordPair } from '../../sync/pipeline';
import { toNodeError } from '../shared/node-errors';
import { reviewItem } from '../shared/review-item';
import { openStore } from '../shared/store';
import { upstreamMappings } from '../shared/upstream-mappings';
import { wakeUp } from '../shared/wake-up';
import { readParameters } from './parameters';

const INPUTS = ['PSA', 'Platform'] as const;

/** An item that arrived, with where it came from. */
interface Arrived {
	readonly envelope: Envelope;
	readonly pairedItem: IPairedItemData;
}

/**
 * Plans what arrived on both inputs, commits the plan, and hands out the writes that are due.
 * @returns the items of the outputs To PSA, To Platform, Needs Review.
 */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	try {
		const { sync, phase, preview, policy, movedPolicy, writesPerRun } = readParameters(this);
		const arrived = INPUTS.flatMap((_, input) => readInput(this, input));
		const mappings = await upstreamMappings.call(this);
		const store = await openStore();
		const result = await resolveChanges(
			{ store, clock: systemClock },
			{
				sync,
				run: { phase, workflow: workflowOf(this) },
				items: arrived.map(({ envelope }) => envelope),
				mappings,
				policy,
				movedPolicy,
				preview,
				dueLimit: writesPerRun,
			},
		);
		if (result.more) wakeUp(sync);
		const sources = new Sources(arrived);
		const write = (json: ItemJson): INodeExecutionData => {
			const envelope = json[ENVELOPE_KEY];
			const pair =
				envelope.kind === 'write' ? { entity: envelope.entity, of: result.pairs.get(envelope.writeId) } : null;
			return { json, pairedItem: pair ? sources.of(pair.entity, pair.of) : undefined };
		};
		const review = (entry: Review): INodeExecutionData => ({
			json: { ...reviewItem(entry), needsReview: true },
			pairedItem: sources.of(entry.entity, entry),
		});
		return [result.toPsa.map(write), result.toPlatform.map(write), result.reviews.map(review)];
	} catch (error) {
		throw toNodeError(this.getNode(), error);
	}
}

/** The workflow as people find it again. One that was never saved has neither. */
function workflowOf(context: IExecuteFunctions): PhaseRun['workflow'] {
	const { id, name } = context.getWorkflow();
	return { id: id ?? '', name: name ?? '' };
}

function readInput(context: IExecuteFunctions, input: number): Arrived[] {
	return context.getInputData(input).map(({ json }, item) => {
		const envelope = readEnvelope(json);
		const expected = input === 0 ? 'psa' : 'platform';
		if (envelope.kind !== 'write' && envelope.side !== expected) {
			throw new SyncError(
				'BAD_INPUT',
				`An item of the ${envelope.side === 'psa' ? 'PSA' : 'platform'} arrived at the input "${INPUTS[input]}". Connect each Get Changes to the input of its own side.`,
			);
		}
		return { envelope, pairedItem: { item, input } };
	});
}

/** Finds the items that an output item was made from, by the ids of its records. */
class Sources {
	readonly #byRecord = new Map<string, IPairedItemData>();

	constructor(arrived: readonly Arrived[]) {
		for (const { envelope, pairedItem } of arrived) {
			if (envelope.kind === 'change')
				this.#byRecord.set(`${envelope.side} ${envelope.entity} ${envelope.id}`, pairedItem);
		}
	}

	/** Undefined where none of them arrived in this run: what is left over from an earlier one. */
	of(entity: Entity, pair: RecordPair | undefined): IPairedItemData[] | undefined {
		const found = [
			this.#byRecord.get(`psa ${entity} ${pair?.psaId}`),
			this.#byRecord.get(`platform ${entity} ${pair?.platformId}`),
		].filter((item) => item !== undefined);
		return found.length > 0 ? found : undefined;
	}
}
