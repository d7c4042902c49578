import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { compileMapping } from '../../../sync/mapping/compile';
import type { CompiledMapping, ReferenceLookup } from '../../../sync/mapping/compiled-mapping';
import { systemClock } from '../../../sync/model/clock';
import type { ChangeEnvelope } from '../../../sync/model/envelope';
import { itemJson } from '../../../sync/pipeline';
import { toNodeError } from '../../shared/node-errors';
import { openStore } from '../../shared/store';
import { cataloguesFor } from '../catalogues';
import type { Arrived } from '../arrived';
import { lookUpReferences } from '../links';
import { fromNodeParameters } from '../parameters';

/** *To Platform*: gives every changed PSA record of this node's entity the platform's names and values. */
export async function toPlatform(
	this: IExecuteFunctions,
	sync: string,
	arrived: readonly Arrived[],
): Promise<INodeExecutionData[]> {
	// As they stand in the workflow: Map Back reads them in the same way.
	const mapping = fromNodeParameters(this.getNode().parameters);
	const own = new Map<number, ChangeEnvelope>();
	for (const { envelope, index } of arrived) {
		if (isToBeMapped(envelope) && envelope.entity === mapping.entity) own.set(index, envelope);
	}
	if (own.size === 0) return arrived.map(({ item, index }) => ({ ...item, pairedItem: { item: index } }));

	const store = await openStore();
	const compiled = compileMapping(mapping, await cataloguesFor(store, mapping, { sync, now: systemClock.now() }));
	const records = [...own.values()].flatMap(({ record, shadow }) => (shadow ? [record, shadow] : [record]));
	const lookup = await lookUpReferences(store, sync, 'psa', [{ mapping, records }]);
	return arrived.map(({ item, index }) => {
		const envelope = own.get(index);
		if (!envelope) return { ...item, pairedItem: { item: index } };
		try {
			return { ...item, json: mapped(compiled, envelope, lookup), pairedItem: { item: index } };
		} catch (error) {
			const failure = toNodeError(this.getNode(), error, index);
			if (!this.continueOnFail()) throw failure;
			// Left unmapped, and not on an error output: a record that does not reach Conflict Resolve would be passed over
			// for good once the watermark advances. Conflict Resolve refuses it, and commits nothing.
			return { ...item, json: { ...item.json, error: failure.message }, pairedItem: { item: index } };
		}
	});
}

function isToBeMapped(envelope: Arrived['envelope']): envelope is ChangeEnvelope {
	return envelope.kind === 'change' && envelope.side === 'psa' && envelope.view === null && !envelope.deleted;
}

function mapped(
	compiled: CompiledMapping,
	envelope: ChangeEnvelope,
	lookup: ReferenceLookup,
): INodeExecutionData['json'] {
	const { view, problems } = compiled.forward(envelope.record, lookup);
	const shadowView = envelope.shadow && compiled.forward(envelope.shadow, lookup).view;
	return itemJson(view, {
		...envelope,
		view: { ...view },
		shadowView: shadowView && { ...shadowView },
		problems: [...envelope.problems, ...problems],
	});
}
